"""A proposal changed by an officer's hand before it is confirmed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from grants.applications.models import Application
from portal.accounts.actors import Actor
from portal.audit.operations import record
from portal.core.denial import Denied
from reviews.assignment import rules
from reviews.assignment.boards import Board, Standing, board_of, standing_of
from reviews.assignment.framing import name_of
from reviews.assignment.models import Adjustment, AssignmentRun, Change
from reviews.assignment.operations.runs import call_of_run, locked_run
from reviews.conflicts.operations import suggest
from reviews.pool.models import Assessor


@dataclass(frozen=True)
class Swap:
    """Who comes to the panel of an application and who goes from it; one of both may be none."""

    application: Application
    comer: Assessor | None = None
    leaver: Assessor | None = None


@transaction.atomic
def change_panel(
    *, run_id: int, swap: Swap, reason: str, actor: Actor, now: datetime
) -> AssignmentRun:
    """Put somebody on a panel, take somebody off, or both; hard limits stay hard."""
    call = call_of_run(run_id)
    run = locked_run(run_id)
    if swap.comer is not None:
        suggest(call, assessors=[swap.comer], actor=None, now=now)
    board = board_of(run) if run.solution else None
    if board is None:
        rules.check_rework(actor, run)
        return run
    change = facts_of_change(board, swap, standing_of(board, now=now))
    rules.check_change_panel(actor, run, swap.application, change, reason=reason)
    for assessor, kind in ((swap.leaver, Change.DROPPED), (swap.comer, Change.ADDED)):
        if assessor is not None:
            _put(run, swap.application, assessor, kind, reason=reason, actor=actor, now=now)
    record(
        "assignment_run.change_panel",
        actor=actor,
        subject=run,
        reason=reason,
        application=swap.application.reference,
        comer=swap.comer.audit_reference if swap.comer else "",
        leaver=swap.leaver.audit_reference if swap.leaver else "",
    )
    return run


def facts_of_change(board: Board, swap: Swap, standing: Standing) -> rules.PanelChange:
    """What decides a change; ``standing`` is spent by it."""
    application, leaver = swap.application, swap.leaver
    reference = application.reference
    reserve = board.open_seats(reference)
    leaver_is = _why_not_leave(board, reference, leaver) if leaver else ""
    if leaver and not leaver_is:
        standing.facts.take(application, leaver)
        reserve += 1
    comer = swap.comer
    if comer and (reference, name_of(comer)) in board.movable - set(board.pairs):
        standing.facts.take(application, comer)
    return rules.PanelChange(
        comer=standing.facts.of(application, comer) if comer else None,
        leaver=str(leaver) if leaver else "",
        leaver_is=leaver_is,
        open_seats=reserve,
    )


def _why_not_leave(board: Board, reference: str, leaver: Assessor) -> str:
    pair = (reference, name_of(leaver))
    if pair in board.standing:
        return "standing"
    if pair not in board.pairs:
        return "absent"
    return "locked" if pair in board.pinned else ""


def _put(
    run: AssignmentRun,
    application: Application,
    assessor: Assessor,
    change: Change,
    *,
    reason: str,
    actor: Actor,
    now: datetime,
) -> None:
    """Back to what the solver proposed is no change; so the mark goes."""
    pair = (application.reference, name_of(assessor))
    rows = Adjustment.objects.filter(run=run, application=application, assessor=assessor)
    rows.delete()
    is_proposed = pair in run.answer.pairs
    if is_proposed == (change == Change.DROPPED):
        Adjustment.objects.create(
            run=run,
            application=application,
            assessor=assessor,
            change=change,
            reason=reason,
            made_by=actor.person,
            made_at=now,
        )


@transaction.atomic
def lock_pair(
    *, run_id: int, application: Application, assessor: Assessor, actor: Actor, now: datetime
) -> AssignmentRun:
    """Keep a pair of the board when the proposal is worked out again."""
    call_of_run(run_id)
    run = locked_run(run_id)
    rules.check_lock(actor, run, application)
    board = board_of(run)
    pair = (application.reference, name_of(assessor))
    if pair in board.pairs and pair not in board.adjustments and pair not in board.standing:
        Adjustment.objects.create(
            run=run,
            application=application,
            assessor=assessor,
            change=Change.LOCKED,
            made_by=actor.person,
            made_at=now,
        )
        _tell(run, "lock_pair", pair, actor=actor)
    return run


@transaction.atomic
def unlock_pair(
    *, run_id: int, application: Application, assessor: Assessor, actor: Actor, now: datetime
) -> AssignmentRun:
    """Let a locked pair move again."""
    del now
    call_of_run(run_id)
    run = locked_run(run_id)
    rules.check_lock(actor, run, application)
    rows = Adjustment.objects.filter(
        run=run, application=application, assessor=assessor, change=Change.LOCKED
    )
    if rows.delete()[0]:
        _tell(run, "unlock_pair", (application.reference, name_of(assessor)), actor=actor)
    return run


@transaction.atomic
def restore_panel(
    *, run_id: int, application: Application, actor: Actor, now: datetime
) -> AssignmentRun:
    """Undo every change by hand on one panel, if what the solver proposed is still possible."""
    call_of_run(run_id)
    run = locked_run(run_id)
    rules.check_lock(actor, run, application)
    before = standing_of(board_of(run), now=now).stale
    rows = Adjustment.objects.filter(run=run, application=application)
    if not rows.exclude(change=Change.LOCKED).delete()[0]:
        return run
    board = board_of(run)
    for (reference, account), obstacle in standing_of(board, now=now).stale.items():
        if (reference, account) not in before:
            raise Denied(f"{reference}, {board.people[account]}: {obstacle}")
    record(
        "assignment_run.restore_panel",
        actor=actor,
        subject=run,
        application=application.reference,
    )
    return run


def _tell(run: AssignmentRun, deed: str, pair: tuple[str, str], *, actor: Actor) -> None:
    record(
        f"assignment_run.{deed}",
        actor=actor,
        subject=run,
        application=pair[0],
        assessor=pair[1],
    )
