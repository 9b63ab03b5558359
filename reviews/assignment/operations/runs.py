"""A run of the solver from its request to the officer's confirmation."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from grants.applications.models import Application
from grants.programmes.models import Call
from portal.accounts.actors import Actor
from portal.audit.operations import record
from portal.jobs.operations import enqueue
from reviews.assignment import lifecycle, queries, rules
from reviews.assignment.boards import Board, board_of, standing_of
from reviews.assignment.framing import frame
from reviews.assignment.models import Adjustment, Assignment, AssignmentRun, Change
from reviews.assignment.operations.offers import Offer, offer, tell_assessors, tell_taken_back
from reviews.assignment.operations.pairs import release
from reviews.assignment.problem import Problem, Solution
from reviews.assignment.reasons import reasons_for
from reviews.assignment.reworking import Wishes, fold
from reviews.conflicts.operations import suggest
from reviews.conflicts.queries import pool_assessors
from reviews.pool.queries import serving

MOST_SEED = 2**31
SOLVING = 0.6
"""Share of the time that a job may take after which the solver gives its best answer so far."""

Progress = Callable[[float, str], None]
"""Told per cent done and the name of the stage."""


@transaction.atomic
def request_run(
    *,
    call_id: int,
    actor: Actor,
    now: datetime,
    seed: int | None = None,
    may_move: bool = False,
) -> AssignmentRun:
    """Promise a proposal for all open seats of a call; an open run is returned as it is.

    ``seed`` breaks ties between equally good answers; it is drawn if none is given, and shown.
    With ``may_move`` offers of earlier runs that nobody has answered may go to others, as few as
    can be, where that fills or serves more.
    """
    call = Call.objects.select_for_update(no_key=True).get(pk=call_id)
    rules.check_keep_assignments(actor, call)
    running = queries.open_run(call)
    if running is not None:
        return running
    open_seats = queries.seats(call, queries.coverage(call)).open
    able = serving(call, now=now).count()
    rules.check_request_run(actor, call, open_seats=open_seats, serving=able)
    return _promise(
        AssignmentRun(
            call=call,
            seed=secrets.randbelow(MOST_SEED) if seed is None else seed,
            may_move=may_move,
        ),
        actor=actor,
        now=now,
    )


@transaction.atomic
def rework(*, run_id: int, actor: Actor, now: datetime) -> AssignmentRun:
    """Put a proposal away for another that keeps its locks and removals, and most of the rest."""
    call = call_of_run(run_id)
    earlier = locked_run(run_id)
    rules.check_rework(actor, earlier)
    _close(earlier, "discard", actor=actor, now=now)
    following = AssignmentRun(
        call=call, seed=earlier.seed, may_move=earlier.may_move, follows=earlier
    )
    return _promise(following, actor=actor, now=now)


def call_of_run(run_id: int) -> Call:
    """The call of a run with its row locked: every deed on a proposal begins here."""
    call_id = AssignmentRun.objects.values_list("call_id", flat=True).get(pk=run_id)
    return Call.objects.select_for_update(no_key=True).get(pk=call_id)


def _promise(run: AssignmentRun, *, actor: Actor, now: datetime) -> AssignmentRun:
    run.requested_by, run.requested_at = actor.person, now
    run.save()
    run.job = enqueue(
        "reviews.assignment.propose",
        key=f"assignment-run:{run.pk}",
        requested_by=actor.person,
        run_id=run.pk,
    )
    run.save(update_fields=["job"])
    asked = {"follows": run.follows_id, "may_move": run.may_move}
    details: dict[str, Any] = {name: value for name, value in asked.items() if value}
    record(
        "assignment_run.request",
        actor=actor,
        subject=run,
        states=("", run.state),
        seed=run.seed,
        **details,
    )
    return run


def propose(*, run_id: int, progress: Progress, now: datetime) -> None:
    """Work a requested run out; repeated after a crash it begins anew and ends the same.

    Conflicts are looked for first. The solver runs outside of any transaction, so the page sees
    ``progress``; the answer is stored only if the run still waits for it. A run that is discarded
    meanwhile stops at the next step of the solver.
    """
    run = AssignmentRun.objects.select_related("call", "follows__call").get(pk=run_id)
    if run.state != lifecycle.REQUESTED:
        return
    from reviews.assignment.solver import solve  # here: only workers need the solver's libraries
    from reviews.assignment.solver.verify import verify

    progress(2, "conflicts")
    asked = _freeze(run, now=now)
    problem = fold(asked, _wishes(board_of(run.follows))) if run.follows else asked

    def step(done: float, stage: str) -> None:
        if not AssignmentRun.objects.filter(pk=run_id, state=lifecycle.REQUESTED).exists():
            raise _Cancelled
        progress(10 + 80 * done, stage)

    try:
        solution = solve(
            problem, progress=step, seconds=SOLVING * settings.JOB_HARD_TIME_LIMIT_SECONDS
        )
    except _Cancelled:
        return
    if broken := verify(problem, solution):
        raise ValueError(f"the solver broke its own rules, nothing is proposed: {broken}")
    progress(92, "reasons")
    _store(run_id, problem, solution, reasons_for(run.call, problem, solution, asked=asked))


class _Cancelled(Exception):
    """An officer has discarded the run while it was worked out."""


def _wishes(board: Board) -> Wishes:
    return Wishes(
        locked=frozenset(board.added | board.pinned),
        removed=frozenset(board.dropped),
        kept=frozenset(board.pairs),
    )


@transaction.atomic
def _freeze(run: AssignmentRun, *, now: datetime) -> Problem:
    call = Call.objects.select_for_update(no_key=True).get(pk=run.call_id)
    suggest(call, assessors=pool_assessors(call), actor=None, now=now)
    return frame(call, seed=run.seed, now=now, may_move=run.may_move)


@transaction.atomic
def _store(run_id: int, problem: Problem, solution: Solution, reasons: dict[str, Any]) -> None:
    run = AssignmentRun.objects.select_for_update(of=("self",)).get(pk=run_id)
    if run.state != lifecycle.REQUESTED:
        return
    run.problem, run.solution, run.reasons = problem.to_json(), solution.to_json(), reasons
    run.solver_version = solution.solver_version
    run.state = lifecycle.RUN.after("propose", run.state)
    run.save()
    if run.follows_id:
        _carry_on(run, problem)
    record(
        "assignment_run.propose",
        actor=None,
        subject=run,
        states=(lifecycle.REQUESTED, run.state),
        pairs=len(solution.pairs),
        unfilled=sum(solution.unfilled.values()),
        digest=problem.digest,
        answer=Solution.from_json(run.solution).digest,
    )


def _carry_on(run: AssignmentRun, problem: Problem) -> None:
    """What officers changed stays marked: locks that held, and whom they kept off."""
    earlier = Adjustment.objects.filter(run=run.follows_id).select_related(
        "application", "assessor"
    )
    for one in earlier.order_by("pk"):
        is_removed = one.change == Change.DROPPED
        pair = (one.application.reference, one.assessor.audit_reference)
        if is_removed or pair in problem.locked:
            one.pk, one.run = None, run
            one.change = Change.DROPPED if is_removed else Change.LOCKED
            one.save(force_insert=True)


@transaction.atomic
def confirm(*, run_id: int, due_on: date, actor: Actor, now: datetime) -> list[Assignment]:
    """Make the board's new pairs assignments, all or none, and tell each assessor once.

    Conflicts are looked for again, and pool, loads and states checked, under the call's lock: what
    has changed since the proposal refuses the whole of it, and is named.
    """
    call = call_of_run(run_id)
    run = locked_run(run_id)
    rules.check_confirm(actor, run, due_on=due_on, today=timezone.localdate(now))
    suggest(call, assessors=pool_assessors(call), actor=None, now=now)
    board = board_of(run)
    offers = _possible(board, actor=actor, now=now)
    _move(board, call, actor=actor, now=now)
    made = offer(offers, run=run, due_on=due_on, reason="", actor=actor, now=now)
    tell_assessors(made, call=call, occasion=f"run-{run.pk}", due_on=due_on)
    details = {"added": len(board.added), "removed": len(board.dropped), "moved": len(board.lost)}
    _close(
        run,
        "confirm",
        actor=actor,
        now=now,
        assignments=len(made),
        due_on=due_on.isoformat(),
        **{name: number for name, number in details.items() if number},
    )
    return made


def _possible(board: Board, *, actor: Actor, now: datetime) -> list[Offer]:
    """The board's new pairs, if nothing that they were built on has changed.

    A refusal does not name what an interest hides from ``actor``.
    """
    rows = Application.objects.select_for_update(of=("self",)).select_related("call")
    rows = rows.filter(reference__in={pair[0] for pair in board.new}).order_by("pk")
    applications = {row.reference: row for row in rows}
    stale = standing_of(board, now=now).stale
    seen = board.without(queries.hidden_in(board.run.call, actor)).applications
    told = {
        f"{reference}, {board.people[account]}": obstacle
        for (reference, account), obstacle in stale.items()
        if reference in seen
    }
    rules.check_offers(len(board.new), told, has_unseen=len(told) < len(stale))
    return [(applications[reference], board.people[account]) for reference, account in board.new]


def _move(board: Board, call: Call, *, actor: Actor, now: datetime) -> None:
    """Take back the offers that the board gives to others; an answer meanwhile refuses it all."""
    lost = set(board.lost)
    rows = Assignment.objects.filter(
        application__in=[board.applications[reference].pk for reference, _account in lost]
    ).select_for_update(of=("self",))
    ended = []
    for one in rows.select_related("application__call", "assessor__user").order_by("pk"):
        if (one.application.reference, one.assessor.audit_reference) not in lost:
            continue
        if one.state in lifecycle.LIVE:
            rules.check_move(one)
            ended.append(release(one, reason=f"run-{board.run.pk}", actor=actor, now=now))
    tell_taken_back(ended, call=call, occasion=f"run-{board.run.pk}")


@transaction.atomic
def discard(*, run_id: int, actor: Actor, now: datetime) -> AssignmentRun:
    """Put a proposal away; the call is free for another run."""
    call_of_run(run_id)
    run = locked_run(run_id)
    rules.check_discard(actor, run)
    return _close(run, "discard", actor=actor, now=now)


def locked_run(run_id: int) -> AssignmentRun:
    """The run with its row locked until the transaction ends, without its large problem."""
    rows = AssignmentRun.objects.select_for_update(of=("self",)).defer("problem")
    return rows.select_related("call").get(pk=run_id)


def _close(
    run: AssignmentRun, step: str, *, actor: Actor, now: datetime, **details: Any
) -> AssignmentRun:
    before = run.state
    run.state = lifecycle.RUN.after(step, before)
    changed = ["state"]
    if run.state == lifecycle.CONFIRMED:
        run.confirmed_by, run.confirmed_at = actor.person, now
        changed += ["confirmed_by", "confirmed_at"]
    run.save(update_fields=changed)
    states = (before, run.state)
    record(f"assignment_run.{step}", actor=actor, subject=run, states=states, **details)
    return run
