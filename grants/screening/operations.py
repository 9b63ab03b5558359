"""Deeds of screening."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from grants.applications import operations as applications
from grants.applications.queries import for_update
from grants.screening import queries, rules
from grants.screening.models import Check, Rule, Screening
from portal.accounts.actors import Actor
from portal.audit.operations import record


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
