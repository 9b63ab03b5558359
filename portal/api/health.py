"""Whether the portal can work: named parts, each asked in its turn.

Areas add their parts when Django starts. A part that fails makes the portal unready; one that
only warns is named and tolerated: with the broker down, deeds are kept and work is done later.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

log = logging.getLogger(__name__)

Standing = Literal["ok", "warning", "failing"]


class Trouble(Exception):
    """What a check raises when its part does not do its work."""


@dataclass(frozen=True)
class Part:
    """One part: ``check(now)`` returns when all is well and raises when not.

    Programs read its ``name``, people its ``label``.
    """

    name: str
    check: Callable[[datetime], None]
    on_trouble: Standing = "failing"
    label: Any = ""


@dataclass(frozen=True)
class Report:
    """How every part stands."""

    parts: dict[str, Standing]

    @property
    def is_ready(self) -> bool:
        """Whether nothing fails; warnings are tolerated."""
        return "failing" not in self.parts.values()


_parts: dict[str, Part] = {}


def register(part: Part) -> None:
    """Add ``part``; the same name registered again takes the former's stead."""
    _parts[part.name] = part


def label_of(name: str) -> str:
    """What people call the part ``name``; a part that is no longer there keeps its name."""
    part = _parts.get(name)
    return str(part.label) if part is not None and part.label else name


def report(now: datetime) -> Report:
    """Ask every part. The reason for trouble goes to the log; the public reads names alone."""
    return Report({part.name: _standing(part, now) for part in _parts.values()})


def _standing(part: Part, now: datetime) -> Standing:
    try:
        part.check(now)
    except Exception as trouble:  # noqa: BLE001 - whatever it is, the part does not work
        log.warning("health: %s is %s: %s", part.name, part.on_trouble, trouble)
        return part.on_trouble
    return "ok"
