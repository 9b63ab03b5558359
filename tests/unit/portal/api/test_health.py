"""Health, part by part."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from portal.api import health
from portal.api.health import Part, Report, Trouble

NOW = datetime(2025, 7, 1, tzinfo=UTC)


def well(_now: datetime) -> None:
    """Find nothing wrong."""


def broken(_now: datetime) -> None:
    """Find a secret reason."""
    raise Trouble("password of 10.0.0.7 refused")


@pytest.fixture(autouse=True)
def _no_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "_parts", {})


def test_all_parts_well_is_ready() -> None:
    health.register(Part("database", well))

    found = health.report(NOW)

    assert found == Report({"database": "ok"})
    assert found.is_ready


def test_a_failing_part_is_named() -> None:
    """OP-05."""
    health.register(Part("database", broken))
    health.register(Part("disk", well))

    found = health.report(NOW)

    assert found.parts == {"database": "failing", "disk": "ok"}
    assert not found.is_ready


def test_a_part_that_only_warns_is_tolerated() -> None:
    health.register(Part("broker", broken, on_trouble="warning"))

    found = health.report(NOW)

    assert found.parts == {"broker": "warning"}
    assert found.is_ready


def test_the_reason_goes_to_the_log(caplog: pytest.LogCaptureFixture) -> None:
    health.register(Part("database", broken))

    health.report(NOW)

    assert "health: database is failing: password of 10.0.0.7 refused" in caplog.text


def test_a_part_registered_again_takes_the_formers_stead() -> None:
    health.register(Part("database", broken))
    health.register(Part("database", well))

    assert health.report(NOW).parts == {"database": "ok"}
