"""The audit log: written with the deed, never changed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from portal.audit.models import AuditEvent
from portal.audit.operations import record
from portal.audit.queries import events, narrowed
from tests.factories import people

pytestmark = pytest.mark.django_db


def write(action: str = "account.revise", **details: object) -> AuditEvent:
    """One event about Mira, by Ada."""
    with transaction.atomic():
        return record(action, actor=people.ada(), subject=people.mira().person, **details)  # type: ignore[arg-type]  # details are free


def test_an_event_keeps_who_did_what_to_what_and_why() -> None:
    """AD-01."""
    ada, mira = people.ada(), people.mira()
    before = timezone.now() - timedelta(seconds=5)

    record(
        "account.close",
        actor=ada,
        subject=mira.person,
        states=("open", "closed"),
        reason="Asked for it.",
        fields=["name"],
    )

    event = AuditEvent.objects.get()
    assert event.actor == ada.user
    assert (event.action, event.subject_kind) == ("account.close", "account")
    assert event.subject_reference == f"account-{mira.person.pk}"
    assert (event.from_state, event.to_state) == ("open", "closed")
    assert (event.reason, event.details) == ("Asked for it.", {"fields": ["name"]})
    assert before < event.at < timezone.now() + timedelta(seconds=5)


def test_the_portal_itself_and_plain_users_can_be_the_actor() -> None:
    mira = people.mira()

    record("role.lapse", actor=None, subject=mira.person)
    record("account.sign_in", actor=mira.person, subject=mira.person)

    found = AuditEvent.objects.order_by("pk").values_list("actor", flat=True)
    assert list(found) == [None, mira.person.pk]


@pytest.mark.django_db(transaction=True)
def test_an_event_outside_of_a_transaction_is_a_mistake() -> None:
    """AD-01."""
    mira = people.mira()

    with pytest.raises(ValueError, match="belongs into the transaction of its deed"):
        record("account.revise", actor=mira, subject=mira.person)


@pytest.mark.django_db(transaction=True)
def test_an_event_goes_with_the_deed_that_failed() -> None:
    """AD-01."""
    mira = people.mira()

    with transaction.atomic():
        record("account.revise", actor=mira, subject=mira.person)
        transaction.set_rollback(True)

    assert not AuditEvent.objects.exists()


def update() -> None:
    """Rewrite history."""
    AuditEvent.objects.update(reason="Nothing happened.")


def delete() -> None:
    """Tear out a page."""
    AuditEvent.objects.all().delete()


def update_in_sql() -> None:
    """Rewrite history by hand."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE portal_auditevent SET actor_id = NULL")


def truncate() -> None:
    """Burn the book, once no check is left for the end of the transaction."""
    connection.check_constraints()
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE portal_auditevent CASCADE")


@pytest.mark.parametrize("crime", [update, delete, update_in_sql, truncate])
def test_the_database_refuses_to_change_the_log(crime: Callable[[], None]) -> None:
    """AD-06."""
    event = write()

    with pytest.raises(DatabaseError, match="is append-only"), transaction.atomic():
        crime()

    assert AuditEvent.objects.get() == event


def test_filters_narrow_the_log() -> None:
    ada, mira = people.ada(), people.mira()
    first = write("account.close")
    second = record("role.lapse", actor=None, subject=mira.person)
    log = events(None)

    assert list(narrowed(log, action="account")) == [first]
    assert list(narrowed(log, action="ROLE.")) == [second]
    assert list(narrowed(log, subject=f"t-{mira.person.pk}")) == [second, first]
    assert list(narrowed(log, actor="ada m")) == [first]
    assert list(narrowed(log, actor=ada.person.email)) == [first]
    assert list(narrowed(log, call="2025-1")) == []
    assert list(narrowed(log, since=second.at)) == [second]
    assert list(narrowed(log, until=first.at)) == []
    assert list(narrowed(log)) == [second, first]


def test_the_log_of_some_calls_leaves_all_else_out() -> None:
    write()

    assert list(events(frozenset({"2025-1"}))) == []
    assert list(events(frozenset())) == []
    assert events(None).count() == 1
