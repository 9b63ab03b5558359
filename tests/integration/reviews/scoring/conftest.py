"""A call in assessment: one application accepted by Ines and by Amy, two sheets wanted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from reviews.assignment.models import Assignment
from tests.factories import assessors, assignments, reviews
from tests.factories.stage import built


def accepted() -> dict[str, int]:
    call = reviews.call_in_assessment(1, assessors_per_application=2)
    (application,) = reviews.applications_of(call)
    given = {name: assessors.profile(name) for name in ("Ines Wong", "Amy Leung")}
    return {
        name: assignments.accepted(application, assessor).pk for name, assessor in given.items()
    }


@pytest.fixture(scope="module")
def accepted_assignments(django_db_setup: None, django_db_blocker: Any) -> Iterator[dict[str, int]]:
    """Ids of the assignments by the assessor's name; see :mod:`tests.factories.stage`."""
    with built(django_db_blocker, accepted) as found:
        yield found


def one(assignment_id: int) -> Assignment:
    rows = Assignment.objects.select_related("assessor__user", "application__call")
    return rows.get(pk=assignment_id)


@pytest.fixture
def ines_assignment(accepted_assignments: dict[str, int], db: None) -> Assignment:
    """What Ines accepted and has not begun."""
    return one(accepted_assignments["Ines Wong"])


@pytest.fixture
def amys_assignment(accepted_assignments: dict[str, int], db: None) -> Assignment:
    """The same application, accepted by Amy."""
    return one(accepted_assignments["Amy Leung"])
