"""What an area above says against recommending an application: a quorum that was not there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from grants.programmes.models import Call

Gate = Callable[[Call, datetime], Mapping[int, str]]

_gates: list[Gate] = []


def register_gate(gate: Gate) -> None:
    """Let an area above bar applications (by id, with a sentence) from being recommended."""
    if gate not in _gates:
        _gates.append(gate)


def barred(call: Call, now: datetime) -> dict[int, str]:
    """The applications of the call that cannot be recommended now, each with the sentence why."""
    found: dict[int, str] = {}
    for gate in _gates:
        found |= gate(call, now)
    return found
