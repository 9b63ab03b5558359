"""The yearly register of interests: filed, kept, reminded of, and a condition of any assignment."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import Error, IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.accounts.models import Role
from portal.audit.models import AuditEvent
from portal.core.denial import Denied
from portal.notifications.models import Message
from reviews.assignment import operations as assignments_operations
from reviews.pool import queries as pool
from reviews.pool.models import Assessor
from reviews.pool.register import operations, queries
from reviews.pool.register.models import RegisteredInterest, RegisterFiling
from reviews.pool.register.rules import MOST_INTERESTS, Line
from reviews.pool.registration import register_to_file
from tests.factories import assessors, assignments, calls, people

pytestmark = pytest.mark.django_db

BANK = Line("employer", "Victoria Bank", "Analyst", "1 Queen's Road Central")
NEW_YEAR = datetime(2031, 1, 1, tzinfo=ZoneInfo("Asia/Hong_Kong"))


def unregistered(name: str = "Ines Wong") -> Assessor:
    person = people.person(name, Role.ASSESSOR).person
    return assessors.without_register(person, ["technical", "finance"], f"Bureau of {name}")


def file(assessor: Assessor, *lines: Line, now: datetime | None = None) -> RegisterFiling:
    return operations.file_register(
        lines=lines, actor=assessors.actor(assessor), now=now or timezone.now()
    )


def posted(*rows: dict[str, Any], **more: Any) -> dict[str, Any]:
    """The form of the page with these rows."""
    values: dict[str, Any] = {
        "interests-TOTAL_FORMS": len(rows),
        "interests-INITIAL_FORMS": 0,
        "is_complete": "on",
        **more,
    }
    for number, row in enumerate(rows):
        values |= {f"interests-{number}-{name}": value for name, value in row.items()}
    return values


def own_page() -> tuple[Client, Assessor]:
    assessor = unregistered()
    return people.client_of(assessors.actor(assessor)), assessor


def test_each_filing_is_the_next_version_of_its_year() -> None:
    assessor = unregistered()

    first = file(assessor, BANK)
    second = file(assessor)
    next_year = file(assessor, now=NEW_YEAR)

    assert (first.version, second.version) == (1, 2)
    assert (next_year.year, next_year.version) == (2031, 1)
    assert [one.body for one in first.interests.all()] == ["Victoria Bank"]
    event = AuditEvent.objects.filter(action="register.file").order_by("pk")[0]
    assert event.details == {"interests": {"employer": 1}}
    assert "Victoria" not in str(vars(event))


def test_the_year_turns_at_midnight_in_hong_kong() -> None:
    assert queries.year_at(NEW_YEAR) == 2031
    assert queries.year_at(NEW_YEAR - timedelta(seconds=1)) == 2030


@pytest.mark.parametrize(
    "change",
    [
        lambda: RegisterFiling.objects.update(year=2020),
        lambda: RegisterFiling.objects.all()._raw_delete("default"),
        lambda: RegisteredInterest.objects.update(body="Nobody"),
        lambda: RegisteredInterest.objects.all()._raw_delete("default"),
    ],
)
def test_what_was_filed_cannot_be_changed(change: Any) -> None:
    file(unregistered(), BANK)

    with pytest.raises(Error), transaction.atomic():
        change()


def test_the_database_keeps_interests_whole() -> None:
    filing = file(unregistered())

    with pytest.raises(IntegrityError, match="names_a_body"), transaction.atomic():
        RegisteredInterest.objects.create(filing=filing, kind="employer", body="")
    with pytest.raises(IntegrityError, match="says_when_it_ended"), transaction.atomic():
        RegisteredInterest.objects.create(filing=filing, kind="past_employment", body="X")
    with pytest.raises(IntegrityError, match="after_it_begins"), transaction.atomic():
        RegisteredInterest.objects.create(
            filing=filing, kind="employer", body="X", from_year=2020, to_year=2019
        )
    with pytest.raises(IntegrityError, match="is_filed_once"), transaction.atomic():
        RegisterFiling.objects.create(
            assessor=filing.assessor, year=filing.year, version=1, filed_at=timezone.now()
        )


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        ([Line("lottery", "X")], "has a kind and names"),
        ([Line("employer", " ")], "has a kind and names"),
        ([Line("past_employment", "X")], "in which year a past employment ended"),
        ([Line("past_employment", "X", to_year=2999)], "lies in the future"),
        ([Line("employer", "X", from_year=2020, to_year=2019)], "in the year it began or later"),
        ([BANK] * (MOST_INTERESTS + 1), "At most 60"),
    ],
)
def test_a_register_that_makes_no_sense_is_refused(lines: list[Line], sentence: str) -> None:
    assessor = unregistered()

    with pytest.raises(Denied, match=sentence):
        file(assessor, *lines)


def test_without_the_role_nobody_files() -> None:
    assessor = unregistered()
    assessor.user.role_grants.update(ended_at=timezone.now())

    with pytest.raises(Denied, match="Only an assessor"):
        file(assessor)


def test_without_this_years_register_nobody_is_given_anything() -> None:
    call = assignments.closed_call()
    [application] = assignments.rows(call, 1)
    assessor = unregistered()
    assessors.in_pool(call, assessor)
    now = timezone.now()

    def assign() -> None:
        assignments_operations.assign(
            application_id=application.pk,
            assessor_id=assessor.pk,
            reason="Knows it.",
            due_on=(now + timedelta(days=20)).date(),
            actor=people.paul(),
            now=now,
        )

    file(assessor, now=now - timedelta(days=400))

    assert list(pool.serving(call, now=now)) == []
    with pytest.raises(Denied, match="has not filed this year's register"):
        assign()
    file(assessor)
    assert [one.assessor for one in pool.serving(call, now=now)] == [assessor]
    assign()


def test_the_pool_shows_whose_register_is_missing() -> None:
    call = calls.in_assessment()
    assessors.in_pool(call, unregistered())
    client = people.client_of(people.paul())

    assert "Register not filed" in client.get(reverse("pool", args=[call.code])).content.decode()


def test_those_in_a_pool_are_reminded_once_a_month_until_they_file() -> None:
    call = calls.in_assessment()
    ines, noor = unregistered(), unregistered("Noor Ali")
    unregistered("Lee Outside")
    for assessor in (ines, noor):
        assessors.in_pool(call, assessor)
    now = timezone.now()
    file(noor)

    sent = [operations.remind_all(now=now) for _turn in range(2)]

    assert sent == [1, 0]
    message = Message.objects.get(kind="register-due")
    assert (message.recipient, reverse("register") in message.body) == (ines.user, True)
    assert operations.remind_all(now=now + timedelta(days=31)) >= 1


def test_the_home_page_asks_for_the_register_until_it_is_filed() -> None:
    assessor = unregistered()
    now = timezone.now()

    asked = register_to_file(assessors.actor(assessor), now)
    file(assessor)

    assert [entry.href for entry in asked] == [reverse("register")]
    assert list(register_to_file(assessors.actor(assessor), now)) == []
    assert list(register_to_file(people.paul(), now)) == []


def test_the_register_is_filed_in_the_browser_and_shown_again() -> None:
    client, assessor = own_page()
    url = reverse("register")
    past = {"kind": "past_employment", "body": "Harbour Ledger", "to_year": 2024}
    row = {"kind": "employer", "body": "Victoria\u202e Bank", "address": "1 Queen's Road"}

    assert "You are given no application" in client.get(url).content.decode()
    answer = client.post(url, posted(row, past, {"kind": "", "body": ""}))

    assert answer.status_code == 302
    assert [(one.body, one.years) for one in RegisteredInterest.objects.order_by("pk")] == [
        ("Victoria Bank", ""),
        ("Harbour Ledger", "–2024"),
    ]
    shown = client.get(url).content.decode()
    assert "register is filed" in shown
    assert 'value="Victoria Bank"' in shown
    officer = people.client_of(people.paul())
    other = officer.get(reverse("assessor-register", args=[assessor.reference]))
    assert "Victoria Bank" in other.content.decode()


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ({"kind": "employer"}, "Name the employer"),
        ({"body": "X"}, "Choose the kind"),
        ({"kind": "past_employment", "body": "X"}, "in which year it ended"),
        ({"kind": "employer", "body": "X", "from_year": 2998}, "lies in the future"),
        ({"kind": "employer", "body": "X", "from_year": "NaN"}, "whole number"),
        ({"kind": "employer", "body": "X", "from_year": 2020, "to_year": 2019}, "before it began"),
        ({"kind": "employer", "body": "A\x00B"}, "Null characters"),
        ({"kind": "employer", "body": "A" * 1_000_000}, "at most 200"),
        ({"kind": "../x", "body": "X"}, "Select a valid choice"),
    ],
)
def test_a_bad_row_is_told_and_stays_on_the_page(row: dict[str, Any], sentence: str) -> None:
    """IN-01."""
    client, _assessor = own_page()

    answer = client.post(reverse("register"), posted(row, {"kind": "employer", "body": "Kept Ltd"}))

    assert answer.status_code == 200
    shown = answer.content.decode("utf-8", "replace")
    assert "There is a problem" in shown
    assert sentence in shown
    assert "Kept Ltd" in shown
    assert not RegisterFiling.objects.exists()


def test_a_row_twice_a_missing_declaration_and_forged_numbers_of_rows_are_refused() -> None:
    client, _assessor = own_page()
    url, row = reverse("register"), {"kind": "employer", "body": "X"}

    assert "in two rows" in client.post(url, posted(row, row)).content.decode()
    assert (
        "Say that this is everything"
        in client.post(url, posted(row, is_complete="")).content.decode()
    )
    for total in ("-1", "nonsense", "", "99999"):
        forged = posted(row, **{"interests-TOTAL_FORMS": total})
        assert client.post(url, forged).status_code == 200
    assert not RegisterFiling.objects.exists()


@pytest.mark.parametrize("total", ["1", "nonsense", "-7", "60"])
def test_more_rows_are_given_and_nothing_is_filed(total: str) -> None:
    client, _assessor = own_page()
    row = {"kind": "employer", "body": "Kept Ltd"}

    answer = client.post(
        reverse("register"), posted(row, more="1", **{"interests-TOTAL_FORMS": total})
    )

    assert answer.status_code == 200
    assert not RegisterFiling.objects.exists()


def test_officers_of_all_calls_set_what_the_register_asks_for() -> None:
    call = calls.in_assessment()
    client = people.client_of(people.paul())
    url = reverse("register-terms")
    values = {"threshold": 80000, "look_back": 5, "reason": "The scheme says so."}

    assert client.get(url).status_code == 200
    assert "There is a problem" in client.post(url, {**values, "reason": ""}).content.decode()
    assert "There is a problem" in client.post(url, {**values, "threshold": -1}).content.decode()
    assert client.post(url, values).status_code == 302

    call.programme.refresh_from_db()
    assert queries.terms_now() == {"threshold": 80000, "look_back": 5}
    assert AuditEvent.objects.get(action="programme.keep_register_terms").details == {
        "threshold": 80000,
        "look_back": 5,
    }
    own = people.client_of(people.person("Olga Tam", Role.OFFICER, scope=call.code))
    assert own.get(url).status_code == 404
    with pytest.raises(Denied, match="officer of all calls"):
        operations.keep_terms(
            programme="LEAP",
            threshold=1,
            look_back=1,
            reason="x",
            actor=people.otto(),
            now=timezone.now(),
        )
    with pytest.raises(Denied, match="The threshold is"):
        operations.keep_terms(
            programme="LEAP",
            threshold=1,
            look_back=31,
            reason="x",
            actor=people.paul(),
            now=timezone.now(),
        )
    with pytest.raises(Denied, match="Give a reason"):
        operations.keep_terms(
            programme="LEAP",
            threshold=1,
            look_back=1,
            reason=" ",
            actor=people.paul(),
            now=timezone.now(),
        )


@pytest.mark.parametrize("who", [people.otto, people.grace, people.petra])
def test_nobody_else_reads_a_register(who: Any) -> None:
    assessor = unregistered()
    client = people.client_of(who())

    assert client.get(reverse("assessor-register", args=[assessor.reference])).status_code == 404
    assert client.get(reverse("register")).status_code == 404
    assert client.get(reverse("register-terms")).status_code == 404
