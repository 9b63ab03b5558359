"""Ending the assessment, and writing the recommendation list from the ranking."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from grants.applications import lifecycle as applications
from grants.applications.models import Application
from grants.applications.operations import advance
from grants.decisions import operations as decisions
from grants.decisions.bounds import Bound
from grants.decisions.entries import Entry
from grants.decisions.models import Outcome, RecommendationList
from grants.decisions.queries import entries_of, lines
from grants.programmes import operations as programmes
from grants.programmes.models import Call, TieRule
from portal.accounts.actors import Actor
from portal.audit.operations import record
from portal.core.denial import Denied
from reviews.assignment import lifecycle
from reviews.assignment.models import Assignment
from reviews.assignment.queries import hidden_in
from reviews.calibration.operations import request_ranking
from reviews.draws.operations import fix_seed
from reviews.draws.queries import draw_of
from reviews.panels import queries, rules
from reviews.panels.beginning import first_list
from reviews.panels.gates import barred
from reviews.panels.queries import Ranked


@transaction.atomic
def open_panel(*, call_id: int, reason: str, actor: Actor, now: datetime) -> Call:
    """End the assessment although sheets are missing: they are taken back, with a reason.

    Every application must have at least one sheet. With all sheets in, no reason is asked. The
    calibrated ranking is promised in the same breath.
    """
    call = Call.objects.select_for_update(no_key=True).get(pk=call_id)
    open_ones = Application.objects.select_for_update(of=("self",)).filter(
        call=call, state__in=(applications.ELIGIBLE, applications.ASSESSMENT)
    )
    unfinished = list(open_ones.order_by("reference"))
    scored = set(
        Assignment.objects.filter(
            application__in=unfinished, state=lifecycle.SUBMITTED
        ).values_list("application_id", flat=True)
    )
    unscored = {one.pk: one.reference for one in unfinished if one.pk not in scored}
    hidden = hidden_in(call, actor) & set(unscored)
    rules.check_open_panel(
        actor,
        call,
        without_sheets=[name for pk, name in unscored.items() if pk not in hidden],
        is_unseen_unscored=bool(hidden),
    )
    rules.check_reason(reason, unfinished=len(unfinished))
    for application in unfinished:
        application.call = call
        _take_back(application, actor=actor, reason=reason)
        advance(application, "complete_assessment", actor=actor, now=now, reason=reason)
    for application in _with_offers_beyond_their_sheets(call):
        _take_back(application, actor=actor, reason=reason)
    if call.tie_rule == TieRule.DRAW and draw_of(call) is None:
        fix_seed(call_id=call.pk, actor=actor, now=now)
    opened = programmes.open_panel(call_id=call.pk, actor=actor, now=now)
    request_ranking(call_id=call.pk, actor=actor, now=now)
    return opened


def _with_offers_beyond_their_sheets(call: Call) -> list[Application]:
    """Assessed already, with somebody more asked for a further sheet that has not come."""
    late = Assignment.objects.filter(state__in=(lifecycle.OFFERED, lifecycle.ACCEPTED))
    found = Application.objects.filter(call=call, state=applications.ASSESSED)
    asked = found.filter(pk__in=late.values("application")).select_related("call")
    return list(asked.order_by("reference"))


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
    """Begin the list with what ranking and quotas say, for the panel to change line by line.

    :func:`~reviews.panels.beginning.first_list` chooses; each is recommended with what it asked
    for, and the others above the pass mark are the reserve.
    """
    call = Call.objects.select_for_update(no_key=True).get(pk=call_id)
    rules.check_write(actor, call, conflicts=queries.conflicted(call, actor))
    rows = queries.ranking(call)
    check_order(call, rows)
    entries = _from_ranking(call, rows, queries.bounds_of(call, rows))
    return decisions.draft_list(call_id=call_id, entries=entries, actor=actor, now=now)


def check_order(call: Call, rows: Sequence[Ranked]) -> None:
    """Refuse to go on while the order that the call stated is not known."""
    equals = [row.application.reference for row in queries.undrawn(call, rows)]
    rules.check_order(is_current=queries.is_order_current(call), undrawn=equals)


def check_barred(
    call: Call, entries: Sequence[Entry], rows: Sequence[Ranked], *, now: datetime
) -> None:
    """Refuse to recommend what a quorum stands against."""
    chosen = [one.application_id for one in entries if one.outcome == Outcome.RECOMMENDED]
    references = {row.application.pk: row.application.reference for row in rows}
    rules.check_barred(chosen, barred(call, now), references)


def _from_ranking(call: Call, rows: Sequence[Ranked], bounds: Sequence[Bound]) -> list[Entry]:
    passing = [row for row in rows if row.score is not None and row.score >= call.pass_mark]
    chosen = first_list(passing, call.envelope - call.committed, bounds)
    reserve = {row.application.pk for row in passing} - chosen
    entries = []
    for row in rows:
        silent = tuple(replace(one, text="") for one in row.criteria)
        fresh = Entry(row.application.pk, Outcome.NOT_RECOMMENDED, criteria=silent)
        entry = _with_figures(fresh, row)
        if row.application.pk in chosen:
            asked = row.application.requested
            entry = replace(entry, outcome=Outcome.RECOMMENDED, amount=asked)
        elif row.application.pk in reserve:
            entry = replace(entry, outcome=Outcome.RESERVE)
        entries.append(entry)
    return entries


@transaction.atomic
def change_line(
    *, call_id: int, entry: Entry, actor: Actor, now: datetime, seen: str = ""
) -> RecommendationList:
    """Write one line anew; the scores of every line are taken over as they are now.

    The call's lock keeps two members from undoing each other's lines; ``seen`` is the line's
    :func:`~reviews.panels.queries.print_of` when the page was shown, and a line changed since is
    refused as ``rules.Stale``.
    """
    call = Call.objects.select_for_update(no_key=True).get(pk=call_id)
    rows = {row.application.pk: row for row in queries.ranking(call)}
    if entry.application_id not in rows or not _has_list(call):
        raise Denied(_("Begin the list from the ranking first."))
    rules.check_write_line(
        actor,
        call,
        application_id=entry.application_id,
        conflicts=queries.conflicted(call, actor),
    )
    if seen and seen != queries.print_of(rows[entry.application_id]):
        raise rules.Stale(_("Somebody else changed this line after you opened it."))
    _check_anonymous([entry])
    check_barred(call, [entry], list(rows.values()), now=now)
    entries = {key: queries.entry_of(row) for key, row in rows.items()}
    entries[entry.application_id] = _with_figures(entry, rows[entry.application_id])
    return decisions.draft_list(
        call_id=call_id, entries=list(entries.values()), actor=actor, now=now
    )


def _has_list(call: Call) -> bool:
    return RecommendationList.objects.filter(call=call).exists()


def _check_anonymous(entries: Sequence[Entry]) -> None:
    names = queries.assessor_names([entry.application_id for entry in entries])
    for entry in entries:
        rules.check_names_nobody(entry, names.get(entry.application_id, ()))


def _with_figures(entry: Entry, row: Ranked) -> Entry:
    """The entry with the figures of the ranking; of the criteria its texts count, no band."""
    written = {one.code: one.text for one in entry.criteria}
    criteria = tuple(replace(one, text=written.get(one.code, one.text)) for one in row.criteria)
    return replace(entry, score=row.score, rank=row.rank, marks=row.sheets, criteria=criteria)


@transaction.atomic
def prepare_list(
    *, call_id: int, entries: Sequence[Entry], actor: Actor, now: datetime
) -> RecommendationList:
    """Write the whole list at once; its scores are those of the ranking, whatever was given."""
    call = Call.objects.select_for_update(no_key=True).get(pk=call_id)
    rules.check_write(actor, call, conflicts=queries.conflicted(call, actor))
    _check_anonymous(entries)
    rows = {row.application.pk: row for row in queries.ranking(call)}
    figured = [
        _with_figures(one, rows[one.application_id]) if one.application_id in rows else one
        for one in entries
    ]
    return decisions.draft_list(call_id=call_id, entries=figured, actor=actor, now=now)


@transaction.atomic
def put_forward(*, list_id: int, version: int, actor: Actor, now: datetime) -> RecommendationList:
    """The chair, without a conflict of interest, hands the list to the approver."""
    call_id = RecommendationList.objects.values_list("call_id", flat=True).get(pk=list_id)
    call = Call.objects.select_for_update(no_key=True).get(pk=call_id)
    prepared = RecommendationList.objects.get(pk=list_id)
    rules.check_write(actor, call, conflicts=queries.conflicted(call, actor))
    rows = queries.ranking(call)
    check_order(call, rows)
    listed = entries_of(lines(prepared))
    check_barred(call, listed, rows, now=now)
    rules.check_fresh(listed, [queries.entry_of(row) for row in rows])
    return decisions.put_forward(list_id=list_id, version=version, actor=actor, now=now)
