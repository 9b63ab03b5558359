"""Finding, recording and ruling on conflicts; declarations of interest."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from grants.applications.models import Application
from grants.programmes.models import Call
from portal.accounts.actors import Actor
from portal.accounts.models import User
from portal.audit.models import AuditEvent
from portal.core.denial import Denied
from portal.organisations.models import Membership, Organisation
from reviews.conflicts import consequences, operations, queries
from reviews.conflicts.models import Conflict, ConflictSource, InterestDeclaration, Ruling
from reviews.pool.models import Assessor
from tests.factories import assessors, assignments, organisations, people

pytestmark = pytest.mark.django_db


def scene() -> tuple[Call, Application, Assessor]:
    """A call in assessment with one application and one assessor in its pool."""
    call = assignments.closed_call()
    [application] = assignments.rows(call, 1)
    assessor = assessors.profile()
    assessors.in_pool(call, assessor)
    return call, application, assessor


def detect(call: Call) -> int:
    return operations.detect(call_id=call.pk, actor=people.paul(), now=timezone.now())


def actions() -> list[str]:
    events = AuditEvent.objects.filter(action__regex="^(conflict|interest)").order_by("pk")
    return [event.action for event in events]


def test_strangers_are_not_suspected() -> None:
    call, _application, _assessor = scene()

    assert detect(call) == 0


def test_membership_employer_domain_and_telephone_are_found_once() -> None:
    """AZ-12."""
    call, application, assessor = scene()
    organisation = application.organisation
    organisations.join(organisation, assessor.user, "viewer")
    Membership.objects.update(ended_at=timezone.now())
    Organisation.objects.update(phone="+85291234567")
    User.objects.filter(pk=assessor.user_id).update(email="ines@firm.hk", phone="9123 4567")
    Assessor.objects.update(employer=organisation.name.replace("Limited", "Ltd"))

    found, again = detect(call), detect(call)

    assert (found, again) == (4, 0)
    assert set(Conflict.objects.values_list("source", "ruling")) == {
        ("same_organisation", "suggested"),
        ("same_employer", "suggested"),
        ("same_domain", "suggested"),
        ("same_telephone", "suggested"),
    }
    assert queries.barred_pairs(call) == {(application.pk, assessor.pk)}
    assert actions() == ["conflict.suggest"] * 4
    explained = {conflict.explanation for conflict in Conflict.objects.all()}
    assert f"Is or was a member of {organisation.name}, which applies." in explained


def test_drafts_and_withdrawn_applications_are_not_compared() -> None:
    call, application, assessor = scene()
    organisations.join(application.organisation, assessor.user, "viewer")
    Application.objects.update(state="withdrawn")

    assert detect(call) == 0


def test_only_an_officer_of_the_call_looks() -> None:
    call, _application, _assessor = scene()

    with pytest.raises(Denied, match="officer of this call"):
        operations.detect(call_id=call.pk, actor=people.otto(), now=timezone.now())


def suspected() -> Conflict:
    call, application, assessor = scene()
    organisations.join(application.organisation, assessor.user, "viewer")
    detect(call)
    return Conflict.objects.get()


def rule(conflict: Conflict, ruling: str, reason: str = "Left in 2019.") -> Conflict:
    return operations.rule(
        conflict_id=conflict.pk,
        ruling=ruling,
        reason=reason,
        actor=people.paul(),
        now=timezone.now(),
    )


def test_a_dismissed_conflict_bars_no_longer_and_stays_dismissed() -> None:
    conflict = suspected()

    rule(conflict, Ruling.DISMISSED)
    again = detect(conflict.application.call)

    conflict.refresh_from_db()
    assert (again, conflict.ruling, conflict.ruling_reason) == (0, "dismissed", "Left in 2019.")
    assert conflict.ruled_by == people.paul().user
    assert not queries.is_barred(
        application_id=conflict.application_id, assessor_id=conflict.assessor_id
    )
    event = AuditEvent.objects.get(action="conflict.rule")
    assert (event.from_state, event.to_state, event.reason) == (
        "suggested",
        "dismissed",
        "Left in 2019.",
    )


def test_other_evidence_suggests_a_dismissed_conflict_again() -> None:
    conflict = suspected()
    rule(conflict, Ruling.DISMISSED)
    Organisation.objects.update(name="Another Name Limited")

    again = detect(conflict.application.call)

    conflict.refresh_from_db()
    assert (again, conflict.ruling) == (1, "suggested")
    assert conflict.evidence == "Another Name Limited"


def test_a_confirmed_conflict_has_its_consequences(monkeypatch: pytest.MonkeyPatch) -> None:
    conflict = suspected()
    followed: list[Conflict] = []
    monkeypatch.setattr(consequences, "_consequences", [])

    def keep(conflict: Conflict, *, actor: Actor, now: datetime) -> None:
        followed.append(conflict)

    consequences.register(keep)
    consequences.register(keep)

    rule(conflict, Ruling.CONFIRMED, "Works there.")

    assert followed == [conflict]
    assert Conflict.objects.get().ruling == "confirmed"


def test_a_ruling_is_refused_without_reason_change_sense_or_right() -> None:
    conflict = suspected()

    with pytest.raises(Denied, match="Give the reason"):
        rule(conflict, Ruling.DISMISSED, " ")
    with pytest.raises(Denied, match="Confirm the conflict or dismiss it"):
        rule(conflict, Ruling.SUGGESTED)
    with pytest.raises(Denied, match="officer of this call"):
        operations.rule(
            conflict_id=conflict.pk,
            ruling=Ruling.DISMISSED,
            reason="x",
            actor=people.otto(),
            now=timezone.now(),
        )
    rule(conflict, Ruling.CONFIRMED)
    with pytest.raises(Denied, match="ruled in this way already"):
        rule(conflict, Ruling.CONFIRMED)


def record(application: Application, assessor: Assessor, evidence: str = "Cousins.") -> Conflict:
    return operations.record(
        application_id=application.pk,
        assessor_id=assessor.pk,
        evidence=evidence,
        actor=people.paul(),
        now=timezone.now(),
    )


def test_an_officer_records_a_conflict_that_stands_at_once() -> None:
    _call, application, assessor = scene()

    conflict = record(application, assessor)

    assert (conflict.source, conflict.ruling, conflict.explanation) == (
        ConflictSource.OFFICER,
        Ruling.CONFIRMED,
        "Cousins.",
    )
    assert actions() == ["conflict.record"]
    with pytest.raises(Denied, match="recorded a conflict for this pair already"):
        record(application, assessor)
    with pytest.raises(Denied, match="Say what the conflict is"):
        record(application, assessor, " ")


def test_a_member_of_the_applying_organisation_neither_records_nor_rules() -> None:
    """AZ-13."""
    _call, application, assessor = scene()
    conflict = record(application, assessor)
    organisations.join(application.organisation, people.paul(), "viewer")

    with pytest.raises(Denied, match="You belong to this organisation"):
        rule(conflict, Ruling.DISMISSED)
    with pytest.raises(Denied, match="You belong to this organisation"):
        record(application, assessors.profile("Ivan Cheung"))


def test_a_dismissed_record_can_be_made_anew() -> None:
    _call, application, assessor = scene()
    rule(record(application, assessor), Ruling.DISMISSED)

    again = record(application, assessor, "Business partners.")

    assert Conflict.objects.get() == again
    assert (again.ruling, again.evidence) == ("confirmed", "Business partners.")


def declare(
    application: Application, assessor: Assessor, *, has_interest: bool, statement: str = ""
) -> InterestDeclaration:
    return operations.declare(
        application_id=application.pk,
        has_interest=has_interest,
        statement=statement,
        actor=assessors.actor(assessor),
        now=timezone.now(),
    )


def test_no_interest_is_kept_and_bars_nothing() -> None:
    _call, application, assessor = scene()

    declaration = declare(application, assessor, has_interest=False, statement="ignored")

    assert (declaration.has_interest, declaration.statement) == (False, "")
    assert not Conflict.objects.exists()
    assert actions() == ["interest.declare"]


def test_an_interest_is_a_confirmed_conflict_at_once() -> None:
    """AZ-12."""
    _call, application, assessor = scene()

    declare(application, assessor, has_interest=True, statement="My brother works there.")

    conflict = Conflict.objects.get()
    assert (conflict.source, conflict.ruling, conflict.evidence) == (
        "declared",
        "confirmed",
        "My brother works there.",
    )
    assert actions() == ["interest.declare", "conflict.declare"]
    assert "brother" not in str(AuditEvent.objects.values_list("details", "reason"))


def test_an_interest_can_be_added_later_but_none_taken_back() -> None:
    _call, application, assessor = scene()
    declare(application, assessor, has_interest=False)

    with pytest.raises(Denied, match="made your declaration"):
        declare(application, assessor, has_interest=False)
    declare(application, assessor, has_interest=True, statement="We met since.")
    with pytest.raises(Denied, match="made your declaration"):
        declare(application, assessor, has_interest=True, statement="Again.")
    with pytest.raises(Denied, match="made your declaration"):
        declare(application, assessor, has_interest=False)

    assert InterestDeclaration.objects.get().has_interest


def test_a_declaration_needs_words_and_the_role() -> None:
    _call, application, assessor = scene()

    with pytest.raises(Denied, match="Describe your interest"):
        declare(application, assessor, has_interest=True)
    assessor.user.role_grants.update(ended_at=timezone.now())
    with pytest.raises(Denied, match="Only an assessor of this call"):
        declare(application, assessor, has_interest=False)


def test_the_database_keeps_conflicts_and_declarations_whole() -> None:
    conflict = suspected()
    pair = {"application": conflict.application, "assessor": conflict.assessor}

    with pytest.raises(IntegrityError, match="one_conflict_per_pair"), transaction.atomic():
        Conflict.objects.create(
            **pair, source=conflict.source, evidence="x", found_at=timezone.now()
        )
    with pytest.raises(IntegrityError, match="dismissed_conflict_has"), transaction.atomic():
        Conflict.objects.update(ruling=Ruling.DISMISSED)
    with pytest.raises(IntegrityError, match="interest_is_described"), transaction.atomic():
        InterestDeclaration.objects.create(
            **pair, has_interest=True, statement="", declared_at=timezone.now()
        )
    InterestDeclaration.objects.create(**pair, has_interest=False, declared_at=timezone.now())
    with pytest.raises(IntegrityError, match="one_declaration_per"), transaction.atomic():
        InterestDeclaration.objects.create(**pair, has_interest=False, declared_at=timezone.now())
