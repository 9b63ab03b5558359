"""Writing, putting forward, returning and approving the recommendation list of a call."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from grants.applications import lifecycle as application_states
from grants.applications import operations as applications
from grants.applications.models import Application
from grants.decisions import queries, rules
from grants.decisions.bounds import bounds_over
from grants.decisions.entries import Entry
from grants.decisions.feedback import as_stored
from grants.decisions.lifecycle import RECOMMENDATION_LIST
from grants.decisions.models import Decision, Outcome, Recommendation, RecommendationList
from grants.programmes import operations as programmes
from grants.programmes.models import Call
from grants.quotas.queries import quotas_of
from portal.accounts.actors import Actor
from portal.audit.operations import record
from portal.core.denial import Denied

STEPS = {
    Outcome.RECOMMENDED: "recommend",
    Outcome.RESERVE: "reserve",
    Outcome.NOT_RECOMMENDED: "not_recommend",
}


@transaction.atomic
def draft_list(
    *, call_id: int, entries: Sequence[Entry], actor: Actor, now: datetime
) -> RecommendationList:
    """Write the list, or write it anew; lines left out are taken off it. Applicants see nothing."""
    call = Call.objects.select_for_update(no_key=True).get(pk=call_id)
    rules.check_draft(actor, call)
    due = {one.pk: one for one in queries.before_the_panel(call)}
    rules.check_entries(entries, due)
    prepared, _created = RecommendationList.objects.get_or_create(
        call=call, defaults={"prepared_by": actor.person, "prepared_at": now}
    )
    prepared.prepared_by, prepared.prepared_at = actor.person, now
    prepared.version += 1
    prepared.save(update_fields=["prepared_by", "prepared_at", "version"])
    prepared.recommendations.all().delete()
    Recommendation.objects.bulk_create(_line(prepared, entry) for entry in entries)
    record(
        "recommendation.draft", actor=actor, subject=prepared, lines=len(entries), **_sums(entries)
    )
    return prepared


def _line(prepared: RecommendationList, entry: Entry) -> Recommendation:
    return Recommendation(
        list=prepared,
        application_id=entry.application_id,
        outcome=entry.outcome,
        amount=entry.amount,
        conditions=entry.conditions,
        reason=entry.reason,
        feedback=entry.feedback,
        by_criterion=as_stored(entry.criteria),
        score=entry.score,
        rank=entry.rank,
        marks=entry.marks,
    )


def _sums(entries: Sequence[Entry]) -> dict[str, Any]:
    recommended = [entry for entry in entries if entry.outcome == Outcome.RECOMMENDED]
    return {"recommended": len(recommended), "recommended_hkd": str(rules.total(recommended))}


def _locked(list_id: int) -> tuple[RecommendationList, Call]:
    """The list and its call, both locked; the call first, as everywhere."""
    call_id = RecommendationList.objects.values_list("call_id", flat=True).get(pk=list_id)
    call = Call.objects.select_for_update(no_key=True).get(pk=call_id)
    prepared = RecommendationList.objects.select_for_update().get(pk=list_id)
    prepared.call = call
    return prepared, call


@transaction.atomic
def put_forward(*, list_id: int, version: int, actor: Actor, now: datetime) -> RecommendationList:
    """Hand the list to the approver; a list newer than the ``version`` the chair saw is refused."""
    prepared, call = _locked(list_id)
    rules.check_version(prepared, version)
    due = {one.pk: one for one in queries.before_the_panel(call).select_for_update(of=("self",))}
    entries = queries.entries_of(queries.lines(prepared))
    bounds = bounds_over(quotas_of(call), due.values())
    rules.check_put_forward(actor, prepared, entries, due, bounds)
    for entry in entries:
        step = STEPS[entry.outcome]
        due[entry.application_id].call = call
        applications.advance(due[entry.application_id], step, actor=actor, now=now)
    before = prepared.state
    prepared.state = RECOMMENDATION_LIST.after("put_forward", before)
    prepared.put_forward_by, prepared.put_forward_at = actor.person, now
    prepared.save(update_fields=["state", "put_forward_by", "put_forward_at"])
    record(
        "recommendation.put_forward",
        actor=actor,
        subject=prepared,
        states=(before, prepared.state),
        **_sums(entries),
    )
    programmes.advance(call=call, step="recommend", actor=actor, now=now)
    return prepared


@transaction.atomic
def return_list(*, list_id: int, reason: str, actor: Actor, now: datetime) -> RecommendationList:
    """Send the list back to the panel with remarks."""
    prepared, call = _locked(list_id)
    rules.check_return(actor, prepared, bars=queries.bars_for(actor, call))
    if not reason.strip():
        raise Denied(_("Say why the list goes back to the panel."))
    before = prepared.state
    prepared.state = RECOMMENDATION_LIST.after("return", before)
    prepared.returned_reason = reason.strip()
    prepared.save(update_fields=["state", "returned_reason"])
    record(
        "recommendation.return",
        actor=actor,
        subject=prepared,
        states=(before, prepared.state),
        reason=prepared.returned_reason,
    )
    programmes.advance(
        call=call, step="return", actor=actor, now=now, reason=prepared.returned_reason
    )
    return prepared


@transaction.atomic
def approve(
    *, list_id: int, actor: Actor, now: datetime, version: int | None = None
) -> RecommendationList:
    """Make the list the decision: one for each application, sealed until the letters leave.

    The envelope is charged by one conditional UPDATE, so no number of approvers at once exceeds it
    (requirement DE-01); ineligible applications get their refusal with the same act. A list newer
    than the ``version`` the approver read is refused.
    """
    prepared, call = _locked(list_id)
    rules.check_version(prepared, prepared.version if version is None else version)
    rules.check_approve(
        actor,
        prepared,
        writers=queries.writers(prepared),
        bars=queries.bars_for(actor, call),
    )
    lines = list(queries.lines(prepared).select_for_update(of=("self", "application")))
    amount = sum((line.amount for line in lines), Decimal(0))
    charge(call, amount)
    for line in lines:
        _decide_on(line, call, actor=actor, now=now)
    _refuse_ineligible(call, actor=actor, now=now)
    before = prepared.state
    prepared.state = RECOMMENDATION_LIST.after("approve", before)
    prepared.approved_by, prepared.approved_at = actor.person, now
    prepared.save(update_fields=["state", "approved_by", "approved_at"])
    record(
        "recommendation.approve",
        actor=actor,
        subject=prepared,
        states=(before, prepared.state),
        awarded_hkd=str(amount),
    )
    programmes.advance(call=call, step="approve", actor=actor, now=now)
    return prepared


def charge(call: Call, amount: Decimal) -> None:
    """Commit ``amount`` of the envelope of ``call`` if it has that left; nobody need hold a lock.

    Written as one UPDATE that reads and writes: a read followed by a save would let two approvers
    spend the same money.
    """
    room = Call.objects.filter(pk=call.pk, committed__lte=F("envelope") - amount)
    charged = room.update(committed=F("committed") + amount)
    call.refresh_from_db(fields=["committed", "envelope"])
    if not charged:
        raise rules.beyond_envelope(call, amount)


def _decide_on(line: Recommendation, call: Call, *, actor: Actor, now: datetime) -> None:
    decision = queries.as_decision(line)
    step = "approve" if decision.is_award else "reject"
    _decide(line.application, call, step, actor=actor, now=now)
    decision.decided_by, decision.decided_at = actor.person, now
    decision.save(force_insert=True)


def _decide(
    application: Application, call: Call, step: str, *, actor: Actor, now: datetime
) -> None:
    application.call = call
    applications.advance(application, step, actor=actor, now=now)


def _refuse_ineligible(call: Call, *, actor: Actor, now: datetime) -> None:
    found = Application.objects.filter(call=call, state=application_states.INELIGIBLE)
    for application in found.select_for_update(of=("self",)).order_by("pk"):
        _decide(application, call, "reject", actor=actor, now=now)
        Decision.objects.create(
            application=application, is_award=False, decided_by=actor.person, decided_at=now
        )


def mark_released(prepared: RecommendationList, *, actor: Actor, now: datetime) -> None:
    """The letters were written; ``prepared`` is locked by the caller's transaction."""
    before = prepared.state
    prepared.state = RECOMMENDATION_LIST.after("release", before)
    prepared.released_by, prepared.released_at = actor.person, now
    prepared.save(update_fields=["state", "released_by", "released_at"])
    record("recommendation.release", actor=actor, subject=prepared, states=(before, prepared.state))
    programmes.advance(call=prepared.call, step="release", actor=actor, now=now)
