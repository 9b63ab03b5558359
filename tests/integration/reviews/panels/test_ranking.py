"""The ranked list and who may see which part of it."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from grants.programmes.models import Call
from portal.accounts.models import Role
from reviews.panels import queries
from reviews.panels.figures import MOST_DOTS, dot_plot
from tests.factories import assessors, decisions, organisations, people, reviews

pytestmark = pytest.mark.django_db


def seen(call: Call) -> list[tuple[str, Decimal | None, int | None, int]]:
    return [
        (row.application.reference, row.score, row.rank, row.sheets)
        for row in queries.ranking(call)
    ]


def test_the_best_comes_first_and_the_ineligible_is_not_there(call: Call) -> None:
    assert seen(call) == [
        ("BDA30-0001", Decimal("100.00"), 1, 1),
        ("BDA30-0002", Decimal("80.00"), 2, 1),
        ("BDA30-0003", Decimal("20.00"), 3, 1),
    ]


def test_equals_share_a_rank_in_the_order_of_their_references() -> None:
    call = decisions.at("panel", sheets=((3, 4), (4, 3), (5, 5)), code="2031-1")

    assert seen(call) == [
        ("BDA311-0003", Decimal("100.00"), 1, 2),
        ("BDA311-0001", Decimal("70.00"), 2, 2),
        ("BDA311-0002", Decimal("70.00"), 2, 2),
    ]
    spreads = [row.spread for row in queries.ranking(call)]
    assert [(str(one.low), str(one.high)) for one in spreads if one] == [
        ("100.00", "100.00"),
        ("60.00", "80.00"),
        ("60.00", "80.00"),
    ]


def test_who_lost_every_sheet_stands_last_without_a_rank(call: Call) -> None:
    reviews.conflict(reviews.applications_of(call)[0], assessors.profile("Assessor0 Lee"))

    assert seen(call) == [
        ("BDA30-0002", Decimal("80.00"), 1, 1),
        ("BDA30-0003", Decimal("20.00"), 2, 1),
        ("BDA30-0001", None, None, 0),
    ]


def test_after_the_release_the_ranking_is_still_that_of_the_assessed(call: Call) -> None:
    decisions.bring(call, "released")

    assert [row[0] for row in seen(call)] == ["BDA30-0001", "BDA30-0002", "BDA30-0003"]


def test_the_withdrawn_leave_the_ranking(call: Call) -> None:
    call.applications.filter(reference="BDA30-0002").update(state="withdrawn")

    assert [row[2] for row in seen(call)] == [1, 2]


def test_a_conflicted_member_sees_no_gap_where_theirs_would_be(call: Call) -> None:
    """AZ-06: ranks are counted anew, so the hidden one's place cannot be told."""
    member = people.person("Petra Lam", Role.PANEL_MEMBER)
    organisations.join(reviews.applications_of(call)[1].organisation, member, "viewer")

    hidden = queries.conflicted(call, people.refreshed(member))

    rows = queries.as_seen(queries.ranking(call), hidden)
    assert [(row.application.reference, row.rank) for row in rows] == [
        ("BDA30-0001", 1),
        ("BDA30-0003", 2),
    ]
    assert queries.conflicted(call, people.charles()) == set()


def test_an_assessors_conflict_hides_it_in_every_role(call: Call) -> None:
    """AZ-06, AZ-12: dismissed by a ruling it hides nothing."""
    first = reviews.applications_of(call)[0]
    conflict = reviews.conflict(first, assessors.profile("Charles Yip"))

    standing = queries.conflicted(call, people.charles())
    conflict.ruling, conflict.ruling_reason = "dismissed", "Another Charles."
    conflict.save(update_fields=["ruling", "ruling_reason"])

    assert standing == {first.pk}
    assert queries.conflicted(call, people.charles()) == set()


def test_one_row_and_thirty_take_the_same_six_queries(call: Call) -> None:
    with CaptureQueriesContext(connection) as few:
        queries.ranking(call)
    reviews.bare_rows(call, 30)
    with CaptureQueriesContext(connection) as many:
        rows = queries.ranking(call)

    assert len(rows) == 33
    assert (len(few), len(many)) == (6, 6)


def test_the_drawing_shows_the_best_thirty_with_the_pass_mark(call: Call) -> None:
    reviews.bare_rows(call, 32)
    rows = queries.ranking(call)

    plot = dot_plot(call, rows)

    assert len(plot.dots) == MOST_DOTS == 30
    assert (plot.dots[0].label, plot.dots[0].score) == ("BDA30-0001", Decimal("100.00"))
    assert plot.threshold == call.pass_mark == 60
    assert "The 30 best applications" in str(plot.summary)
