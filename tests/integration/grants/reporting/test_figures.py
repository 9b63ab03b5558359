"""The funding report, to the dollar, against a sum by hand."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from grants.applications.models import Application
from grants.decisions.models import Decision, Recommendation
from grants.reporting import queries
from grants.reporting.figures import Figures, total
from portal.accounts.models import Role
from tests.factories import assessors, decisions, organisations, people, reviews

pytestmark = pytest.mark.django_db

KEYS: dict[str, Callable[[Application], str]] = {
    "call": lambda one: one.call.code,
    "pillar": lambda one: one.pillar.code if one.pillar else "none",
    "technology": lambda one: one.technology.code if one.technology else "none",
    "organisation": lambda one: one.organisation.type,
}


def by_hand(by: str, call: str) -> dict[str, dict[str, Any]]:
    """The same figures, row by row in Python."""
    found: dict[str, dict[str, Any]] = {}
    for one in Application.objects.all():
        if one.submitted_at is None or one.state == "withdrawn" or call not in ("", one.call.code):
            continue
        sums = found.setdefault(KEYS[by](one), dict.fromkeys(NAMES, 0))
        line = Recommendation.objects.filter(application=one).first()
        decision = Decision.objects.filter(application=one).first()
        sums["applications"] += 1
        sums["requested"] += one.requested
        if line and line.outcome == "recommended":
            sums["recommended"] += 1
            sums["recommended_hkd"] += line.amount
        if decision:
            sums["awarded" if decision.is_award else "refused"] += 1
            sums["awarded_hkd"] += decision.amount
    return found


NAMES = (
    "applications",
    "requested",
    "recommended",
    "recommended_hkd",
    "awarded",
    "awarded_hkd",
    "refused",
)


def as_numbers(rows: list[Figures]) -> dict[str, dict[str, Any]]:
    return {row.code: {name: getattr(row, name) for name in NAMES} for row in rows}


@pytest.mark.parametrize("call", ["", "2030-1", "2031-1"])
@pytest.mark.parametrize("by", list(KEYS))
def test_every_grouping_is_right_to_the_dollar(rounds: None, by: str, call: str) -> None:
    rows = queries.figures(people.fiona(), call=call, by=by)

    assert as_numbers(rows) == by_hand(by, call)
    assert rows


def test_the_released_round_in_plain_numbers(rounds: None) -> None:
    (row,) = queries.figures(people.fiona(), call="2030-1", by="call")

    assert (row.applications, row.requested) == (4, Decimal("1600000.00"))
    assert (row.recommended, row.recommended_hkd) == (2, Decimal("800000.00"))
    assert (row.awarded, row.awarded_hkd, row.refused) == (2, Decimal("800000.00"), 2)
    assert row.success_rate == Decimal("50.0")


def test_every_grouping_has_the_same_total(rounds: None) -> None:
    totals = {
        total(queries.figures(people.fiona(), call="", by=by), label="") for by in queries.GROUPS
    }

    assert len(totals) == 1
    assert totals.pop().applications == 6


def test_what_the_panel_still_writes_is_not_recommended_yet() -> None:
    decisions.at("drafted", code="2033-1")

    (row,) = queries.figures(people.fiona(), call="2033-1", by="call")

    assert (row.applications, row.recommended) == (3, 0)
    assert row.recommended_hkd == Decimal("0.00")


def test_labels_speak_the_readers_language_and_codes_do_not(rounds: None) -> None:
    with translation.override("en"):
        english = queries.figures(people.fiona(), call="", by="pillar")
    with translation.override("zh-hant"):
        chinese = queries.figures(people.fiona(), call="", by="pillar")

    assert [row.code for row in english] == [row.code for row in chinese]
    assert all(
        one.label != other.label
        for one, other in zip(english, chinese, strict=True)
        if one.code != "none"
    )
    assert "Not given" in [row.label for row in english]


def test_a_reader_of_one_call_sees_that_one_alone(rounds: None) -> None:
    """AZ-04: the filter is a read."""
    felix = people.person("Felix Tam", Role.FINANCE, scope="2031-1")

    assert [row.code for row in queries.figures(felix, call="", by="call")] == ["2031-1"]
    assert queries.figures(felix, call="2030-1", by="call") == []
    assert list(queries.readable_calls(felix).values_list("code", flat=True)) == ["2031-1"]
    assert list(queries.lines(people.mira(), "")) == []


def test_sums_leave_out_what_the_reader_has_an_interest_in(rounds: None) -> None:
    """AZ-06: as a member of the organisation, or by a conflict as an assessor."""
    first, second, *_others = Application.objects.filter(call__code="2030-1").order_by("reference")
    whole = total(queries.figures(people.fiona(), call="2030-1", by="pillar"), label="")
    organisations.join(first.organisation, people.fiona(), "viewer")
    reviews.conflict(second, assessors.profile("Fiona Tse"))
    fiona = people.refreshed(people.fiona())

    rest = total(queries.figures(fiona, call="2030-1", by="pillar"), label="")

    assert (whole.applications, whole.awarded_hkd) == (4, Decimal("800000.00"))
    assert (rest.applications, rest.awarded, rest.awarded_hkd) == (2, 0, Decimal("0.00"))
    assert queries.left_out(fiona, "2030-1") == 2
    assert first.reference not in [one.reference for one in queries.lines(fiona, "")]


def test_one_application_and_thirty_take_the_same_queries(rounds: None) -> None:
    call = Application.objects.filter(call__code="2030-1")[0].call
    fiona = people.fiona()

    with CaptureQueriesContext(connection) as few:
        queries.figures(fiona, call="", by="technology")
        list(queries.lines(fiona, ""))
    reviews.bare_rows(call, 30)
    with CaptureQueriesContext(connection) as many:
        queries.figures(fiona, call="", by="technology")
        lines = list(queries.lines(fiona, ""))

    assert len(lines) == 36
    assert (len(few), len(many)) == (3, 3)
