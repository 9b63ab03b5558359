"""What follows when a conflict is confirmed.

Conflicts know nothing of assignments: the area above registers what it does when Django starts. It
runs in the transaction of the ruling, and its refusal undoes the ruling.
"""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from portal.accounts.actors import Actor
from reviews.conflicts.models import Conflict


class Consequence(Protocol):
    """A deed of another area."""

    def __call__(self, conflict: Conflict, *, actor: Actor, now: datetime) -> None: ...


_consequences: list[Consequence] = []


def register(consequence: Consequence) -> None:
    """Call ``consequence`` for every conflict that is confirmed from now on; twice is once."""
    if consequence not in _consequences:
        _consequences.append(consequence)


def follow(conflict: Conflict, *, actor: Actor, now: datetime) -> None:
    """Do all that follows from ``conflict``."""
    for consequence in _consequences:
        consequence(conflict, actor=actor, now=now)
