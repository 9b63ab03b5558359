"""What the areas above want before a draft may be submitted, and what they do when it was.

They register when Django starts. The check page shows their conditions beside the gaps of the
sections, and the submission asks the same again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from grants.applications.models import Application
from portal.accounts.actors import Actor


class Condition(NamedTuple):
    """One sentence that stands against the submission, and the page where it is met."""

    sentence: Any
    href: str = ""


Gate = Callable[[Actor, Application, Mapping[str, Any]], Sequence[Condition]]
Follower = Callable[[Application, Actor, datetime], None]

_gates: list[Gate] = []
_followers: list[Follower] = []


def register_gate(gate: Gate) -> None:
    """Have ``gate(actor, application, content)`` asked before a submission; twice is once."""
    if gate not in _gates:
        _gates.append(gate)


def register_follower(follower: Follower) -> None:
    """Have ``follower(application, actor, now)`` called in a submission's transaction."""
    if follower not in _followers:
        _followers.append(follower)


def conditions(
    actor: Actor, application: Application, content: Mapping[str, Any]
) -> list[Condition]:
    """Everything the areas above hold against the submission of ``content`` by ``actor``."""
    return [one for gate in _gates for one in gate(actor, application, content)]


def follow(application: Application, actor: Actor, now: datetime) -> None:
    """The draft was submitted at ``now``; part of that transaction."""
    for follower in _followers:
        follower(application, actor, now)
