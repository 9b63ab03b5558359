"""Ending the assessment, and writing the recommendation list from the ranking."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from grants.applications import lifecycle as applications
from grants.applications.models import Application
from grants.applications.operations import advance
from grants.decisions import operations as decisions
from grants.decisions.entries import Entry
from grants.decisions.models import Outcome, RecommendationList
from grants.programmes import operations as programmes
from grants.programmes.models import Call
from portal.accounts.actors import Actor
from portal.audit.operations import record
from portal.core.denial import Denied
from reviews.assignment import lifecycle
from reviews.assignment.models import Assignment
from reviews.panels import queries, rules
from reviews.panels.queries import Ranked


@transaction.atomic
def open_panel(*, call_id: int, reason: str, actor: Actor, now: datetime) -> Call:
    """End the assessment although sheets are missing: they are taken back, with a reason.

    Every application must have at least one sheet. With all sheets in, no reason is asked.
    """
    call = Call.objects.select_for_update().get(pk=call_id)
    open_ones = Application.objects.select_for_update(of=("self",)).filter(
        call=call, state__in=(applications.ELIGIBLE, applications.ASSESSMENT)
    )
    unfinished = list(open_ones.order_by("reference"))
    scored = set(
        Assignment.objects.filter(
            application__in=unfinished, state=lifecycle.SUBMITTED
        ).values_list("application_id", flat=True)
    )
    rules.check_open_panel(
        actor,
        call,
        without_sheets=[one.reference for one in unfinished if one.pk not in scored],
        reason=reason if unfinished else _("Every score sheet is in."),
    )
    for application in unfinished:
        application.call = call
        _take_back(application, actor=actor, reason=reason)
        advance(application, "complete_assessment", actor=actor, now=now, reason=reason)
    return programmes.open_panel(call_id=call.pk, actor=actor, now=now)


def _take_back(application: Application, *, actor: Actor, reason: str) -> None:
    late = Assignment.objects.select_for_update(of=("self",)).filter(
        application=application, state__in=(lifecycle.OFFERED, lifecycle.ACCEPTED)
    )
    for assignment in late.select_related("assessor__user"):
        before = assignment.state
        assignment.application = application
        assignment.state = lifecycle.ASSIGNMENT.after("release", before)
        assignment.save(update_fields=["state"])
        record(
            "assignment.release",
            actor=actor,
            subject=assignment,
            states=(before, assignment.state),
            reason=reason,
        )


@transaction.atomic
def propose_from_ranking(*, call_id: int, actor: Actor, now: datetime) -> RecommendationList:
    """Begin the list with what the ranking alone says, for the panel to change line by line.

    From the best downward, each application at the pass mark or above is recommended with what it
    asked for, while the envelope lasts; the next ones above the pass mark are the reserve.
    """
    call = Call.objects.select_for_update().get(pk=call_id)
    rules.check_write(actor, call, conflicts=queries.conflicted(call, actor))
    entries = _from_ranking(call, queries.ranking(call))
    return decisions.draft_list(call_id=call_id, entries=entries, actor=actor, now=now)


def _from_ranking(call: Call, rows: Sequence[Ranked]) -> list[Entry]:
    left = call.envelope - call.committed
    entries = []
    is_full = False
    for row in rows:
        if row.application is None:
            continue
        passes = row.score is not None and row.score >= call.pass_mark
        is_full = is_full or row.application.requested > left
        entry = _unamended(row, row.application)
        if passes and not is_full:
            left -= row.application.requested
            entry = replace(entry, outcome=Outcome.RECOMMENDED, amount=row.application.requested)
        elif passes:
            entry = replace(entry, outcome=Outcome.RESERVE)
        entries.append(entry)
    return entries


def _unamended(row: Ranked, application: Application) -> Entry:
    return Entry(
        application_id=application.pk,
        outcome=Outcome.NOT_RECOMMENDED,
        score=row.score,
        rank=row.rank,
        marks=row.spread.sheets if row.spread else 0,
    )


@transaction.atomic
def change_line(*, call_id: int, entry: Entry, actor: Actor, now: datetime) -> RecommendationList:
    """Write one line anew; the call's lock keeps two members from undoing each other's lines."""
    call = Call.objects.select_for_update().get(pk=call_id)
    rules.check_write(actor, call, conflicts=queries.conflicted(call, actor))
    prepared = RecommendationList.objects.filter(call=call).first()
    if prepared is None:
        raise Denied(_("Begin the list from the ranking first."))
    rows = {row.application.pk: row for row in queries.ranking(call) if row.application}
    if entry.application_id not in rows:
        raise Denied(_("The list names an application that is not before the panel."))
    entries = [_kept(row) for row in rows.values()]
    seen = rows[entry.application_id]
    changed = replace(
        entry, score=seen.score, rank=seen.rank, marks=seen.spread.sheets if seen.spread else 0
    )
    kept = [one for one in entries if one.application_id != entry.application_id]
    return decisions.draft_list(call_id=call_id, entries=[*kept, changed], actor=actor, now=now)


def _kept(row: Ranked) -> Entry:
    """The line as it stands, with the scores as they are now."""
    if row.application is None:
        raise ValueError("a hidden row has no line")
    fresh = _unamended(row, row.application)
    line = row.recommendation
    if line is None:
        return fresh
    return replace(
        fresh,
        outcome=Outcome(line.outcome),
        amount=Decimal(line.amount),
        reason=line.reason,
        conditions=line.conditions,
        feedback=line.feedback,
    )


@transaction.atomic
def prepare_list(
    *, call_id: int, entries: Sequence[Entry], actor: Actor, now: datetime
) -> RecommendationList:
    """Write the whole list at once, as a member without a conflict of interest."""
    call = Call.objects.select_for_update().get(pk=call_id)
    rules.check_write(actor, call, conflicts=queries.conflicted(call, actor))
    return decisions.draft_list(call_id=call_id, entries=entries, actor=actor, now=now)


@transaction.atomic
def put_forward(*, list_id: int, version: int, actor: Actor, now: datetime) -> RecommendationList:
    """The chair, without a conflict of interest, hands the list to the approver."""
    call = Call.objects.get(recommendations__pk=list_id)
    rules.check_write(actor, call, conflicts=queries.conflicted(call, actor))
    return decisions.put_forward(list_id=list_id, version=version, actor=actor, now=now)
