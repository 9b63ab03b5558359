"""Who has bid on nothing is reminded once, two working days before the closing."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from grants.programmes.models import Call
from portal.accounts.models import RoleGrant
from portal.jobs.models import Job
from portal.notifications.models import Message
from portal.workdays.reckoning import Calendar
from reviews.bidding import operations, reminders
from reviews.bidding.models import BiddingRound
from reviews.pool.register.operations import file_register
from tests.factories import assessors, assignments, bids, people

pytestmark = pytest.mark.django_db

HONG_KONG = ZoneInfo("Asia/Hong_Kong")


def at(day: int, hour: int = 10) -> datetime:
    return datetime(2031, 12, day, hour, tzinfo=HONG_KONG)


def closing_after_christmas() -> BiddingRound:
    """Opened on Monday 15 December 2031, closing on Monday 29 December at six."""
    BiddingRound.objects.update(opened_at=at(15), told_at=at(15), closes_at=at(29, 18))
    RoleGrant.objects.update(ends_at=at(31) + timedelta(days=365))
    return BiddingRound.objects.select_related("call").get()


def run_jobs(now: datetime) -> int:
    """What the workers do with what was promised; how many messages were written."""
    before = Message.objects.filter(kind="bidding-reminder").count()
    for job in Job.objects.filter(name="reviews.bidding.remind").order_by("pk"):
        reminders.remind(**job.arguments, now=now)
    return Message.objects.filter(kind="bidding-reminder").count() - before


@pytest.mark.parametrize(
    ("when", "is_time"),
    [
        (at(15, 11), False),
        (at(22), False),
        (at(23, 8), False),
        (at(23, 9), True),
        (at(25), True),
        (at(29, 17), True),
        (at(29, 18), False),
        (at(30), False),
    ],
)
def test_holidays_and_weekends_do_not_count(when: datetime, is_time: bool) -> None:
    """25 and 26 December are holidays: the second working day before the 29th is the 23rd."""
    bids.scene()

    assert reminders.is_time(closing_after_christmas(), Calendar(), now=when) is is_time


def test_nobody_is_reminded_on_the_day_on_which_everybody_was_told() -> None:
    bids.scene()
    bidding = closing_after_christmas()
    bidding.told_at = at(23, 9)

    assert not reminders.is_time(bidding, Calendar(), now=at(23, 12))
    assert reminders.is_time(bidding, Calendar(), now=at(24, 9))


def test_who_has_bid_on_nothing_is_reminded_once_and_nobody_else() -> None:
    [first, *_rest], [lee, other] = bids.scene()
    bids.placed(lee, first)
    closing_after_christmas()
    for one in (lee, other):
        file_register(lines=(), actor=assessors.actor(one), now=at(16))

    assert reminders.promise_all(now=at(23)) == 1
    assert run_jobs(at(23)) == 1
    assert (reminders.promise_all(now=at(24)), run_jobs(at(24))) == (0, 0)

    message = Message.objects.get(kind="bidding-reminder")
    assert message.address == other.user.email
    assert f"/bids/{first.call.code}/" in message.body


def test_a_reminder_that_has_become_untrue_is_not_written() -> None:
    [first, *_rest], [lee, other] = bids.scene()
    bids.placed(lee, first)
    bidding = closing_after_christmas()
    for one in (lee, other):
        file_register(lines=(), actor=assessors.actor(one), now=at(16))
    reminders.promise_all(now=at(23))

    assert run_jobs(at(29, 18)) == 0
    Call.objects.filter(pk=bidding.call_id).update(state="panel")
    assert run_jobs(at(23)) == 0
    Call.objects.filter(pk=bidding.call_id).update(state="assessment")
    first.call.pool.filter(assessor=other).update(left_at=at(22))

    assert run_jobs(at(23)) == 0


def test_who_was_given_everything_already_is_not_reminded() -> None:
    rows, [lee, other] = bids.scene()
    for row in rows:
        assignments.offered(row, lee)
    bidding = closing_after_christmas()

    told = [one.assessor for one in reminders.silent(bidding, now=timezone.now())]

    assert told == [other]


def test_a_closing_that_moved_is_told_and_not_reminded_of_on_that_day() -> None:
    [first, *_rest], _pool = bids.scene()
    now = timezone.now()

    kept = operations.move_closing(
        call_id=first.call_id, closes_at=now + timedelta(days=2), actor=people.paul(), now=now
    )

    assert kept.told_at == now
