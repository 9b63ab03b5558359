"""A run of the solver from its request to the officer's confirmation."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from grants.applications.models import Application
from grants.programmes.models import Call
from portal.accounts.actors import Actor
from portal.audit.operations import record
from portal.core.denial import Denied
from portal.jobs.operations import enqueue
from reviews.assignment import lifecycle, queries, rules
from reviews.assignment.facts import Facts
from reviews.assignment.framing import frame
from reviews.assignment.models import Assignment, AssignmentRun
from reviews.assignment.operations.offers import Offer, offer, tell_assessors
from reviews.assignment.problem import Problem, Solution
from reviews.assignment.reasons import reasons_for
from reviews.conflicts.operations import suggest
from reviews.conflicts.queries import pool_assessors
from reviews.pool.models import Assessor
from reviews.pool.queries import serving

MOST_SEED = 2**31
SOLVING = 0.6
"""Share of the time that a job may take after which the solver gives its best answer so far."""

Progress = Callable[[float, str], None]
"""Told per cent done and the name of the stage."""


@transaction.atomic
def request_run(
    *, call_id: int, actor: Actor, now: datetime, seed: int | None = None
) -> AssignmentRun:
    """Promise a proposal for all open seats of a call; an open run is returned as it is.

    ``seed`` breaks ties between equally good answers; it is drawn if none is given, and shown.
    """
    call = Call.objects.select_for_update(no_key=True).get(pk=call_id)
    rules.check_keep_assignments(actor, call)
    running = queries.open_run(call)
    if running is not None:
        return running
    open_seats = queries.seats(call, queries.coverage(call)).open
    able = serving(call, now=now).count()
    rules.check_request_run(actor, call, open_seats=open_seats, serving=able)
    run = AssignmentRun.objects.create(
        call=call,
        seed=secrets.randbelow(MOST_SEED) if seed is None else seed,
        requested_by=actor.person,
        requested_at=now,
    )
    run.job = enqueue(
        "reviews.assignment.propose",
        key=f"assignment-run:{run.pk}",
        requested_by=actor.person,
        run_id=run.pk,
    )
    run.save(update_fields=["job"])
    record(
        "assignment_run.request", actor=actor, subject=run, states=("", run.state), seed=run.seed
    )
    return run


def propose(*, run_id: int, progress: Progress, now: datetime) -> None:
    """Work a requested run out; repeated after a crash it begins anew and ends the same.

    Conflicts are looked for first. The solver runs outside of any transaction, so the page sees
    ``progress``; the answer is stored only if the run still waits for it.
    """
    run = AssignmentRun.objects.select_related("call").get(pk=run_id)
    if run.state != lifecycle.REQUESTED:
        return
    from reviews.assignment.solver import solve  # here: only workers need the solver's libraries
    from reviews.assignment.solver.verify import verify

    progress(2, "conflicts")
    problem = _freeze(run, now=now)
    solution = solve(
        problem,
        progress=lambda done, stage: progress(10 + 80 * done, stage),
        seconds=SOLVING * settings.JOB_HARD_TIME_LIMIT_SECONDS,
    )
    if broken := verify(problem, solution):
        raise ValueError(f"the solver broke its own rules, nothing is proposed: {broken}")
    progress(92, "reasons")
    _store(run_id, problem, solution, reasons_for(run.call, problem, solution))


@transaction.atomic
def _freeze(run: AssignmentRun, *, now: datetime) -> Problem:
    call = Call.objects.select_for_update(no_key=True).get(pk=run.call_id)
    suggest(call, assessors=pool_assessors(call), actor=None, now=now)
    return frame(call, seed=run.seed, now=now)


@transaction.atomic
def _store(run_id: int, problem: Problem, solution: Solution, reasons: dict[str, Any]) -> None:
    run = AssignmentRun.objects.select_for_update(of=("self",)).get(pk=run_id)
    if run.state != lifecycle.REQUESTED:
        return
    run.problem, run.solution, run.reasons = problem.to_json(), solution.to_json(), reasons
    run.solver_version = solution.solver_version
    run.state = lifecycle.RUN.after("propose", run.state)
    run.save()
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


@transaction.atomic
def confirm(*, run_id: int, due_on: date, actor: Actor, now: datetime) -> list[Assignment]:
    """Make the proposal's new pairs assignments, all or none, and tell each assessor once.

    Conflicts are looked for again, and pool, loads and states checked, under the call's lock: what
    has changed since the proposal refuses the whole of it.
    """
    call_id = AssignmentRun.objects.values_list("call_id", flat=True).get(pk=run_id)
    call = Call.objects.select_for_update(no_key=True).get(pk=call_id)
    run = _locked(run_id)
    rules.check_confirm(actor, run, due_on=due_on, today=timezone.localdate(now))
    suggest(call, assessors=pool_assessors(call), actor=None, now=now)
    offers = _possible(_new_pairs(run), call, now=now)
    made = offer(offers, run=run, due_on=due_on, reason="", actor=actor, now=now)
    tell_assessors(made, call=call, occasion=f"run-{run.pk}", due_on=due_on)
    _close(run, "confirm", actor=actor, now=now, assignments=len(made), due_on=due_on.isoformat())
    return made


def _new_pairs(run: AssignmentRun) -> list[Offer]:
    """What the proposal adds to the assignments that were locked in it, in its order."""
    locked = {tuple(pair) for pair in run.reasons["locked"]}
    pairs = [pair for pair in run.answer.pairs if pair not in locked]
    rows = Application.objects.select_for_update(of=("self",)).select_related("call")
    rows = rows.filter(call=run.call, reference__in={pair[0] for pair in pairs}).order_by("pk")
    applications = {row.reference: row for row in rows}
    accounts = {int(pair[1].removeprefix("account-")) for pair in pairs}
    people = Assessor.objects.filter(user__in=accounts).select_related("user")
    assessors = {f"account-{one.user_id}": one for one in people}
    return [(applications[reference], assessors[account]) for reference, account in pairs]


def _possible(offers: list[Offer], call: Call, *, now: datetime) -> list[Offer]:
    """The same offers, if nothing that the proposal was built on has changed."""
    if not offers:
        raise Denied(_("This proposal assigns nobody. Discard it."))
    facts = Facts(call, now=now)
    for application, assessor in offers:
        try:
            rules.check_pair(facts.of(application, assessor))
        except Denied as denied:
            advice = _("Discard this proposal and request another.")
            raise Denied(f"{denied} {advice}") from denied
        facts.give(application, assessor)
    return offers


@transaction.atomic
def discard(*, run_id: int, actor: Actor, now: datetime) -> AssignmentRun:
    """Put a proposal away; the call is free for another run."""
    call_id = AssignmentRun.objects.values_list("call_id", flat=True).get(pk=run_id)
    Call.objects.select_for_update(no_key=True).get(pk=call_id)
    run = _locked(run_id)
    rules.check_discard(actor, run)
    return _close(run, "discard", actor=actor, now=now)


def _locked(run_id: int) -> AssignmentRun:
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
