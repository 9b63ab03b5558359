"""What production must not run with."""

from __future__ import annotations

import pytest

from portal.settings.guard import production_faults

GOOD = {
    "SECRET_KEY": "k" * 50,
    "ALLOWED_HOSTS": "portal.example.hk",
    "DATABASE_URL": "postgresql://portal@db/portal",
    "REDIS_URL": "redis://broker/0",
    "SITE_URL": "https://portal.example.hk",
    "TRUSTED_PROXY_COUNT": "1",
}


def test_a_good_environment_has_no_fault() -> None:
    assert production_faults(GOOD) == []
    assert production_faults({**GOOD, "DEBUG": "0", "DEMO_MODE": ""}) == []


@pytest.mark.parametrize(
    ("name", "value", "about"),
    [
        ("SECRET_KEY", "", "SECRET_KEY"),
        ("SECRET_KEY", "short", "SECRET_KEY"),
        ("SECRET_KEY", "embedded-demo-" + "0" * 64, "SECRET_KEY"),
        ("ALLOWED_HOSTS", "", "ALLOWED_HOSTS"),
        ("ALLOWED_HOSTS", "*", "ALLOWED_HOSTS"),
        ("ALLOWED_HOSTS", "portal.example.hk,*.example.hk", "ALLOWED_HOSTS"),
        ("ALLOWED_HOSTS", ".example.hk", "ALLOWED_HOSTS"),
        ("DEBUG", "1", "DEBUG"),
        ("DEBUG", "True", "DEBUG"),
        ("DEMO_MODE", "1", "DEMO_MODE"),
        ("DATABASE_URL", "", "DATABASE_URL"),
        ("REDIS_URL", "", "REDIS_URL"),
        ("SITE_URL", "http://portal.example.hk", "SITE_URL"),
        ("TRUSTED_PROXY_COUNT", "", "TRUSTED_PROXY_COUNT"),
        ("TRUSTED_PROXY_COUNT", "one", "TRUSTED_PROXY_COUNT"),
    ],
)
def test_each_fault_is_named(name: str, value: str, about: str) -> None:
    """OP-02."""
    (sentence,) = production_faults({**GOOD, name: value})

    assert sentence.startswith(about)
