"""One number registered twice: a case opens by itself, and an officer settles it."""

from __future__ import annotations

from threading import Barrier, Thread
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from grants.applications.models import Application
from portal.accounts.actors import Actor
from portal.accounts.models import Role
from portal.audit.models import AuditEvent
from portal.core.denial import Denied
from portal.documents.models import Document
from portal.notifications.models import Message
from portal.organisations import operations, queries
from portal.organisations.models import Invitation, NumberCase, Organisation
from portal.organisations.operations import numbers
from tests.factories import applications, invitations, organisations, pdfs, people

pytestmark = pytest.mark.django_db


@pytest.fixture
def first() -> Organisation:
    """Mira's, registered before."""
    return organisations.of(people.mira())


@pytest.fixture
def second(first: Organisation) -> Organisation:
    """Otto's, under the same number."""
    return organisations.of(
        people.otto(), registration_number=first.registration_number, name="Harbour Ledger Ltd"
    )


def case_of(organisation: Organisation) -> NumberCase:
    found = queries.last_case_of(organisation)
    assert found is not None
    return found


def join(case: NumberCase, *, keeps: str = "first", role: str = "editor") -> NumberCase:
    return numbers.join(
        case_id=case.pk,
        keeps=keeps,
        role=role,
        reason="The certificate is the same.",
        actor=people.paul(),
        now=timezone.now(),
    )


def roles(organisation: Organisation) -> dict[str, str]:
    return {one.user.name: one.role for one in queries.members_of(organisation)}


def revise(organisation: Organisation, owner: Actor, number: str) -> None:
    operations.revise(
        organisation_id=organisation.pk,
        details={"registration_number": number},
        actor=people.refreshed(owner),
        now=timezone.now(),
    )
    organisation.refresh_from_db()


def test_the_second_registration_waits_and_an_officer_gets_the_case(
    first: Organisation, second: Organisation
) -> None:
    case = case_of(second)

    assert (first.standing, second.standing) == ("active", "waiting")
    assert (case.first, case.second, case.outcome) == (first, second, "")
    assert list(queries.cases_visible_to(people.paul())) == [case]
    assert not queries.cases_visible_to(people.otto()).exists()
    assert AuditEvent.objects.get(action="number_case.open").actor == people.otto().user


def test_a_request_brings_a_statement_and_a_certificate(second: Organisation) -> None:
    file = SimpleUploadedFile("../br cert.pdf", pdfs.plain())

    case = numbers.ask(
        organisation_id=second.pk,
        statement="Mira and I founded it together.",
        certificate=file,
        actor=people.otto(),
        now=timezone.now(),
    )

    assert case.certificate is not None
    assert case.certificate.name == "br cert.pdf"
    assert AuditEvent.objects.get(action="number_case.ask").details == {"certificate": True}


def test_a_request_with_something_else_than_a_pdf_keeps_nothing(second: Organisation) -> None:
    with pytest.raises(Denied, match="not a PDF"):
        numbers.ask(
            organisation_id=second.pk,
            statement="x",
            certificate=SimpleUploadedFile("cert.pdf", b"MZ"),
            actor=people.otto(),
            now=timezone.now(),
        )

    assert not Document.objects.exists()
    assert case_of(second).asked_at is None


def test_only_an_owner_of_the_later_one_asks(first: Organisation, second: Organisation) -> None:
    def ask(organisation: Organisation, who: Actor) -> None:
        numbers.ask(
            organisation_id=organisation.pk,
            statement="x",
            certificate=None,
            actor=people.refreshed(who),
            now=timezone.now(),
        )

    with pytest.raises(Denied, match="registered once only"):
        ask(first, people.mira())
    with pytest.raises(Denied, match="Only an owner"):
        ask(second, people.mira())


def test_joining_moves_people_and_applications_and_closes_the_other(
    first: Organisation, second: Organisation
) -> None:
    call = applications.open_call()
    draft = applications.at("draft", call=call, by=people.otto(), organisation=second)
    invitation = invitations.to("new@example.hk", second, people.otto())

    join(case_of(second))

    second.refresh_from_db()
    draft.refresh_from_db()
    invitation.refresh_from_db()
    assert (second.standing, second.joined_into) == ("closed", first)
    assert roles(first) == {"Mira Chan": "owner", "Otto Lee": "editor"}
    assert roles(second) == {}
    assert draft.organisation == first
    assert draft.section_versions == {"organisation": draft.version}
    assert invitation.revoked_at is not None
    event = AuditEvent.objects.get(action="number_case.join")
    assert event.details == {
        "keeps": "first",
        "role": "editor",
        "members": 1,
        "applications": [draft.reference],
        "extensions": [],
    }
    told = Message.objects.filter(kind="number-case-joined")
    assert {message.recipient.name for message in told if message.recipient} == {
        "Mira Chan",
        "Otto Lee",
    }


def test_the_later_registration_may_be_the_one_that_stays(
    first: Organisation, second: Organisation
) -> None:
    join(case_of(second), keeps="second", role="viewer")

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.standing, first.joined_into) == ("closed", second)
    assert second.standing == "active"
    assert roles(second) == {"Otto Lee": "owner", "Mira Chan": "viewer"}


def test_who_is_in_both_keeps_the_role_of_the_one_that_stays(
    first: Organisation, second: Organisation
) -> None:
    organisations.join(first, people.otto(), "viewer")

    join(case_of(second))

    assert roles(first) == {"Mira Chan": "owner", "Otto Lee": "viewer"}


