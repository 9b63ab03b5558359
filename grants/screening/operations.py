"""Deeds of screening."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from grants.applications import operations as applications
from grants.applications.models import Application
from grants.applications.queries import for_update, members_of
from grants.screening import queries, rules
from grants.screening.models import Check, Clarification, Rule, Screening
from portal.accounts.actors import Actor
from portal.audit.operations import record
from portal.core.denial import Denied
from portal.notifications.operations import notify


@transaction.atomic
def record_checks(
    *,
    application_id: int,
    findings: Mapping[str, tuple[str, str]],
    actor: Actor,
    now: datetime,
) -> dict[str, Check]:
    """Write what was found for some or all rules: ``{rule: (finding, reason)}``.

    Rules left out keep their finding; a finding that says the same again is not written again.
    """
    unknown = set(findings) - set(Rule.values)
    if unknown:
        raise ValueError(f"no such rules: {sorted(unknown)}")
    application = for_update(application_id)
    rules.check_record_checks(actor, application, now=now)
    rules.check_findings(findings)
    known = queries.checks_of(application)
    changed = {
        rule: pair
        for rule, pair in findings.items()
        if rule not in known or (known[rule].finding, known[rule].reason) != pair
    }
    by = {"checked_by": actor.person, "checked_at": now}
    Check.objects.bulk_create(
        [
            Check(application=application, rule=rule, finding=finding, reason=reason, **by)
            for rule, (finding, reason) in changed.items()
        ],
        update_conflicts=True,
        unique_fields=["application", "rule"],
        update_fields=["finding", "reason", *by],
    )
    if changed:
        told = {rule: finding for rule, (finding, _reason) in changed.items()}
        record("application.record_checks", actor=actor, subject=application, findings=told)
    return queries.checks_of(application)


@transaction.atomic
def decide(
    *, application_id: int, is_eligible: bool, reason: str, actor: Actor, now: datetime
) -> Screening:
    """Find the application eligible or not; ``reason`` will stand in the letter.

    The same decision by the same person again, a second click, gives the one that stands.
    """
    application = for_update(application_id)
    standing = queries.screening_of(application)
    if standing and _is_same(standing, actor, is_eligible=is_eligible, reason=reason):
        return standing
    findings = {rule: check.finding for rule, check in queries.checks_of(application).items()}
    rules.check_decide(actor, application, findings=findings, now=now)
    rules.check_outcome(is_eligible=is_eligible, reason=reason, findings=findings)
    screening = Screening.objects.create(
        application=application,
        is_eligible=is_eligible,
        reason=reason,
        decided_by=actor.person,
        decided_at=now,
    )
    step = "find_eligible" if is_eligible else "find_ineligible"
    applications.advance(application, step, actor=actor, now=now, reason=reason)
    return screening


def _is_same(standing: Screening, actor: Actor, *, is_eligible: bool, reason: str) -> bool:
    asked = (is_eligible, reason, actor.person.pk)
    return asked == (standing.is_eligible, standing.reason, standing.decided_by_id)


@transaction.atomic
def ask(
    *, application_id: int, question: str, due_at: datetime, actor: Actor, now: datetime
) -> Clarification:
    """Ask the applicant something, with a date; every member of the organisation gets a message."""
    application = for_update(application_id)
    rules.check_ask(actor, application, now=now)
    rules.check_due(due_at, now=now)
    if not question.strip():
        raise Denied(_("Write the question."))
    clarification = Clarification.objects.create(
        application=application,
        question=question,
        asked_by=actor.person,
        asked_at=now,
        due_at=due_at,
    )
    applications.advance(application, "ask", actor=actor, now=now)
    context = {"application": application, "clarification": clarification}
    for member in members_of(application):
        notify(
            "clarification-asked",
            key=f"clarification-asked:{clarification.pk}:{member.pk}",
            to=member,
            context=context,
            scope=application.call.code,
        )
    return clarification


@transaction.atomic
def answer(*, application_id: int, answer: str, actor: Actor, now: datetime) -> Clarification:
    """Answer the open question; the officer who asked gets a message.

    An answer after the due time is taken and shown as late. The same answer by the same person
    again, a second click, gives the one that stands.
    """
    application = for_update(application_id)
    given = _given(application, answer, actor)
    if given is not None:
        return given
    rules.check_answer(actor, application, now=now)
    if not answer.strip():
        raise Denied(_("Write the answer."))
    clarification = Clarification.objects.select_for_update().get(
        application=application, answered_at__isnull=True
    )
    clarification.answer = answer
    clarification.answered_by = actor.person
    clarification.answered_at = now
    clarification.save(update_fields=["answer", "answered_by", "answered_at"])
    late = clarification.is_late
    applications.advance(application, "answer", actor=actor, now=now, is_late=late)
    notify(
        "clarification-answered",
        key=f"clarification-answered:{clarification.pk}",
        to=clarification.asked_by,
        context={"application": application, "clarification": clarification},
        scope=application.call.code,
    )
    return clarification


def _given(application: Application, answer: str, actor: Actor) -> Clarification | None:
    """The last clarification, if it holds this very answer by this person."""
    last = queries.clarifications_of(application).first()
    same = last is not None and last.answer == answer and last.answered_by == actor.user
    return last if same and answer else None
