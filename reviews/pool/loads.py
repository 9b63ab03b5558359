"""How many applications the members of a pool carry.

The pool knows nothing of assignments: the area above registers a counter when Django starts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from portal.accounts.actors import Actor

Counter = Callable[[int, Actor | None], Mapping[int, int]]
"""Takes a call's id and gives the number of live assignments by assessor's id.

With an actor, without the applications that an interest hides from them (AZ-06).
"""

_counters: list[Counter] = []


def register(counter: Counter) -> None:
    """Ask ``counter`` from now on; twice is once."""
    if counter not in _counters:
        _counters.append(counter)


def of_call(call_id: int, actor: Actor | None = None) -> dict[int, int]:
    """The load of every assessor who has one in the call, as ``actor`` may see it."""
    total: dict[int, int] = {}
    for counter in _counters:
        for assessor_id, load in counter(call_id, actor).items():
            total[assessor_id] = total.get(assessor_id, 0) + load
    return total
