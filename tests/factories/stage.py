"""A world that many tests of a module begin with: built once, rolled back after each of them.

Walking an application to the panel takes some two hundred statements. Tests that begin there share
one walk inside an outer transaction; what each of them does is undone by pytest-django, whose own
transaction is then a savepoint.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from django.db import transaction

Made = TypeVar("Made")


@contextmanager
def built(blocker: Any, build: Callable[[], Made]) -> Iterator[Made]:
    """What ``build`` makes, for as long as the module's fixture lasts; then it never was."""
    with blocker.unblock(), transaction.atomic():
        yield build()
        transaction.set_rollback(True)


@contextmanager
def undone() -> Iterator[None]:
    """What happens inside never happened: for trying every address of one world."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
