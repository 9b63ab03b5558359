"""Set-up before anything of ours is installed: system packages, virtual environment, dependencies.

Run by the system's Python, so this file uses the standard library alone and imports nothing of the
project: ``python3 portal/embedded/provision.py run|dev``. Missing Debian packages are installed
when root; otherwise the command to type is told. Dependencies come pinned and checked by hash,
through uv where it runs and through pip where not. A stamp named after the lock file's digest says
that all is done; ``make`` looks for it and does not come here again.
"""

from __future__ import annotations

import ctypes
import fcntl
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
LOCKS = {"run": ROOT / "requirements.txt", "dev": ROOT / "requirements-dev.txt"}
OLDEST_PYTHON = (3, 11)

_LIBRARIES = {
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libharfbuzz-subset.so.0": "libharfbuzz-subset0",
}
_PROGRAMS = {"chromium": "chromium", "xgettext": "gettext", "pdftotext": "poppler-utils"}
_SCANNER = "/usr/sbin/clamd"
_CHINESE_FONTS = Path("/usr/share/fonts/opentype/noto")


class Obstacle(Exception):
    """What the person at the keyboard has to do first: plain sentences."""


def main(arguments: list[str]) -> int:
    """Set up for ``run`` or ``dev``; the exit code."""
    kind = arguments[0] if arguments else "run"
    if kind not in LOCKS:
        print("Say run or dev.", file=sys.stderr)
        return 2
    try:
        with _alone():
            set_up(kind)
    except Obstacle as obstacle:
        print(f"\n{obstacle}", file=sys.stderr)
        return 1
    return 0


def set_up(kind: str) -> None:
    """Do what is not done yet, and leave the stamp."""
    stamp = stamp_of(kind)
    if stamp.exists() and _works(PYTHON):
        return
    provide(missing_packages(kind))
    if not _works(PYTHON):
        _say("Making the virtual environment in .venv")
        _do([sys.executable, "-m", "venv", "--clear", str(VENV)])
    for old in VENV.glob(".stamp-*"):
        old.unlink()
    _say(f"Installing {LOCKS[kind].name} (pinned, checked by hash)")
    install(LOCKS[kind])
    stamp.touch()
    if kind == "dev":
        stamp_of("run").touch()


def stamp_of(kind: str) -> Path:
    """The empty file that says this very lock file is installed; the Makefile knows its name too.

    What tests need holds all that running needs, pinned alike.
    """
    return VENV / f".stamp-{kind}-{hashlib.sha256(LOCKS[kind].read_bytes()).hexdigest()[:16]}"


def missing_packages(kind: str) -> list[str]:
    """Debian's names of what this machine lacks, found by trying each thing, not by its name."""
    missing = [package for file, package in _LIBRARIES.items() if not _loads(file)]
    if not _works(PYTHON) and importlib.util.find_spec("ensurepip") is None:
        missing.append(f"python3.{sys.version_info.minor}-venv")
    if kind == "dev":
        missing += [package for name, package in _PROGRAMS.items() if not shutil.which(name)]
        if not (shutil.which("clamd") or _works(Path(_SCANNER))):
            missing.append("clamav-daemon")
        if not any(_CHINESE_FONTS.glob("NotoSansCJK*")):
            missing.append("fonts-noto-cjk")
    return missing


def provide(packages: list[str]) -> None:
    """Install Debian packages when root, or say what to type."""
    if not packages:
        return
    told = f"sudo apt-get install --no-install-recommends {' '.join(packages)}"
    if shutil.which("apt-get") is None:
        raise Obstacle(
            "This machine lacks some libraries or programs. On Debian or Ubuntu they come with\n"
            f"    {told}\nInstall their like here, then run the command again."
        )
    if os.geteuid() != 0:
        raise Obstacle(
            f"Some system packages are missing. Type this, then run the command again:\n    {told}"
        )
    _say(f"Installing system packages: {' '.join(packages)}")
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    _do(["apt-get", "update", "-q"], quiet)
    _do(["apt-get", "install", "-q", "-y", "--no-install-recommends", *packages], quiet)


def install(lock: Path) -> None:
    """Install a lock file with uv, or with pip where uv does not run on this machine."""
    uv = VENV / "bin" / "uv"
    pip = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "install", "--require-hashes"]
    if not _works(uv):
        subprocess.run(
            [*pip, "-q", "--no-deps", "-r", str(ROOT / "requirements-uv.txt")], check=False
        )
    wanted = ["--require-hashes", "-r", str(lock)]
    quick = [str(uv), "pip", "install", "-q", "--python", str(PYTHON), *wanted]
    if _works(uv) and subprocess.run(quick, env=_uv_environment(), check=False).returncode == 0:
        return
    _say("uv did not do it; pip does, which takes a minute or two")
    _do([*pip, "-q", "-r", str(lock)])


def _uv_environment() -> dict[str, str]:
    """uv fetches no Python of its own, trusts what the system trusts, asks the index pip asks."""
    found = {"UV_SYSTEM_CERTS": "true", **os.environ, "UV_PYTHON_DOWNLOADS": "never"}
    asked = subprocess.run(
        [str(PYTHON), "-m", "pip", "config", "get", "global.index-url"],
        capture_output=True,
        text=True,
        check=False,
    )
    index = os.environ.get("PIP_INDEX_URL") or asked.stdout.strip()
    return {"UV_DEFAULT_INDEX": index, **found} if index else found


@contextmanager
def _alone() -> Iterator[None]:
    """Two copies started at once on a fresh checkout take turns."""
    folder = os.open(ROOT, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _works(program: Path) -> bool:
    try:
        return (
            subprocess.run([program, "--version"], capture_output=True, check=False).returncode == 0
        )
    except OSError:
        return False


def _do(command: list[str], environment: dict[str, str] | None = None) -> None:
    if subprocess.run(command, env=environment, check=False).returncode != 0:
        raise Obstacle(f"This command failed; its own words are above:\n    {' '.join(command)}")


def _say(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    if sys.version_info < OLDEST_PYTHON:
        sys.exit("Python 3.11 or newer is needed.")
    sys.exit(main(sys.argv[1:]))
