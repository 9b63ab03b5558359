"""Submissions that race the closing time, more time, and each other for one extension."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Barrier, Thread
from time import sleep
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from grants.applications import extending, lifecycle, operations
from grants.applications.models import Application, Extension, Snapshot
from grants.programmes.models import Call
from portal.audit.models import AuditEvent
from portal.core.denial import Denied
from portal.jobs import operations as jobs
from portal.notifications.models import Message
from portal.organisations.models import Organisation
from tests.factories import applications, organisations, people

pytestmark = pytest.mark.django_db(transaction=True)

SIX = 6
MINUTE = timedelta(minutes=1)
CLOSED = "The call has closed."


@pytest.fixture(autouse=True)
def _no_broker(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is handed over: these tests are about rows."""
    monkeypatch.setattr(jobs, "hand_over", lambda **_arguments: False)


def at_once(*deeds: Callable[[], Any]) -> list[str]:
    """Start every deed in a thread of its own at the same moment; "done" or the refusal of each."""
    barrier, answers = Barrier(len(deeds)), [""] * len(deeds)

    def run(index: int, deed: Callable[[], Any]) -> None:
        barrier.wait()
        try:
            deed()
            answers[index] = "done"
        except Denied as denied:
            answers[index] = str(denied)
        finally:
            connection.close()

    threads = [Thread(target=run, args=pair) for pair in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def several(count: int, **changes: Any) -> tuple[Call, Organisation, list[Application]]:
    """One organisation with ``count`` complete drafts in one call."""
    call = applications.open_call(applications_per_organisation=count, **changes)
    organisation = organisations.of(people.mira())
    made = [
        applications.at("complete", call=call, organisation=organisation)
        for _number in range(count)
    ]
    return call, organisation, made


def close(call: Call, at: datetime) -> None:
    Call.objects.filter(pk=call.pk).update(closes_at=at)


def submission(application: Application, *, wait: float = 0) -> Callable[[], Any]:
    """A submission by the database's clock, ``wait`` seconds after the start of all."""
    actor = people.refreshed(people.mira())

    def deed() -> None:
        sleep(wait)
        operations.submit_now(application_id=application.pk, key="one", actor=actor)

    return deed


def more_time(call: Call, until: datetime) -> Callable[[], Any]:
    """Paul gives everybody more time."""
    actor = people.paul()

    def deed() -> None:
        extending.extend_call(
            call_id=call.pk, until=until, reason="Down.", actor=actor, now=timezone.now()
        )

    return deed


def is_whole(application: Application, answer: str) -> bool:
    """Submitted with one snapshot in time, one event and one mail; or a draft with none of them."""
    application.refresh_from_db()
    happened = (
        Snapshot.objects.filter(application=application).count(),
        AuditEvent.objects.filter(
            action="application.submit", subject_reference=application.reference
        ).count(),
        Message.objects.filter(
            kind="application-submitted", key__contains=f":{application.reference}:"
        ).count(),
    )
    if answer == "done":
        return application.state == lifecycle.SUBMITTED and happened == (1, 1, 1)
    return answer == CLOSED and application.state == lifecycle.DRAFT and happened == (0, 0, 0)


def test_around_the_closing_time_each_submission_is_whole_and_in_time_or_not_at_all() -> None:
    """SU-01: nobody late by the database's clock has submitted, and nobody is half in."""
    call, _organisation, drafts = several(SIX)
    closes_at = timezone.now() + timedelta(seconds=1)
    close(call, closes_at)

    answers = at_once(
        *(submission(draft, wait=number * 0.3) for number, draft in enumerate(drafts))
    )

    assert all(is_whole(*pair) for pair in zip(drafts, answers, strict=True))
    assert not Snapshot.objects.filter(submitted_at__gte=closes_at).exists()
    assert answers[-1] == CLOSED


def test_submissions_that_race_more_time_for_everybody_succeed_then_or_when_sent_again() -> None:
    """SU-04."""
    call, _organisation, drafts = several(SIX)
    close(call, timezone.now() - MINUTE)
    until = timezone.now() + 60 * MINUTE

    answers = at_once(more_time(call, until), *map(submission, drafts))

    assert answers[0] == "done"
    assert all(is_whole(*pair) for pair in zip(drafts, answers[1:], strict=True))
    again = at_once(*map(submission, drafts))
    assert again == ["done"] * SIX
    assert all(is_whole(*pair) for pair in zip(drafts, again, strict=True))


def test_of_two_officers_who_give_more_time_at_once_none_takes_it_away_again() -> None:
    call = applications.open_call()
    sooner, later = call.closes_at + 60 * MINUTE, call.closes_at + 120 * MINUTE

    answers = at_once(more_time(call, sooner), more_time(call, later))

    call.refresh_from_db()
    assert call.closing_at == later
    assert answers[1] == "done"
    assert answers[0] in ("done", "The new time must be later than the present one.")
    assert call.dates_revision == answers.count("done")


def test_of_six_submissions_that_want_one_extension_one_has_it() -> None:
    """SU-04: single use, however close they are."""
    call, organisation, drafts = several(SIX)
    extending.extend_for(
        call_id=call.pk,
        organisation_id=organisation.pk,
        until=call.closes_at + 60 * MINUTE,
        reason="A fire.",
        actor=people.paul(),
        now=timezone.now(),
    )
    close(call, timezone.now() - MINUTE)

    answers = at_once(*map(submission, drafts))

    assert sorted(answers) == [*[CLOSED] * (SIX - 1), "done"]
    assert all(is_whole(*pair) for pair in zip(drafts, answers, strict=True))
    assert Extension.objects.get().application == drafts[answers.index("done")]


def test_six_submissions_meet_the_extension_while_it_is_given() -> None:
    """SU-04: whoever comes before it is too late, and of those who come after it one has it."""
    call, organisation, drafts = several(SIX)
    close(call, timezone.now() - MINUTE)
    paul = people.paul()

    answers = at_once(
        lambda: extending.extend_for(
            call_id=call.pk,
            organisation_id=organisation.pk,
            until=timezone.now() + 60 * MINUTE,
            reason="A fire.",
            actor=paul,
            now=timezone.now(),
        ),
        *map(submission, drafts),
    )

    assert answers[0] == "done"
    assert answers[1:].count("done") <= 1
    assert all(is_whole(*pair) for pair in zip(drafts, answers[1:], strict=True))