def test_a_third_registration_waits_for_whoever_holds_the_number_then(
    first: Organisation, second: Organisation
) -> None:
    third = organisations.of(
        people.person("Wing Lo"), registration_number=first.registration_number
    )

    join(case_of(second), keeps="second")

    assert case_of(third).first == second


def test_kept_apart_both_stay_and_the_later_one_reads_why_and_may_ask_again(
    first: Organisation, second: Organisation
) -> None:
    numbers.keep_apart(
        case_id=case_of(second).pk,
        reason="Two companies: one mistyped.",
        actor=people.paul(),
        now=timezone.now(),
    )
    first.refresh_from_db()
    second.refresh_from_db()
    told = Message.objects.get(kind="number-case-apart")

    assert (first.standing, second.standing) == ("active", "waiting")
    assert told.recipient == people.otto().user
    assert "Two companies: one mistyped." in told.body
    assert "Mira" not in told.body
    again = numbers.ask(
        organisation_id=second.pk,
        statement="Look again.",
        certificate=None,
        actor=people.otto(),
        now=timezone.now(),
    )
    assert again.outcome == ""
    assert NumberCase.objects.filter(second=second).count() == 2


def test_a_case_is_settled_once_with_a_reason_by_an_officer_who_is_on_neither_side(
    first: Organisation, second: Organisation
) -> None:
    case, now = case_of(second), timezone.now()

    def apart(who: Actor, reason: str = "Because.") -> None:
        numbers.keep_apart(case_id=case.pk, reason=reason, actor=who, now=now)

    with pytest.raises(Denied, match="Only a programme officer"):
        apart(people.otto())
    with pytest.raises(Denied, match="Only a programme officer"):
        apart(people.alan())
    with pytest.raises(Denied, match="Say why"):
        apart(people.paul(), " ")
    organisations.join(first, people.paul(), "viewer")
    with pytest.raises(Denied, match="You belong to one of the organisations"):
        apart(people.paul())
    paula = people.person("Paula Kan", Role.OFFICER)
    apart(paula)
    with pytest.raises(Denied, match="settled already"):
        apart(paula)


def test_a_mistyped_number_that_is_changed_settles_the_case_by_itself(
    first: Organisation, second: Organisation
) -> None:
    revise(second, people.otto(), organisations.registration_number())

    assert second.standing == "active"
    assert case_of(second).outcome == "lapsed"


def test_who_waits_inherits_a_number_that_is_given_up(
    first: Organisation, second: Organisation
) -> None:
    revise(first, people.mira(), organisations.registration_number())

    second.refresh_from_db()
    assert (first.standing, second.standing) == ("active", "active")
    assert case_of(second).outcome == "lapsed"
    assert AuditEvent.objects.filter(action="organisation.inherit_number").count() == 1


def test_changing_to_a_number_that_is_taken_waits_like_registering_it(
    first: Organisation,
) -> None:
    other = organisations.of(people.otto())

    revise(other, people.otto(), first.registration_number)

    assert other.standing == "waiting"
    assert case_of(other).first == first


def test_the_database_allows_one_active_organisation_for_each_number(
    first: Organisation, second: Organisation
) -> None:
    with pytest.raises(IntegrityError, match="one_active_organisation"), transaction.atomic():
        Organisation.objects.filter(pk=second.pk).update(standing="active")
    with pytest.raises(IntegrityError, match="names_its_successor"), transaction.atomic():
        Organisation.objects.filter(pk=second.pk).update(standing="closed")
    case = case_of(second)
    with pytest.raises(IntegrityError, match="one_open_case"), transaction.atomic():
        NumberCase.objects.create(first=first, second=second, opened_at=timezone.now())
    with pytest.raises(IntegrityError, match="two_registrations"), transaction.atomic():
        NumberCase.objects.filter(pk=case.pk).update(first=second)
    with pytest.raises(IntegrityError, match="has_an_outcome"), transaction.atomic():
        NumberCase.objects.filter(pk=case.pk).update(outcome="apart")


@pytest.mark.django_db(transaction=True)
def test_four_registrations_of_one_number_at_once_leave_one_active() -> None:
    number, barrier = organisations.registration_number(), Barrier(4)
    owners = [people.person(f"{name} Lam") for name in ("Amy", "Ben", "Cat", "Dan")]

    def register(owner: Actor) -> None:
        barrier.wait()
        organisations.of(owner, registration_number=number)
        connection.close()

    threads = [Thread(target=register, args=(owner,)) for owner in owners]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    standings = Organisation.objects.filter(registration_number=number)
    assert sorted(standings.values_list("standing", flat=True)) == [
        "active",
        "waiting",
        "waiting",
        "waiting",
    ]
    assert NumberCase.objects.count() == 3


def test_the_list_of_cases_costs_the_same_for_one_and_for_thirty(
    second: Organisation, django_assert_num_queries: Any
) -> None:
    paul = people.client_of(people.paul())
    paul.get("/organisations/numbers/")
    with django_assert_num_queries(8):
        paul.get("/organisations/numbers/")

    for _number in range(29):
        organisations.of(people.otto(), registration_number=_twin())

    with django_assert_num_queries(8):
        assert paul.get("/organisations/numbers/").status_code == 200


def _twin() -> str:
    return organisations.of(people.mira()).registration_number


def test_invitations_and_applications_are_untouched_by_keeping_apart(
    second: Organisation,
) -> None:
    invitation = invitations.to("new@example.hk", second, people.otto())
    numbers.keep_apart(
        case_id=case_of(second).pk, reason="x", actor=people.paul(), now=timezone.now()
    )

    assert Invitation.objects.get(pk=invitation.pk).revoked_at is None
    assert not Application.objects.exists()
