"""The order in which an assessor meets their applications: by due date, and then each their own."""

from __future__ import annotations

from collections.abc import Iterable

from reviews.assignment import lifecycle
from reviews.assignment.models import Assignment
from reviews.pool.turns import drawn


def in_own_order(assignments: Iterable[Assignment]) -> list[Assignment]:
    """The assignments of one assessor as they are to be worked on."""
    return sorted(assignments, key=lambda one: (one.due_on, draw(one)))


def draw(assignment: Assignment) -> str:
    """The number drawn for an assignment, in hexadecimal."""
    return drawn(assignment.assessor, assignment.application.reference)


def next_to_score(ordered: list[Assignment], after: Assignment) -> Assignment | None:
    """The next sheet of ``ordered`` that is not handed in, from ``after`` on and round again."""
    places = {one.pk: place for place, one in enumerate(ordered)}
    here = places.get(after.pk, -1)
    turned = [*ordered[here + 1 :], *ordered[: here + 1]]
    waiting = [one for one in turned if one.state == lifecycle.ACCEPTED and one.pk != after.pk]
    return waiting[0] if waiting else None
