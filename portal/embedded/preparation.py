"""What must be done before the first request: tables, catalogues, static files, demo data.

Run as one process, ``python -m portal.embedded prepare``, because starting Django is what costs
the time. Everything here may run again at no cost: what is done is found done.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from portal.embedded import folders

LOG_INS = "demo-logins.txt"


def prepare(var: Path, *, demo: bool) -> None:
    """Bring database, catalogues and static files up to date; with ``demo``, the demo data once."""
    from portal.embedded import catalogues

    root = folders.project_folder()
    catalogues.compile_stale(root / "portal" / "locale")
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", interactive=False, verbosity=1)
    call_command("createcachetable")
    collect_static(var, root)
    if demo:
        provide_demo(var)


def provide_demo(var: Path) -> None:
    """Bring in the demo data on the first start, and note the log-ins for the welcome."""
    from django.core.management import call_command

    marker = var / "demo-seeded"
    if not marker.exists():
        call_command("demo_seed")
        marker.touch()
    with (var / LOG_INS).open("w") as file:
        call_command("demo_logins", stdout=file)


def collect_static(var: Path, root: Path) -> bool:
    """Collect the static files when any has changed since the last time; whether it did."""
    from django.core.management import call_command

    record = var / "static.fingerprint"
    now = static_fingerprint(root)
    if record.exists() and record.read_text() == now and (var / "static").is_dir():
        return False
    call_command("collectstatic", interactive=False, verbosity=0)
    record.write_text(now)
    return True


def static_fingerprint(root: Path) -> str:
    """A digest that changes with any static file of ours, or with the packages that bring some."""
    ours = sorted(path for path in (root / "static").rglob("*") if path.is_file())
    sight = hashlib.sha256((root / "requirements.txt").read_bytes())
    for path in ours:
        facts = path.stat()
        sight.update(f"{path.relative_to(root)} {facts.st_size} {facts.st_mtime_ns}\n".encode())
    return sight.hexdigest()
