"""What a copy says to somebody who assesses: their own words, and nothing of an application."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reviews.conflicts import personal_copy as interests
from reviews.pool import personal_copy as pools
from reviews.scoring import personal_copy as sheets
from tests.factories import assessors, assignments, copies, reviews

pytestmark = pytest.mark.django_db


def test_profile_declarations_and_sheets_are_told_by_reference_alone() -> None:
    call = reviews.call_in_assessment(2)
    first, second = reviews.applications_of(call)
    ines, noor = assessors.profile("Ines Wong"), assessors.profile("Noor Ali")
    reviews.scored(first, ines, 4)
    assignments.declined(second, ines)
    reviews.submitted(assignments.accepted(second, noor), 3, comment="Noor's own words.")

    copy = copies.made(assessors.actor(ines))

    profile, register, pool = copies.part(copy, "assessor")
    assert register["title"].startswith("Register of interests")
    assert profile["disciplines"] == list(ines.disciplines)
    assert pool["title"] == f"Pool of {call.code}"
    (declaration,) = copies.part(copy, "interests")
    assert declaration["has_interest"] is False
    scored, declined = copies.part(copy, "assessments")
    assert scored["title"] == first.reference
    assert scored["entries"][0]["comment"] == "Between us: promising."
    assert scored["entries"][0]["entries"][0]["mark"] == 4
    assert declined["decline_reason"] == "No time."
    everything = copies.everything(copy)
    for foreign in ("Noor's own words.", "Noor Ali", first.title, first.organisation.name):
        assert foreign not in everything
    assert copy.files == 0


def test_a_part_costs_the_same_for_one_assignment_and_for_two() -> None:
    call = reviews.call_in_assessment(2)
    ines = assessors.profile("Ines Wong")
    costs = []
    for application in reviews.applications_of(call):
        reviews.scored(application, ines, 4)
        for collect in (pools.collect, interests.collect, sheets.collect):
            with CaptureQueriesContext(connection) as asked:
                list(collect(assessors.actor(ines)))
            costs.append(len(asked))

    assert costs[:3] == costs[3:]
