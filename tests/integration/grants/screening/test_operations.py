"""Deeds of screening: done, refused, logged, and told to the other side."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from grants.applications.models import Application
from grants.programmes import operations as programmes
from grants.programmes.rules import Incomplete
from grants.screening import operations, queries
from grants.screening.models import Check, Screening
from portal.accounts.models import Role
from portal.audit.models import AuditEvent
from portal.core.denial import Denied
from tests.factories import applications, calls, clarifications, organisations, screening
from tests.factories.people import alan, grace, mira, otto, paul, person, refreshed

pytestmark = pytest.mark.django_db


def actions(application: Application) -> list[str]:
    events = AuditEvent.objects.filter(subject_reference=application.reference).order_by("pk")
    return [event.action for event in events if "save" not in event.action]


def decide(application: Application, *, is_eligible: bool = True, reason: str = "") -> Screening:
    return operations.decide(
        application_id=application.pk,
        is_eligible=is_eligible,
        reason=reason,
        actor=paul(),
        now=timezone.now(),
    )


def test_findings_are_recorded_in_parts_and_changed() -> None:
    application = applications.at("submitted")
    by: dict[str, Any] = {"application_id": application.pk, "actor": paul(), "now": timezone.now()}
    operations.record_checks(findings={"registered": ("met", ""), "pilot": ("met", "")}, **by)

    checks = operations.record_checks(findings={"pilot": ("not_met", "It is research.")}, **by)

    found = {rule: (check.finding, check.reason) for rule, check in checks.items()}
    assert found == {"registered": ("met", ""), "pilot": ("not_met", "It is research.")}
    assert Check.objects.count() == 2
    event = AuditEvent.objects.latest("pk")
    assert event.action == "application.record_checks"
    assert event.details == {"findings": {"pilot": "not_met"}}


def test_the_same_findings_again_write_nothing() -> None:
    application = screening.checked(applications.at("submitted"))
    before = AuditEvent.objects.count()

    screening.checked(application)

    assert AuditEvent.objects.count() == before


def test_a_rule_that_is_not_met_needs_its_reason() -> None:
    application = applications.at("submitted")

    with pytest.raises(Denied, match="reason why this is not met: The project is a pilot"):
        screening.checked(application, pilot=" ")
    assert not Check.objects.exists()


def test_the_database_wants_the_reason_too() -> None:
    application = screening.checked(applications.at("submitted"))

    with pytest.raises(IntegrityError, match="unmet_rule_has_a_reason"), transaction.atomic():
        Check.objects.filter(application=application).update(finding="not_met")
    with pytest.raises(IntegrityError, match="ineligible_has_a_reason"):
        Screening.objects.create(
            application=application,
            is_eligible=False,
            decided_by=paul().person,
            decided_at=timezone.now(),
        )


def test_unknown_rules_are_a_mistake() -> None:
    application = applications.at("submitted")

    with pytest.raises(ValueError, match="height"):
        operations.record_checks(
            application_id=application.pk,
            findings={"height": ("met", "")},
            actor=paul(),
            now=timezone.now(),
        )


def test_an_application_that_meets_every_rule_is_eligible() -> None:
    application = screening.eligible(applications.at("submitted"))

    outcome = queries.screening_of(application)

    assert outcome is not None
    assert (application.state, outcome.is_eligible, outcome.decided_by) == (
        "eligible",
        True,
        paul().person,
    )
    assert actions(application)[-1] == "application.find_eligible"


def test_not_eligible_carries_the_reason_for_the_letter() -> None:
    application = screening.ineligible(applications.at("submitted"))

    assert application.state == "ineligible"
    assert application.screening.reason == screening.UNMET
    assert queries.unmet_reasons(queries.checks_of(application)) == screening.UNMET
    event = AuditEvent.objects.latest("pk")
    assert (event.action, event.reason) == ("application.find_ineligible", screening.UNMET)


def test_a_second_click_gives_the_one_decision() -> None:
    application = screening.checked(applications.at("submitted"))

    first, second = decide(application), decide(application)

    assert first == second
    assert Screening.objects.count() == 1
    assert actions(application).count("application.find_eligible") == 1


def test_a_decision_that_stands_is_not_turned() -> None:
    application = screening.eligible(applications.at("submitted"))

    with pytest.raises(Denied, match="in the state “Eligible”"):
        decide(application, is_eligible=False, reason="On second thoughts.")


def test_an_incomplete_checklist_decides_nothing() -> None:
    application = applications.at("submitted")

    with pytest.raises(Denied, match="Complete the checklist first"):
        decide(application)


def test_the_outcome_follows_the_checklist() -> None:
    met = screening.checked(applications.at("submitted"))
    unmet = screening.checked(applications.at("submitted", by=otto()), costs="Overheads alone.")

    with pytest.raises(Denied, match="cannot be found not eligible"):
        decide(met, is_eligible=False, reason="I do not like it.")
    with pytest.raises(Denied, match="cannot be eligible"):
        decide(unmet)
    with pytest.raises(Denied, match="it will stand in the letter"):
        decide(unmet, is_eligible=False, reason=" ")


def test_only_an_officer_of_the_call_screens() -> None:
    """AZ-04."""
    application = screening.checked(applications.at("submitted"))
    pia = person("Pia Fong", Role.OFFICER, scope="1999-1")
    now = timezone.now()

    for actor in (refreshed(mira()), alan(), grace(), pia):
        by: dict[str, Any] = {"application_id": application.pk, "actor": actor, "now": now}
        for attempt in (
            lambda by=by: operations.decide(is_eligible=True, reason="", **by),
            lambda by=by: operations.record_checks(findings=screening.findings(), **by),
        ):
            with pytest.raises(Denied, match="officer of this call"):
                attempt()


def test_no_officer_screens_their_own_organisation() -> None:
    application = applications.at("submitted")
    organisations.join(application.organisation, paul(), "viewer")

    with pytest.raises(Denied, match="You belong to this organisation"):
        screening.checked(application)


def test_a_withdrawn_application_is_screened_no_more() -> None:
    application = applications.at("withdrawn")

    with pytest.raises(Denied, match="in the state “Withdrawn”"):
        screening.checked(application)
    with pytest.raises(Denied, match="in the state “Withdrawn”"):
        clarifications.asked(application)


def test_assessment_waits_until_every_application_is_screened() -> None:
    call = calls.opened()
    first = applications.at("submitted", call=call)
    second = screening.at("clarification", call=call, by=otto())
    calls.close(call)
    by: dict[str, Any] = {"call_id": call.pk, "actor": paul()}

    with pytest.raises(Incomplete, match="2 applications are still to be screened"):
        programmes.start_assessment(now=timezone.now(), **by)
    screening.eligible(first)
    with pytest.raises(Incomplete, match="1 application is still to be screened"):
        programmes.start_assessment(now=timezone.now(), **by)
    clarifications.answer(second)
    screening.ineligible(second)

    assert programmes.start_assessment(now=timezone.now(), **by).state == "assessment"
    with pytest.raises(Incomplete, match="1 eligible application does not have all its marks"):
        programmes.open_panel(now=timezone.now(), **by)
