"""Finding, recording and ruling on conflicts; declarations of interest."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from grants.applications.models import Application
from grants.applications.veils import veiled_rows
from grants.programmes.models import Call
from portal.accounts.actors import Actor
from portal.audit.operations import record as audit
from portal.notifications.operations import notify
from reviews.conflicts import queries, rules
from reviews.conflicts.consequences import follow
from reviews.conflicts.evidence import Match
from reviews.conflicts.models import Conflict, ConflictSource, InterestDeclaration, Ruling
from reviews.pool.models import Assessor


@transaction.atomic
def detect(*, call_id: int, actor: Actor, now: datetime) -> int:
    """Compare the pool of a call with its applications; how many new conflicts are suggested."""
    call = Call.objects.select_for_update(no_key=True).get(pk=call_id)
    rules.check_keep_conflicts(actor, call)
    return suggest(call, assessors=queries.pool_assessors(call), actor=actor, now=now)


def suggest(
    call: Call, *, assessors: Iterable[Assessor], actor: Actor | None, now: datetime
) -> int:
    """Write a suggested conflict for each new piece of evidence; in the caller's transaction.

    The caller holds the lock of the call. A pair that was dismissed is suggested again only if the
    evidence is another than the one that was dismissed.
    """
    evidence = queries.evidence_in(call, assessors=assessors)
    known = {
        (one.assessor_id, one.application_id, one.source): one
        for one in Conflict.objects.filter(application__call=call).select_related(
            "application__call", "assessor"
        )
    }
    written = 0
    for match in evidence:
        conflict = known.get((match.assessor_id, match.application_id, match.source))
        written += _suggest(conflict, match, actor=actor, now=now)
    return written


def _suggest(known: Conflict | None, match: Match, *, actor: Actor | None, now: datetime) -> bool:
    if known is None:
        known = Conflict.objects.create(
            assessor_id=match.assessor_id,
            application_id=match.application_id,
            source=match.source,
            evidence=match.found,
            found_at=now,
        )
    elif known.ruling == Ruling.DISMISSED and known.evidence != match.found:
        known.evidence, known.found_at, known.ruling = match.found, now, Ruling.SUGGESTED
        known.ruled_by_chair = False
        known.save(update_fields=["evidence", "found_at", "ruling", "ruled_by_chair"])
    else:
        return False
    audit("conflict.suggest", actor=actor, subject=known, source=known.source)
    return True


@transaction.atomic
def record(
    *, application_id: int, assessor_id: int, evidence: str, actor: Actor, now: datetime
) -> Conflict:
    """Record a conflict that an officer knows of; it stands at once."""
    application = Application.objects.select_related("call").get(pk=application_id)
    Call.objects.select_for_update(no_key=True).get(pk=application.call_id)
    pair = {"application": application, "assessor_id": assessor_id}
    known = Conflict.objects.filter(**pair, source=ConflictSource.OFFICER).first()
    standing = known is not None and known.ruling != Ruling.DISMISSED
    rules.check_record(actor, application, evidence=evidence, standing=standing)
    conflict = known or Conflict(**pair, source=ConflictSource.OFFICER)
    conflict.evidence, conflict.found_at = evidence, now
    return _confirm(conflict, action="conflict.record", reason="", actor=actor, now=now)


@transaction.atomic
def refer(*, conflict_id: int, reason: str, actor: Actor, now: datetime) -> Conflict:
    """Ask the chair to rule on a doubtful conflict; it bars the pair until then."""
    conflict = _locked(conflict_id)
    rules.check_refer(actor, conflict, reason=reason)
    before = conflict.ruling
    conflict.ruling, conflict.referral_reason = Ruling.REFERRED, reason
    conflict.referred_by, conflict.referred_at = actor.person, now
    conflict.save(update_fields=["ruling", "referral_reason", "referred_by", "referred_at"])
    states = (before, conflict.ruling)
    audit("conflict.refer", actor=actor, subject=conflict, states=states, reason=reason)
    call = conflict.application.call
    for chair in queries.chairs_of(call, now=now):
        notify(
            "conflict-referred",
            key=f"conflict-referred:{conflict.pk}:{now.isoformat()}:{chair.pk}",
            to=chair,
            context={"call": call},
            scope=call.code,
        )
    return conflict


@transaction.atomic
def rule(*, conflict_id: int, ruling: str, reason: str, actor: Actor, now: datetime) -> Conflict:
    """Confirm or dismiss; an assignment of the pair ends with the confirmation.

    An officer rules, or the chair where it was referred: then the ruling is the chair's for good.
    """
    conflict = _locked(conflict_id)
    veiled = veiled_rows(actor).filter(pk=conflict.application_id).exists()
    rules.check_rule(actor, conflict, ruling=ruling, reason=reason, is_veiled=veiled)
    conflict.ruled_by_chair = rules.is_the_chairs(conflict)
    if ruling == Ruling.CONFIRMED:
        return _confirm(conflict, action="conflict.rule", reason=reason, actor=actor, now=now)
    before = conflict.ruling
    conflict.ruling, conflict.ruling_reason = Ruling.DISMISSED, reason
    conflict.ruled_by, conflict.ruled_at = actor.person, now
    conflict.save(
        update_fields=["ruling", "ruling_reason", "ruled_by", "ruled_at", "ruled_by_chair"]
    )
    states = (before, conflict.ruling)
    audit("conflict.rule", actor=actor, subject=conflict, states=states, reason=reason)
    return conflict


def _locked(conflict_id: int) -> Conflict:
    """The conflict as it is once the call's lock is held."""
    found = Conflict.objects.select_related("application__call", "assessor").get(pk=conflict_id)
    Call.objects.select_for_update(no_key=True).get(pk=found.application.call_id)
    found.refresh_from_db(fields=["ruling", "ruled_by_chair"])
    return found


@transaction.atomic
def declare(
    *, application_id: int, has_interest: bool, statement: str, actor: Actor, now: datetime
) -> InterestDeclaration:
    """Keep what an assessor declares; an interest is a conflict at once and ends the assignment.

    The caller has found the application among those offered to the actor.
    """
    application = Application.objects.select_related("call").get(pk=application_id)
    assessor = Assessor.objects.select_for_update().get(user=actor.person)
    earlier = queries.declaration_of(application_id=application_id, assessor_id=assessor.pk)
    rules.check_declare(
        actor, application.call, earlier, has_interest=has_interest, statement=statement
    )
    declaration = earlier or InterestDeclaration(assessor=assessor, application=application)
    declaration.has_interest, declaration.declared_at = has_interest, now
    declaration.statement = statement if has_interest else ""
    declaration.save()
    audit("interest.declare", actor=actor, subject=declaration, has_interest=has_interest)
    if has_interest:
        conflict = _declared(declaration)
        _confirm(conflict, action="conflict.declare", reason="", actor=actor, now=now)
    return declaration


def _declared(declaration: InterestDeclaration) -> Conflict:
    return Conflict(
        application=declaration.application,
        assessor=declaration.assessor,
        source=ConflictSource.DECLARED,
        evidence=declaration.statement,
        found_at=declaration.declared_at,
    )


def _confirm(
    conflict: Conflict, *, action: str, reason: str, actor: Actor, now: datetime
) -> Conflict:
    before = "" if conflict.pk is None else conflict.ruling
    conflict.ruling, conflict.ruling_reason = Ruling.CONFIRMED, reason
    conflict.ruled_by, conflict.ruled_at = actor.person, now
    conflict.save()
    states = (before, conflict.ruling)
    audit(action, actor=actor, subject=conflict, states=states, reason=reason)
    follow(conflict, actor=actor, now=now)
    return conflict
