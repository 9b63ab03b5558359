"""Organisations are registered and revised by those who may."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from portal.accounts.actors import VISITOR
from portal.audit.models import AuditEvent
from portal.core.denial import Denied
from portal.organisations import operations, queries
from portal.organisations.models import Organisation
from portal.organisations.rules import check_register
from tests.factories import organisations, people

pytestmark = pytest.mark.django_db


def events(action: str) -> list[AuditEvent]:
    return list(AuditEvent.objects.filter(action=action))


def test_whoever_registers_an_organisation_becomes_its_owner() -> None:
    mira = people.mira()

    organisation = organisations.of(mira)

    assert people.refreshed(mira).memberships == {str(organisation.pk): "owner"}
    (event,) = events("organisation.register")
    assert (event.actor, event.subject_reference) == (
        mira.user,
        organisation.registration_number,
    )


def test_nobody_registers_the_same_number_twice() -> None:
    mira = people.mira()
    details = organisations.details()
    operations.register(details=details, actor=mira, now=timezone.now())

    with pytest.raises(Denied, match="this number already"):
        operations.register(details=details, actor=people.refreshed(mira), now=timezone.now())

    assert Organisation.objects.count() == 1


def test_two_people_may_register_the_same_number() -> None:
    """Who is right is screening's business: the portal must not tell who else is here."""
    details = organisations.details()

    for person in (people.mira(), people.otto()):
        operations.register(details=details, actor=person, now=timezone.now())

    assert Organisation.objects.count() == 2


def test_a_visitor_registers_nothing() -> None:
    with pytest.raises(Denied, match="Log in"):
        check_register(VISITOR, "10000016", own=[], now=timezone.now())


@pytest.mark.parametrize("role", ["owner", "editor"])
def test_owners_and_editors_revise_and_the_log_names_the_fields(role: str) -> None:
    mira, otto = people.mira(), people.otto()
    organisation = organisations.of(mira)
    if role == "editor":
        organisations.join(organisation, otto, role)
    actor = people.refreshed(mira if role == "owner" else otto)

    operations.revise(
        organisation_id=organisation.pk,
        details={"name": "Harbour Ledger Group Limited", "employees": 14},
        actor=actor,
        now=timezone.now(),
    )

    organisation.refresh_from_db()
    assert organisation.name == "Harbour Ledger Group Limited"
    (event,) = events("organisation.revise")
    assert event.details == {"fields": ["name"]}


def test_saving_without_a_change_leaves_no_trace() -> None:
    mira = people.mira()
    organisation = organisations.of(mira)

    operations.revise(
        organisation_id=organisation.pk,
        details={"name": organisation.name},
        actor=people.refreshed(mira),
        now=timezone.now(),
    )

    assert events("organisation.revise") == []


@pytest.mark.parametrize("role", ["viewer", ""])
def test_viewers_and_strangers_revise_nothing(role: str) -> None:
    organisation = organisations.of(people.mira())
    if role:
        organisations.join(organisation, people.otto(), role)

    with pytest.raises(Denied, match="owners and editors"):
        operations.revise(
            organisation_id=organisation.pk,
            details={"name": "Otto's"},
            actor=people.otto(),
            now=timezone.now(),
        )


def test_one_sees_ones_own_organisations_and_acts_for_those_one_may_write_for() -> None:
    mira = people.mira()
    own = organisations.of(mira)
    viewed = organisations.of(people.otto())
    organisations.join(viewed, mira, "viewer")
    actor = people.refreshed(mira)

    assert set(queries.visible_to(actor)) == {own, viewed}
    assert queries.writable_by(actor) == [own]
    assert [one.role for one in queries.memberships_of(actor)] == ["owner", "viewer"]


@pytest.mark.parametrize("number", ["1234567", "ABCDEFGH", "1234567a"])
def test_the_database_refuses_a_number_of_another_form(number: str) -> None:
    with pytest.raises(IntegrityError, match="eight_characters"), transaction.atomic():
        organisations.of(people.mira(), registration_number=number)


def test_the_database_refuses_a_second_running_membership() -> None:
    mira = people.mira()
    organisation = organisations.of(mira)

    with pytest.raises(IntegrityError, match="one_running_membership"), transaction.atomic():
        organisations.join(organisation, mira, "viewer")


def test_the_list_of_organisations_costs_the_same_for_one_and_for_thirty(
    django_assert_num_queries: Any,
) -> None:
    mira = people.mira()
    organisations.of(mira)
    with django_assert_num_queries(1):
        assert len(queries.memberships_of(mira)) == 1

    for _number in range(29):
        organisations.of(mira)

    with django_assert_num_queries(1):
        assert len(queries.memberships_of(mira)) == 30
