"""A server's settings start with a good environment and with nothing else."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[4]
GOOD = {
    "DJANGO_SETTINGS_MODULE": "portal.settings.production",
    "SECRET_KEY": "".join(chr(33 + number * 7 % 90) for number in range(64)),
    "ALLOWED_HOSTS": "portal.example.hk",
    "SITE_URL": "https://portal.example.hk",
    "TRUSTED_PROXY_COUNT": "1",
    "DATABASE_URL": "postgresql://portal@127.0.0.1/portal",
    "REDIS_URL": "redis://127.0.0.1/0",
}


def start(code: str, tmp_path: Path, **changes: str) -> subprocess.CompletedProcess[str]:
    """Run ``code`` in a process of its own that knows this environment alone."""
    environment = {"PATH": os.environ["PATH"], "VAR": str(tmp_path), **GOOD, **changes}
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={name: value for name, value in environment.items() if value},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


READ = "from django.conf import settings; print(settings.DEBUG, settings.DEMO_MODE)"


def test_a_good_environment_starts(tmp_path: Path) -> None:
    ran = start(READ, tmp_path)

    assert (ran.returncode, ran.stdout.strip()) == (0, "False False"), ran.stderr


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DEBUG", "1"),
        ("DEMO_MODE", "1"),
        ("SECRET_KEY", ""),
        ("SECRET_KEY", "embedded-demo-" + "0" * 64),
        ("ALLOWED_HOSTS", "*"),
        ("TRUSTED_PROXY_COUNT", ""),
        ("SITE_URL", "http://portal.example.hk"),
        ("DATABASE_URL", ""),
        ("REDIS_URL", ""),
    ],
)
def test_production_refuses_to_start(name: str, value: str, tmp_path: Path) -> None:
    """OP-02."""
    ran = start(READ, tmp_path, **{name: value})

    assert ran.returncode != 0
    assert "Production refuses to start:" in ran.stderr
    assert name in ran.stderr.splitlines()[-1]


def test_many_faults_are_told_at_once(tmp_path: Path) -> None:
    """OP-02."""
    ran = start(READ, tmp_path, DEBUG="1", ALLOWED_HOSTS="", REDIS_URL="")

    last = ran.stderr.splitlines()[-1]
    assert all(name in last for name in ("DEBUG", "ALLOWED_HOSTS", "REDIS_URL"))


def test_the_check_for_deployment_has_nothing_to_say(tmp_path: Path) -> None:
    """OP-01."""
    code = (
        "import django; django.setup();"
        "from django.core.management import call_command;"
        "call_command('check', deploy=True, fail_level='WARNING')"
    )

    ran = start(code, tmp_path)

    assert ran.returncode == 0, ran.stderr


def test_caches_are_shared_between_processes(tmp_path: Path) -> None:
    """OP-02: limits counted by each process alone would be no limits."""
    ran = start(
        "from django.conf import settings; print(settings.CACHES['default']['BACKEND'])", tmp_path
    )

    assert ran.stdout.strip() == "django.core.cache.backends.db.DatabaseCache"
