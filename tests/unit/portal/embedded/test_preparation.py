"""What is done before the first request is done once, in order."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from portal.embedded import preparation


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the management commands called, none of which runs."""
    called: list[str] = []

    def record(name: str, **_options: Any) -> None:
        called.append(name)

    monkeypatch.setattr("django.core.management.call_command", record)
    monkeypatch.setattr("portal.embedded.catalogues.compile_stale", lambda _folder: [])
    return called


def test_the_first_start_does_everything(tmp_path: Path, calls: list[str]) -> None:
    preparation.prepare(tmp_path, demo=True)

    assert calls == ["migrate", "createcachetable", "collectstatic", "demo_seed", "demo_logins"]


def test_the_second_start_brings_no_demo_data(tmp_path: Path, calls: list[str]) -> None:
    (tmp_path / "static").mkdir()
    preparation.prepare(tmp_path, demo=True)
    calls.clear()

    preparation.prepare(tmp_path, demo=True)

    assert calls == ["migrate", "createcachetable", "demo_logins"]


def test_demo_data_come_only_when_asked_for(tmp_path: Path, calls: list[str]) -> None:
    preparation.prepare(tmp_path, demo=False)

    assert "demo_seed" not in calls
    assert not (tmp_path / "demo-seeded").exists()


def test_demo_data_that_failed_are_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(name: str, **_options: Any) -> None:
        if name == "demo_seed":
            raise RuntimeError("no tables")

    monkeypatch.setattr("django.core.management.call_command", fail)
    monkeypatch.setattr("portal.embedded.catalogues.compile_stale", lambda _folder: [])
    with pytest.raises(RuntimeError, match="no tables"):
        preparation.prepare(tmp_path, demo=True)

    assert not (tmp_path / "demo-seeded").exists()


def test_static_files_are_collected_again_when_one_changes(
    tmp_path: Path, calls: list[str]
) -> None:
    root, var = tmp_path / "root", tmp_path / "var"
    (root / "static").mkdir(parents=True)
    (var / "static").mkdir(parents=True)
    (root / "requirements.txt").write_text("django\n")
    (root / "static" / "base.css").write_text("a {}")

    assert preparation.collect_static(var, root)
    assert not preparation.collect_static(var, root)
    (root / "static" / "base.css").write_text("a { color: red }")
    assert preparation.collect_static(var, root)
    assert calls == ["collectstatic", "collectstatic"]
