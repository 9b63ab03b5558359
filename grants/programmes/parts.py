"""What the areas above add to a call, without this area knowing them.

They register when Django starts: what they fill into a new call, what stands against a step of
its life, and what an officer finds on the page of a call.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, NamedTuple, Protocol

from grants.programmes.models import Call
from portal.accounts.actors import Actor
from portal.dashboard.registry import Entry


class Gap(NamedTuple):
    """One sentence that stands against a step, and the section of the call where it is mended."""

    sentence: Any
    section: str = ""


class Filler(Protocol):
    """Gives a new call the rows of its area, taken from ``source`` or from the scheme."""

    def __call__(self, *, call: Call, source: Call | None, actor: Actor, now: datetime) -> None: ...


Gate = Callable[[Call], Sequence[Gap]]
Shelf = Callable[[Actor, Call, datetime], Sequence[Entry]]

_fillers: list[Filler] = []
_gates: list[tuple[str, Gate]] = []
_shelves: list[tuple[int, Shelf]] = []


def register_filler(filler: Filler) -> None:
    """Have ``filler`` called for every new call; twice is once."""
    if filler not in _fillers:
        _fillers.append(filler)


def register_gate(step: str, gate: Gate) -> None:
    """Have ``gate`` asked before ``step`` of a call's life; twice is once."""
    if (step, gate) not in _gates:
        _gates.append((step, gate))


def register_shelf(order: int, shelf: Shelf) -> None:
    """Put what ``shelf(actor, call, now)`` finds on the officers' page of a call; twice is once."""
    if (order, shelf) not in _shelves:
        _shelves.append((order, shelf))


def fill(*, call: Call, source: Call | None, actor: Actor, now: datetime) -> None:
    """Let every area above fill its part of a new call."""
    for filler in _fillers:
        filler(call=call, source=source, actor=actor, now=now)


def gaps(step: str, call: Call) -> list[Gap]:
    """What the areas above hold against ``step``."""
    return [gap for name, gate in _gates if name == step for gap in gate(call)]


def entries(actor: Actor, call: Call, now: datetime) -> list[Entry]:
    """What the areas above show on the officers' page of ``call``, in order."""
    shelves = sorted(_shelves, key=lambda pair: pair[0])
    return [entry for _order, shelf in shelves for entry in shelf(actor, call, now)]
