"""Officers open the bidding of a call and see how much was said, but for their own conflicts."""

from __future__ import annotations

import csv
import io
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from grants.applications.models import Application
from grants.programmes.models import Call
from portal.accounts.actors import Actor
from portal.accounts.models import Role
from portal.exports.writers import write_csv
from reviews.bidding import exports
from reviews.bidding.models import BiddingRound
from reviews.bidding.tallies import Tally, tallies
from tests.factories import assessors, assignments, bids, organisations, people, reviews

pytestmark = pytest.mark.django_db

HONG_KONG = ZoneInfo("Asia/Hong_Kong")


def page_of(call: Call) -> str:
    return reverse("call-bidding", args=[call.code])


def reads(call: Call, actor: Actor | None = None) -> str:
    answer = people.client_of(actor or people.paul()).get(page_of(call))
    assert answer.status_code == 200
    return answer.content.decode()


def sends(call: Call, closes_at: Any, actor: Actor | None = None) -> str:
    client = people.client_of(actor or people.paul())
    answer = client.post(page_of(call), {"closes_at": closes_at}, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def in_days(days: int) -> datetime:
    at = timezone.now().astimezone(HONG_KONG) + timedelta(days=days)
    return at.replace(hour=18, minute=0, second=0, microsecond=0)


def typed(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M")


def test_an_officer_opens_bidding_by_hong_kong_time_and_moves_the_closing() -> None:
    call = assignments.closed_call()
    assignments.rows(call, 1)
    assessors.pool(call, 1)
    assert "Bidding is off for this call." in reads(call)

    opened = sends(call, typed(in_days(7)))
    moved = sends(call, typed(in_days(9)))

    assert "Assessors can bid until" in opened
    assert "6:00 pm HKT" in moved
    assert BiddingRound.objects.get().closes_at == in_days(9)


def test_what_was_typed_stays_with_the_sentence_that_refuses_it() -> None:
    call = assignments.closed_call()
    assignments.rows(call, 1)
    assessors.pool(call, 1)

    past = sends(call, typed(in_days(-2)))
    nonsense = [
        sends(call, wrong)
        for wrong in ("a\x00b", "x" * 100_000, "NaN", "\ud800".encode("utf-8", "surrogatepass"), "")
    ]

    assert "The closing must lie in the future." in past
    assert typed(in_days(-2)) in past
    assert ["error-summary" in body for body in nonsense] == [True] * 5
    assert not BiddingRound.objects.exists()


def test_a_page_without_applications_says_what_is_missing_and_auditors_only_read() -> None:
    call = assignments.closed_call()
    assert "there is nothing to bid on" in reads(call)
    assignments.rows(call, 1)
    assessors.pool(call, 1)

    assert "Only a programme officer of this call can do this." in reads(call, people.alan())
    refused = sends(call, typed(in_days(7)), people.alan())

    assert "Only a programme officer of this call can do this." in refused
    assert not BiddingRound.objects.exists()


def test_nobody_but_officers_and_auditors_has_the_page() -> None:
    """AZ-03."""
    [row, *_rest], [lee, _other] = bids.scene()
    far = people.person("Farah Lim", Role.OFFICER, scope="2099-1")

    for actor in (far, assessors.actor(lee), people.charles(), people.grace(), people.mira()):
        assert people.client_of(actor).get(page_of(row.call)).status_code == 404
        assert people.client_of(actor).post(page_of(row.call)).status_code == 404


def test_applications_that_fewest_want_come_first_and_assessors_who_said_nothing() -> None:
    [first, second, third], [lee, other] = bids.scene()
    bids.placed(lee, first, second)
    bids.placed(lee, third, wish="rather_not")

    told = tallies(first.call, people.paul(), now=timezone.now())

    assert told.applications == [
        (third, Tally(0, 1)),
        (first, Tally(1, 0)),
        (second, Tally(1, 0)),
    ]
    assert told.assessors == [(other, Tally(0, 0)), (lee, Tally(2, 1))]
    assert (told.can_bid, told.have_bid, told.total) == (2, 1, Tally(2, 1))
    assert "Assessors who have bid" in reads(first.call)


def test_what_an_officer_conflicts_with_is_in_no_row_and_no_number() -> None:
    """AZ-06."""
    [first, second, _third], [lee, _other] = bids.scene()
    bids.placed(lee, first, second)
    paul = people.paul()
    organisations.join(first.organisation, paul, "viewer")
    paul = people.refreshed(paul)

    told = tallies(first.call, paul, now=timezone.now())
    rows = list(exports.KIND.table(paul, {"call": first.call.code}).rows)

    assert first.reference not in [one.reference for one, _tally in told.applications]
    assert told.total == Tally(1, 0)
    assert dict(told.assessors)[lee] == Tally(1, 0)
    assert first.reference not in reads(first.call, paul)
    assert first.reference not in str(rows)


def test_an_auditor_with_an_interest_reads_no_line_of_the_log_about_its_bids() -> None:
    """AZ-06."""
    [first, second, _third], [lee, _other] = bids.scene()
    bids.placed(lee, first, second)
    alan = people.alan()
    organisations.join(first.organisation, alan, "viewer")

    log = people.client_of(people.refreshed(alan)).get(reverse("audit-log")).content.decode()

    assert f"{second.reference}:account-{lee.user_id}" in log
    assert first.reference not in log


def test_bids_that_count_for_nothing_are_in_no_number() -> None:
    [first, second, third], [lee, other] = bids.scene()
    bids.placed(lee, first, second)
    bids.placed(other, third)
    Application.objects.filter(pk=first.pk).update(state="withdrawn")
    reviews.conflict(second, lee)
    first.call.pool.filter(assessor=other).update(left_at=timezone.now())

    told = tallies(first.call, people.paul(), now=timezone.now())

    assert [one.reference for one, _tally in told.applications] == [
        second.reference,
        third.reference,
    ]
    assert told.assessors == [(lee, Tally(0, 0))]
    assert told.total == Tally(0, 0)


def test_the_tables_are_taken_away_without_formulas() -> None:
    """IN-06."""
    [first, *_rest], [lee, _other] = bids.scene(applications=1)
    Application.objects.filter(pk=first.pk).update(title="=cmd()")
    bids.placed(lee, first)
    target = io.BytesIO()

    write_csv(
        exports.KIND.table(people.paul(), {"call": first.call.code}), target, lambda _row: None
    )

    told = list(csv.DictReader(target.getvalue().decode("utf-8-sig").splitlines()))
    assert "Take the tables away as XLSX" in reads(first.call)
    assert [list(row.values()) for row in told] == [
        ["By application", first.reference, "'=cmd()", "1", "0"],
        ["By assessor", "Assessor1 Lee", "", "0", "0"],
        ["By assessor", "Assessor0 Lee", "", "1", "0"],
    ]


def test_the_tables_are_asked_for_as_the_page_is() -> None:
    """AZ-03."""
    [first, *_rest], [lee, _other] = bids.scene()
    path = reverse("export-request", args=["bids"])

    def status(actor: Actor, call: str) -> int:
        return people.client_of(actor).post(path, {"format": "csv", "call": call}).status_code

    assert [status(one, first.call.code) for one in (people.paul(), people.alan())] == [302, 302]
    for other in (assessors.actor(lee), people.charles(), people.mira()):
        assert status(other, first.call.code) == 403
    assert [status(people.paul(), wrong) for wrong in ("", "a\x00b", "2099-9")] == [403] * 3


def test_one_row_and_thirty_take_the_same_number_of_queries() -> None:
    rows, [lee, _other] = bids.scene(applications=30)
    bids.placed(lee, *rows)
    client = people.client_of(people.paul())

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(page_of(rows[0].call))
        return len(captured)

    queries()
    many = queries()
    Application.objects.exclude(pk=rows[0].pk).update(state="withdrawn")

    assert queries() == many
