"""What the database refuses, whatever the code does."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from grants.applications.models import BudgetLine, Snapshot, TeamMember
from tests.factories import applications

pytestmark = pytest.mark.django_db


def execute(sql: str, *parameters: str | int) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, list(parameters))


def test_no_more_than_500000_can_be_asked_for() -> None:
    application = applications.at("draft")
    update = "UPDATE grants_application SET requested = %s WHERE id = %s"

    execute(update, "500000.00", application.pk)

    with pytest.raises(IntegrityError, match="requested_grant_is_at_most_500000"):
        execute(update, "500000.01", application.pk)
    with pytest.raises(IntegrityError, match="requested_grant_is_at_most_500000"):
        execute(update, "-0.01", application.pk)


def test_nothing_is_submitted_without_its_time() -> None:
    application = applications.at("draft")

    with pytest.raises(IntegrityError, match="submitted_application_has_its_time"):
        execute("UPDATE grants_application SET state = 'submitted' WHERE id = %s", application.pk)


def test_a_budget_line_costs_something() -> None:
    application = applications.at("draft")

    with pytest.raises(IntegrityError, match="budget_line_is_positive"), transaction.atomic():
        BudgetLine.objects.create(
            application=application, kind="staff", description="Nothing", amount=0
        )


def test_one_person_leads() -> None:
    application = applications.at("draft")
    TeamMember.objects.create(application=application, name="Mira", is_lead=True)

    with pytest.raises(IntegrityError, match="one_project_lead"), transaction.atomic():
        TeamMember.objects.create(application=application, name="Otto", is_lead=True)


def test_one_key_makes_one_snapshot() -> None:
    snapshot = Snapshot.objects.get(application=applications.at("submitted"))
    snapshot.pk, snapshot.number = None, 2

    with (
        pytest.raises(IntegrityError, match="one_submission_per_idempotency_key"),
        transaction.atomic(),
    ):
        snapshot.save(force_insert=True)


@pytest.mark.parametrize(
    "sql", ["UPDATE grants_snapshot SET sha256 = 'x'", "DELETE FROM grants_snapshot"]
)
def test_what_was_submitted_is_neither_changed_nor_deleted(sql: str) -> None:
    applications.at("submitted")

    with pytest.raises(DatabaseError, match="append-only"):
        execute(sql)
