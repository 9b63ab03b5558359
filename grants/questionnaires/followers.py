"""What the areas above do when a corrected form takes the place of an earlier one."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from grants.questionnaires.models import FormVersion
from portal.accounts.actors import Actor


class Follower(Protocol):
    """Brings what hangs on the earlier versions of a call to ``version``, in its transaction."""

    def __call__(self, *, version: FormVersion, actor: Actor, now: datetime) -> None: ...


_followers: list[Follower] = []


def register_follower(follower: Follower) -> None:
    """Have ``follower`` called whenever a corrected version comes into force; twice is once."""
    if follower not in _followers:
        _followers.append(follower)


def follow(*, version: FormVersion, actor: Actor, now: datetime) -> None:
    """Let every area above follow to ``version``."""
    for follower in _followers:
        follower(version=version, actor=actor, now=now)
