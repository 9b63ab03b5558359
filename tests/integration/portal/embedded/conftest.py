"""Data folders whose servers are stopped and removed whatever a test did to them."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from portal.embedded import addresses, services
from portal.embedded.postgres import Postgres


@pytest.fixture(autouse=True)
def _embedded_servers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("REDIS_URL", raising=False)


@pytest.fixture
def var(tmp_path: Path) -> Iterator[Path]:
    """A data folder that only its owner can reach."""
    folder = tmp_path / "var"
    yield folder
    _remove(folder)


@pytest.fixture
def open_var() -> Iterator[Path]:
    """A data folder that anybody may pass through."""
    with TemporaryDirectory(dir="/tmp") as place:
        Path(place).chmod(0o711)
        yield Path(place) / "var"
        _remove(Path(place) / "var")


def _remove(folder: Path) -> None:
    if folder.exists():
        services.stop(services.embedded(folder))
        Postgres(folder).discard()
    shutil.rmtree(addresses.socket_folder(folder), ignore_errors=True)
