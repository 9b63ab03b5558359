"""The auditors' pages of the log."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from portal.accounts.actors import Actor
from portal.accounts.models import Role
from portal.audit.models import AuditEvent
from portal.audit.operations import record
from tests.factories import people

pytestmark = pytest.mark.django_db


class Thing:
    """Something of a call that the log can be about."""

    audit_kind = "application"

    def __init__(self, reference: str, scope: str) -> None:
        self.audit_reference = reference
        self.audit_scope = scope


def write(action: str, reference: str = "BDA25-0042", scope: str = "2025-1", **more: Any) -> int:
    """One event by Mira; its number."""
    with transaction.atomic():
        thing = Thing(reference, scope)
        return record(action, actor=people.mira(), subject=thing, **more).pk


def shown(who: Actor, query: str = "") -> str:
    """The page of the log as ``who`` sees it."""
    answer = people.client_of(who).get(f"/oversight/log/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def actions(page: str) -> list[str]:
    """The actions of the table."""
    body = page.split("<tbody>")[1].split("</tbody>", maxsplit=1)[0] if "<tbody>" in page else ""
    return [row.split("<")[0] for row in body.split('<td class="ref" data-label="Action">')[1:]]


def test_nobody_but_auditors_reads_the_log() -> None:
    number = write("application.submit")

    for path in ("/oversight/log/", f"/oversight/log/event-{number}/"):
        for who in (people.mira(), people.paul(), people.ada()):
            assert people.client_of(who).get(path).status_code == 403
        assert Client().get(path).status_code == 302


def test_the_newest_event_comes_first() -> None:
    write("application.submit", states=("draft", "submitted"), reason="In time.")
    write("application.withdraw")

    page = shown(people.alan())

    assert actions(page) == ["application.withdraw", "application.submit"]
    assert "draft → submitted" in page
    assert "In time." in page
    assert "Mira Chan" in page
    assert "2 events" in page


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?action=application", ["application.withdraw", "application.submit"]),
        ("?action=application.submit", ["application.submit"]),
        ("?subject=0042", ["application.submit"]),
        ("?actor=mira", ["application.withdraw", "application.submit"]),
        ("?actor=otto", []),
        ("?call=2026-1", ["application.withdraw"]),
        ("?since=2020-01-01&until=2099-12-31", ["application.withdraw", "application.submit"]),
        ("?until=2020-01-01", []),
        ("?since=2099-01-01", []),
    ],
)
def test_filters_live_in_the_address(query: str, expected: list[str]) -> None:
    write("application.submit")
    write("application.withdraw", "BDA26-0001", "2026-1")

    page = shown(people.alan(), query)

    assert actions(page) == expected
    assert ("No event fits." in page) == (expected == [])


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("?since=yesterday", "Enter a valid date."),
        ("?since=2025-02-01&until=2025-01-31", "This day must not be before the first one."),
        ("?action=" + "x" * 81, "at most 80 characters"),
    ],
)
def test_filters_that_cannot_be_meant_are_told(query: str, sentence: str) -> None:
    write("application.submit")

    page = shown(people.alan(), query)

    assert sentence in page
    assert "There is a problem" in page
    assert actions(page) == []


def test_the_last_day_is_inside() -> None:
    number = write("application.submit")
    day = AuditEvent.objects.get(pk=number).at.astimezone().date()

    assert actions(shown(people.alan(), f"?since={day}&until={day}")) == ["application.submit"]


def test_an_auditor_of_one_call_reads_that_call_alone() -> None:
    """AZ-04."""
    inside = write("application.submit")
    outside = write("application.withdraw", "BDA26-0001", "2026-1")
    auditor = people.person("Alice Ip", Role.AUDITOR, scope="2025-1")
    client = people.client_of(auditor)

    page = shown(auditor)

    assert actions(page) == ["application.submit"]
    assert client.get(f"/oversight/log/event-{inside}/").status_code == 200
    assert client.get(f"/oversight/log/event-{outside}/").status_code == 404


def test_an_empty_log_says_so() -> None:
    assert "Nothing has happened yet." in shown(people.alan())


def test_one_event_shows_everything_written_down() -> None:
    number = write(
        "application.submit", states=("draft", "submitted"), reason="In time.", files=["a.pdf"]
    )

    page = people.client_of(people.alan()).get(f"/oversight/log/event-{number}/").content.decode()

    assert "BDA25-0042" in page
    assert f"account-{people.mira().person.pk}" in page
    assert "draft → submitted" in page
    assert "files" in page
    assert "a.pdf" in page
    assert 'href="/oversight/log/?subject=BDA25-0042"' in page


def test_an_event_of_the_portal_itself_has_no_person() -> None:
    with transaction.atomic():
        number = record("role.lapse", actor=None, subject=Thing("account-1:officer", "")).pk

    page = people.client_of(people.alan()).get(f"/oversight/log/event-{number}/").content.decode()

    assert "The portal" in page
    assert "None" in page
    assert "The portal" in shown(people.alan())


def test_what_people_typed_is_inert_in_the_log() -> None:
    """IN-05."""
    write("application.withdraw", reason="<script>alert(1)</script>")

    assert "<script>alert" not in shown(people.alan())


def test_thirty_rows_cost_as_many_queries_as_one(django_assert_num_queries: Any) -> None:
    client = people.client_of(people.alan())
    write("application.submit")
    client.get("/oversight/log/")

    with django_assert_num_queries(10):
        client.get("/oversight/log/")
    for number in range(60):
        write("application.submit", f"BDA25-{number:04}")
    with django_assert_num_queries(10):
        page = client.get("/oversight/log/").content.decode()

    assert len(actions(page)) == 50
    assert len(actions(shown(people.alan(), "?page=2"))) == 11
    assert len(actions(shown(people.alan(), "?page=nonsense&action=application"))) == 50
