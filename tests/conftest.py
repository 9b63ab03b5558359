"""What all tests share: embedded servers, files of their own, a flush that triggers allow."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.test import TransactionTestCase

from portal.embedded import services

APPEND_ONLY = (
    "portal_auditevent",
    "grants_snapshot",
    "grants_line",
    "reviews_whatif",
    "reviews_reviewversion",
    "reviews_registerfiling",
    "reviews_registeredinterest",
    "reviews_note",
)

# Looking for cycles of references costs a sixth of the suite's time when left to the interpreter.
TESTS_BETWEEN_COLLECTIONS = 40

_servers = ExitStack()


def pytest_configure(config: pytest.Config) -> None:
    """Start PostgreSQL and the broker before Django asks for them; workers share the main's."""
    if not hasattr(config, "workerinput"):
        _servers.enter_context(services.running(Path(django_settings.VAR), {"fsync": "off"}))


def pytest_unconfigure(config: pytest.Config) -> None:
    """Leave the servers to whoever still uses them, or stop them."""
    if not hasattr(config, "workerinput"):
        _servers.close()


@pytest.fixture(scope="session", autouse=True)
def _collections() -> Iterator[Callable[[], None]]:
    """Collect garbage after every so many tests, and not in between."""
    ended = 0

    def one_more() -> None:
        nonlocal ended
        ended += 1
        if ended % TESTS_BETWEEN_COLLECTIONS == 0:
            gc.collect()

    gc.collect()
    gc.freeze()
    gc.disable()
    yield one_more
    gc.enable()
    gc.unfreeze()


@pytest.fixture(autouse=True)
def _collect_seldom(_collections: Callable[[], None]) -> Iterator[None]:
    yield
    _collections()


@pytest.fixture(autouse=True)
def _files_of_their_own(tmp_path: Path, settings: Any) -> None:
    default = {**settings.STORAGES["default"], "OPTIONS": {"location": tmp_path / "files"}}
    settings.STORAGES = {**settings.STORAGES, "default": default}


@pytest.fixture(scope="session", autouse=True)
def _flush_despite_triggers() -> Iterator[None]:
    """Transactional tests empty every table; the append-only ones refuse that in production."""
    case: Any = TransactionTestCase
    original = case._fixture_teardown

    def teardown(self: Any) -> None:
        _switch_triggers("DISABLE")
        original(self)
        _switch_triggers("ENABLE")

    case._fixture_teardown = teardown
    yield
    case._fixture_teardown = original


def _switch_triggers(verb: str) -> None:
    with connection.cursor() as cursor:
        for table in APPEND_ONLY:
            cursor.execute(f"ALTER TABLE {table} {verb} TRIGGER USER")
