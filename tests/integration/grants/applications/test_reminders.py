"""Reminders before the closing time: each once, to every member, never late and never stale."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from grants.applications import reminders, reopening
from grants.applications.models import Application, KeptVersion
from grants.programmes.models import Call
from portal.celery import app
from portal.jobs.execution import execute
from portal.jobs.models import Job
from portal.notifications.models import Message
from tests.factories import applications, organisations, people

pytestmark = pytest.mark.django_db

WEEK, TWO_DAYS, SIX_HOURS = reminders.BEFORE


def old(state: str = "complete", **keywords: Any) -> Application:
    """One that was begun long ago."""
    application = applications.at(state, **keywords)
    long_ago = timezone.now() - timedelta(days=1)
    Application.objects.filter(pk=application.pk).update(created_at=long_ago)
    application.refresh_from_db()
    return application


def before_closing(application: Application, left: timedelta) -> datetime:
    return application.call.closes_at - left


def turn(now: datetime) -> int:
    """Beat promises at ``now``, and a worker does it at once."""
    promised = reminders.promise_all(now=now)
    for job in Job.objects.filter(name="grants.applications.remind", state="waiting"):
        reminders.remind(**job.arguments, now=now)
        Job.objects.filter(pk=job.pk).update(state="done")
    return promised


def mails() -> list[Message]:
    return list(Message.objects.filter(kind__startswith="application-reminder").order_by("pk"))


@pytest.mark.parametrize(
    ("left", "expected"),
    [
        (timedelta(days=7, seconds=1), None),
        (timedelta(days=7), WEEK),
        (timedelta(days=2, seconds=1), WEEK),
        (timedelta(days=2), TWO_DAYS),
        (timedelta(hours=6, seconds=1), TWO_DAYS),
        (timedelta(hours=6), SIX_HOURS),
        (timedelta(seconds=1), SIX_HOURS),
        (timedelta(0), None),
        (-timedelta(days=1), None),
    ],
)
def test_the_last_reminder_passed_is_due_and_none_after_closing(
    left: timedelta, expected: timedelta | None
) -> None:
    application = old()

    assert reminders.due(application, now=before_closing(application, left)) == expected


def test_three_reminders_are_told_each_once_however_often_beat_comes() -> None:
    application = old()
    days = application.call.closes_at

    counts = []
    for hours in (200, 168, 167, 100, 48, 47, 7, 6, 5, 1, 0, -1):
        turn(days - timedelta(hours=hours))
        turn(days - timedelta(hours=hours))
        counts.append(len(mails()))

    assert counts == [0, 1, 1, 1, 2, 2, 2, 3, 3, 3, 3, 3]


def test_a_late_start_sends_one_and_not_three() -> None:
    application = old()

    turn(before_closing(application, timedelta(hours=3)))

    assert len(mails()) == 1


def test_who_began_after_the_moment_of_a_reminder_does_not_get_it() -> None:
    application = old()
    began = before_closing(application, timedelta(days=1))
    Application.objects.filter(pk=application.pk).update(created_at=began)

    turn(began + timedelta(minutes=5))
    assert mails() == []
    turn(before_closing(application, SIX_HOURS))
    assert len(mails()) == 1


def test_it_says_in_each_members_language_what_is_missing_or_that_nothing_is() -> None:
    organisation = organisations.of(people.mira())
    organisations.join(organisation, people.person("Wing Lau", language="zh-hant"), "viewer")
    gap = {"project": {"summary": ""}}
    incomplete = old(organisation=organisation, changes=gap)
    complete = old(by=people.otto(), organisation=organisations.of(people.otto()))

    turn(before_closing(incomplete, TWO_DAYS))

    told = {one.address: one for one in mails()}
    assert set(told) == {"mira@example.hk", "wing@example.hk", "otto@example.hk"}
    mira, wing, otto = (told[f"{name}@example.hk"] for name in ("mira", "wing", "otto"))
    assert "Write the summary for the public." in mira.body
    assert "Only the submission itself is missing" in otto.body
    assert "Write the summary" not in wing.body
    assert "香港時間" in wing.body
    assert f"/applications/{incomplete.reference}/check/" in mira.body
    assert f"Not submitted: application {complete.reference}" in otto.subject


def test_a_reopened_application_is_told_in_other_words() -> None:
    application = applications.at("submitted")
    mira = people.refreshed(people.mira())
    reopening.reopen(application_id=application.pk, actor=mira, now=timezone.now())
    KeptVersion.objects.update(kept_at=timezone.now() - timedelta(days=1))

    turn(before_closing(application, SIX_HOURS))

    (mail,) = mails()
    assert "Changes not submitted" in mail.subject
    assert "If you do nothing, that version counts" in mail.body
    assert "Make the declaration." in mail.body


@pytest.mark.parametrize("state", ["submitted", "withdrawn"])
def test_nobody_is_reminded_of_what_is_submitted_or_withdrawn(state: str) -> None:
    application = old(state)

    assert turn(before_closing(application, SIX_HOURS)) == 0


def test_more_time_brings_its_own_reminders() -> None:
    application = old()
    turn(before_closing(application, SIX_HOURS))
    later = application.call.closes_at + timedelta(days=3)
    Call.objects.filter(pk=application.call_id).update(closes_at=later)

    turn(later - TWO_DAYS)

    assert len(mails()) == 2


def test_a_promise_kept_too_late_says_nothing() -> None:
    application = old()
    reminders.promise_all(now=before_closing(application, WEEK))
    (job,) = Job.objects.filter(name="grants.applications.remind")

    assert not reminders.remind(**job.arguments, now=before_closing(application, SIX_HOURS))
    applications.submit(application, by=people.mira())
    assert not reminders.remind(**job.arguments, now=before_closing(application, WEEK))
    assert mails() == []


def test_the_job_reminds_and_is_done() -> None:
    application = old()
    soon = timezone.now() + timedelta(hours=5)
    long_ago = timezone.now() - timedelta(days=9)
    Call.objects.filter(pk=application.call_id).update(closes_at=soon, opens_at=long_ago)
    Application.objects.update(created_at=long_ago)
    reminders.promise_all(now=timezone.now())
    job = Job.objects.get(name="grants.applications.remind")
    app.loader.import_default_modules()

    execute(job.pk)

    job.refresh_from_db()
    assert job.state == "done"
    assert len(mails()) == 1


def test_thirty_drafts_are_looked_through_with_as_many_queries_as_one(
    django_assert_num_queries: Any,
) -> None:
    application = old()
    moment = before_closing(application, timedelta(days=3))
    for number in range(3):
        old("draft", by=people.person(f"Writer{number} Lau"))
    reminders.promise_all(now=moment)

    with django_assert_num_queries(2):
        reminders.promise_all(now=moment)
