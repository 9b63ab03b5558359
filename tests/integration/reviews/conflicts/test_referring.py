"""Doubtful conflicts go to the chair, and what the evidence is made of."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from grants.applications.models import Application, BudgetLine
from grants.exclusions.models import ExclusionRequest
from grants.programmes.models import Call, Programme
from portal.accounts.actors import Actor
from portal.accounts.models import Role
from portal.audit.models import AuditEvent
from portal.core.denial import Denied
from portal.notifications.models import Message
from portal.organisations.models import Organisation
from reviews.conflicts import operations, queries
from reviews.conflicts.models import Conflict, Ruling
from reviews.pool.models import Assessor
from reviews.pool.register.rules import Line
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


def suspected() -> Conflict:
    call, application, assessor = scene()
    organisations.join(application.organisation, assessor.user, "viewer")
    detect(call)
    return Conflict.objects.get()


def record(application: Application, assessor: Assessor, evidence: str = "Cousins.") -> Conflict:
    return operations.record(
        application_id=application.pk,
        assessor_id=assessor.pk,
        evidence=evidence,
        actor=people.paul(),
        now=timezone.now(),
    )


def refer(conflict: Conflict, reason: str = "Left in 2024; is that long ago?") -> Conflict:
    return operations.refer(
        conflict_id=conflict.pk, reason=reason, actor=people.paul(), now=timezone.now()
    )


def rule_as(actor: Actor, conflict: Conflict, ruling: str = Ruling.DISMISSED) -> Conflict:
    return operations.rule(
        conflict_id=conflict.pk, ruling=ruling, reason="Long ago.", actor=actor, now=timezone.now()
    )


def test_a_doubtful_conflict_bars_until_the_chair_has_ruled_for_good() -> None:
    conflict, chair = suspected(), people.charles()

    refer(conflict)
    conflict.refresh_from_db()
    assert (conflict.ruling, conflict.referral_reason[:4]) == ("referred", "Left")
    assert queries.is_barred(
        application_id=conflict.application_id, assessor_id=conflict.assessor_id
    )
    assert Message.objects.get(kind="conflict-referred").recipient == chair.user
    with pytest.raises(Denied, match="The chair of the panel rules"):
        rule_as(people.paul(), conflict, Ruling.DISMISSED)
    with pytest.raises(Denied, match="asked already"):
        refer(conflict)

    ruled = rule_as(chair, conflict)

    assert (ruled.ruling, ruled.ruled_by, ruled.ruled_by_chair) == ("dismissed", chair.user, True)
    event = AuditEvent.objects.filter(action="conflict.rule").get()
    assert (event.from_state, event.to_state, event.reason) == (
        "referred",
        "dismissed",
        "Long ago.",
    )
    with pytest.raises(Denied, match="The chair of the panel rules"):
        rule_as(people.paul(), conflict, Ruling.CONFIRMED)
    with pytest.raises(Denied, match="The chair has ruled"):
        refer(conflict)
    assert rule_as(chair, conflict, Ruling.CONFIRMED).ruled_by_chair


def test_new_evidence_gives_an_officer_the_word_again() -> None:
    conflict = suspected()
    refer(conflict)
    rule_as(people.charles(), conflict)
    Organisation.objects.update(name="Another Name Limited")

    detect(conflict.application.call)

    assert rule_as(people.paul(), conflict, Ruling.DISMISSED).ruled_by_chair is False


def test_a_referral_needs_a_reason_and_an_officer() -> None:
    conflict = suspected()

    with pytest.raises(Denied, match="why you doubt"):
        refer(conflict, " ")
    with pytest.raises(Denied, match="officer of this call"):
        operations.refer(
            conflict_id=conflict.pk, reason="x", actor=people.charles(), now=timezone.now()
        )
    with pytest.raises(Denied, match="officer of this call"):
        rule_as(people.charles(), conflict)
    with pytest.raises(IntegrityError, match="referred_conflict"), transaction.atomic():
        Conflict.objects.update(ruling=Ruling.REFERRED)


def test_nobody_rules_on_a_conflict_of_their_own_or_with_one() -> None:
    """AZ-13."""
    conflict = suspected()
    person = conflict.assessor.user
    people.give(person, Role.OFFICER)
    officer = people.person("Olga Tam", Role.OFFICER, Role.ASSESSOR)
    second = assessors.without_register(officer.person, ["technical"], "Bureau of Olga")
    record(conflict.application, second)

    with pytest.raises(Denied, match="conflict of their own"):
        rule_as(people.refreshed(person), conflict)
    with pytest.raises(Denied, match="You have a conflict with this application"):
        rule_as(officer, conflict)
    organisations.join(conflict.application.organisation, people.charles(), "viewer")
    refer(conflict)
    with pytest.raises(Denied, match="You belong to this organisation"):
        rule_as(people.refreshed(people.charles()), conflict)


def test_the_register_the_cost_lines_and_the_applicants_request_are_evidence() -> None:
    """AZ-12."""
    call, application, assessor = scene()
    past = Line("past_employment", application.organisation.name, to_year=call.opens_at.year)
    assessors.registered(assessor, past, Line("directorship", "Lotus Partners Limited"))
    BudgetLine.objects.create(
        application=application, kind="services", description="Audit by Lotus Partners", amount=9
    )
    ExclusionRequest.objects.create(
        application=application,
        kind="person",
        name=str(assessor.user.name).upper(),
        reason="x",
        requested_by=application.created_by,
        requested_at=timezone.now(),
    )

    detect(call)

    name, year = application.organisation.name, call.opens_at.year
    assert [conflict.explanation for conflict in Conflict.objects.order_by("source")] == [
        f"Worked for {name} (–{year}), which applies or sponsors.",
        f"The applicant asked that {assessor.user.name} should not assess.",
        (
            "Works for, directs or owns part of Lotus Partners Limited, which the cost lines"
            " name as supplier."
        ),
    ]
    assert queries.barred_pairs(call) == {(application.pk, assessor.pk)}


def test_how_far_past_employment_counts_is_the_programmes_to_say() -> None:
    call, application, assessor = scene()
    ended = call.opens_at.year - 4
    assessors.registered(
        assessor, Line("past_employment", application.organisation.name, to_year=ended)
    )

    before = detect(call)
    Programme.objects.update(look_back_years=4)

    assert (before, detect(Call.objects.get(pk=call.pk))) == (0, 1)
