"""The administrator's exceptions, and what they change."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from portal.audit.models import AuditEvent
from portal.core.denial import Denied
from portal.workdays import operations, queries
from portal.workdays.models import DayException
from portal.workdays.reckoning import Calendar
from tests.factories.people import ada, client_of, paul

pytestmark = pytest.mark.django_db


def working_day(ahead: int = 1) -> date:
    return Calendar().after(timezone.now().date(), ahead)


def set_day(day: date, *, is_working: bool = False, reason: str = "Typhoon") -> DayException:
    return operations.set_day(
        day=day, is_working=is_working, reason=reason, actor=ada(), now=timezone.now()
    )


def test_an_exception_counts_at_once_and_is_logged() -> None:
    day = working_day()

    set_day(day)

    assert not queries.calendar().is_working(day)
    event = AuditEvent.objects.latest("pk")
    assert (event.action, event.subject_reference, event.reason) == (
        "calendar.set_day",
        day.isoformat(),
        "Typhoon",
    )


def test_said_again_the_last_counts_and_taken_back_the_general_calendar_does() -> None:
    day = working_day()
    set_day(day)
    set_day(day, reason="Gazette 12 of 2030")
    assert DayException.objects.get().reason == "Gazette 12 of 2030"

    operations.unset_day(day=day, actor=ada(), now=timezone.now())
    operations.unset_day(day=day, actor=ada(), now=timezone.now())

    assert queries.calendar().is_working(day)
    actions = AuditEvent.objects.filter(action="calendar.unset_day")
    assert actions.count() == 1


def test_what_says_nothing_new_or_lies_far_away_is_refused() -> None:
    with pytest.raises(Denied, match="working day already"):
        set_day(working_day(), is_working=True)
    with pytest.raises(Denied, match="within three years"):
        set_day(timezone.now().date() + timedelta(days=2000))
    with pytest.raises(Denied, match="Only an administrator"):
        operations.set_day(
            day=working_day(), is_working=False, reason="x", actor=paul(), now=timezone.now()
        )
    with pytest.raises(Denied, match="Only an administrator"):
        operations.unset_day(day=working_day(), actor=paul(), now=timezone.now())


def test_the_database_wants_a_reason() -> None:
    with pytest.raises(IntegrityError, match="day_exception_has_a_reason"):
        DayException.objects.create(
            day=working_day(),
            is_working=False,
            reason="",
            set_by=ada().person,
            set_at=timezone.now(),
        )


def test_the_page_adds_and_removes_a_day() -> None:
    client, url, day = client_of(ada()), reverse("working-days"), working_day(3)
    assert "No day differs" in client.get(url).content.decode()

    posted = {"day": day.isoformat(), "is_working": "no", "reason": "Typhoon\u202e"}
    page = client.post(url, posted, follow=True).content.decode()

    assert "Typhoon" in page
    assert "\u202e" not in page
    remove = reverse("working-day-remove", args=[day.year, day.month, day.day])
    assert "No day differs" in client.post(remove, follow=True).content.decode()


def test_wrong_input_is_told_and_kept() -> None:
    client, url = client_of(ada()), reverse("working-days")

    for day, reason in (("2030-13-45", "x"), ("", "x\x00"), ("9999-12-31", "x" * 300)):
        page = client.post(url, {"day": day, "is_working": "no", "reason": reason})
        assert page.status_code == 200
        assert "There is a problem" in page.content.decode()
    far = client.post(url, {"day": "9999-12-31", "is_working": "no", "reason": "x"})
    assert "within three years" in far.content.decode()
    assert client.post(f"{url}2030-13-45/remove/").status_code == 302
    assert client_of(paul()).get(url).status_code == 403


def test_one_day_and_thirty_cost_the_same_queries() -> None:
    client, url = client_of(ada()), reverse("working-days")
    set_day(working_day())
    client.get(url)
    with CaptureQueriesContext(
        connection,
    ) as one:
        client.get(url)
    for ahead in range(2, 31):
        set_day(working_day(ahead))

    with CaptureQueriesContext(connection) as thirty:
        client.get(url)

    assert len(one) == len(thirty)
