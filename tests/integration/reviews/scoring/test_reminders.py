"""Assessors are reminded of open sheets by working days, once each, in their language."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from grants.applications.models import Application
from portal.accounts.models import RoleGrant, User
from portal.jobs.models import Job
from portal.notifications.models import Message
from portal.workdays.reckoning import Calendar
from reviews.assignment.models import Assignment
from reviews.scoring import reminders
from tests.factories import assessors, people, reviews

pytestmark = pytest.mark.django_db

HONG_KONG = ZoneInfo("Asia/Hong_Kong")
CHRISTMAS_EVE = date(2031, 12, 24)
"""A Wednesday; Friday 26 December is a holiday as well as Christmas."""


def at(day: int, hour: int = 10, *, month: int = 12) -> datetime:
    return datetime(2031, month, day, hour, tzinfo=HONG_KONG)


def due(day: date = CHRISTMAS_EVE) -> None:
    Assignment.objects.update(due_on=day, offered_at=timezone.now() - timedelta(days=1))
    RoleGrant.objects.filter(role="assessor").update(ends_at=at(31) + timedelta(days=365))


def run_jobs(now: datetime) -> int:
    """What the workers do with what was promised; how many messages were written."""
    before = Message.objects.filter(kind="score-reminder").count()
    for job in Job.objects.filter(name="reviews.scoring.remind").order_by("pk"):
        reminders.remind(**job.arguments, now=now)
    return Message.objects.filter(kind="score-reminder").count() - before


@pytest.mark.parametrize(
    ("due_on", "when", "kind"),
    [
        (date(2031, 12, 24), at(18), ""),
        (date(2031, 12, 24), at(19, 8), ""),
        (date(2031, 12, 24), at(19), "before"),
        (date(2031, 12, 24), at(23), "before"),
        (date(2031, 12, 24), at(24, 8), ""),
        (date(2031, 12, 24), at(24), "on-the-day"),
        (date(2031, 12, 24), at(25), ""),
        (date(2031, 12, 26), at(24), "on-the-day"),
        (date(2031, 12, 30), at(22), ""),
        (date(2031, 12, 30), at(23), "before"),
    ],
)
def test_holidays_and_weekends_do_not_count(due_on: date, when: datetime, kind: str) -> None:
    """Three working days before; where the office is closed on the due day, the last one before."""
    assert reminders.kind_due(due_on, Calendar(), now=when) == kind


def test_each_open_sheet_is_told_once_before_and_once_on_the_day(
    ines_assignment: Assignment, amys_assignment: Assignment
) -> None:
    due()
    reviews.submitted(amys_assignment, 5)

    promised = [reminders.promise_all(now=at(19)), reminders.promise_all(now=at(22))]
    written = [run_jobs(at(22)), run_jobs(at(22))]
    last = (reminders.promise_all(now=at(24)), run_jobs(at(24)))

    assert promised == [1, 0]
    assert written == [1, 0]
    assert last == (1, 1)
    first, second = Message.objects.filter(kind="score-reminder").order_by("pk")
    assert first.recipient == second.recipient == people.ines().person
    assert "1 score sheet is due on 24 December 2031" in first.subject
    assert second.subject.startswith("Due now")
    assert "BDA30-0001" not in first.body


def test_the_message_is_in_the_assessor_s_language(ines_assignment: Assignment) -> None:
    due()
    User.objects.filter(pk=people.ines().person.pk).update(language="zh-hant")

    reminders.promise_all(now=at(19))
    run_jobs(at(19))

    (message,) = Message.objects.filter(
        kind="score-reminder", recipient=ines_assignment.assessor.user
    )
    assert "評分表" in message.subject
    assert message.language == "zh-hant"


def test_what_was_handed_in_meanwhile_is_not_reminded_of(ines_assignment: Assignment) -> None:
    due()
    reminders.promise_all(now=at(19))
    reviews.submitted(ines_assignment, 5)
    Assignment.objects.exclude(pk=ines_assignment.pk).update(state="released")

    assert run_jobs(at(19)) == 0


@pytest.mark.parametrize("how", ["conflict", "role", "account", "assessed", "abstained", "today"])
def test_nobody_is_reminded_of_what_they_can_no_longer_do(
    ines_assignment: Assignment, amys_assignment: Assignment, how: str
) -> None:
    due()
    Assignment.objects.filter(pk=amys_assignment.pk).update(state="released")
    if how == "conflict":
        reviews.conflict(ines_assignment.application, assessors.profile("Ines Wong"))
    elif how == "role":
        RoleGrant.objects.filter(role="assessor").update(ends_at=at(1, month=1))
    elif how == "account":
        User.objects.filter(pk=people.ines().person.pk).update(is_active=False)
    elif how == "assessed":
        Application.objects.update(state="assessed")
    elif how == "abstained":
        reviews.abstained(ines_assignment)
    else:
        Assignment.objects.update(offered_at=at(19, 9))

    assert reminders.promise_all(now=at(19)) == 0
