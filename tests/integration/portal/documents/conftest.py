"""A real scanner for the tests of this folder that ask for it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests import clamd


@pytest.fixture(scope="session")
def daemon() -> Iterator[str]:
    """The socket of a running ClamAV daemon."""
    with clamd.running() as socket:
        yield socket


@pytest.fixture
def scanner(daemon: str, settings: Any) -> str:
    """An installation that has a scanner."""
    settings.CLAMD_SOCKET = daemon
    return daemon
