"""What organisations hold in the areas above: shown as evidence, and moved when two become one.

The kernel knows no applications. Areas above register when Django starts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from portal.accounts.actors import Actor
from portal.organisations.models import Organisation


@dataclass(frozen=True)
class Holding:
    """One line of evidence about an organisation: what it is, in words, and where to read it."""

    label: Any
    text: Any
    href: str = ""


class Holder(Protocol):
    """An area in which organisations hold something."""

    def holdings(self, organisation: Organisation, actor: Actor) -> Sequence[Holding]:
        """What ``actor``, an officer, may know of what ``organisation`` holds."""
        ...

    def hold(self, one: Organisation, other: Organisation) -> None:
        """Lock what ``obstacles`` reads until the transaction ends."""
        ...

    def obstacles(self, one: Organisation, other: Organisation) -> Sequence[Any]:
        """Sentences for an officer on what keeps both from becoming one; the same either way."""
        ...

    def move(
        self, source: Organisation, target: Organisation, *, actor: Actor, now: datetime
    ) -> Mapping[str, Any]:
        """Let ``target`` hold what ``source`` held; returns figures for the log."""
        ...


_holders: list[Holder] = []


def register(holder: Holder) -> None:
    """Add an area; twice is once."""
    if holder not in _holders:
        _holders.append(holder)


def of(organisation: Organisation, actor: Actor) -> list[Holding]:
    """Everything the areas above tell of ``organisation``."""
    return [one for holder in _holders for one in holder.holdings(organisation, actor)]


def hold(one: Organisation, other: Organisation) -> None:
    """Nothing that stands in the way of both becoming one may begin before they are."""
    for holder in _holders:
        holder.hold(one, other)


def obstacles(one: Organisation, other: Organisation) -> list[str]:
    """Everything in the areas above that keeps both from becoming one, in sentences."""
    return [str(said) for holder in _holders for said in holder.obstacles(one, other)]


def move(
    source: Organisation, target: Organisation, *, actor: Actor, now: datetime
) -> dict[str, Any]:
    """Move everything; part of the caller's transaction."""
    moved: dict[str, Any] = {}
    for holder in _holders:
        moved |= holder.move(source, target, actor=actor, now=now)
    return moved
