"""What seating somebody else would cost: asked for on a page, worked out in the background."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from portal.accounts.actors import Actor
from portal.jobs.models import Job
from portal.jobs.operations import enqueue
from reviews.assignment import rules
from reviews.assignment.models import AssignmentRun
from reviews.assignment.problem import Pair
from reviews.assignment.queries import price_key
from reviews.assignment.weighing import Cost


@transaction.atomic
def ask_price(*, run_id: int, pair: Pair, actor: Actor, now: datetime) -> Job:
    """Promise the price of one pair; asked again it is the same job, for a run never changes."""
    del now
    run = AssignmentRun.objects.select_related("call").defer("problem").get(pk=run_id)
    rules.check_keep_assignments(actor, run.call)
    return enqueue(
        "reviews.assignment.price",
        key=price_key(run_id, pair),
        requested_by=actor.person,
        run_id=run_id,
        pair=list(pair),
    )


def work_out_price(*, run_id: int, pair: Pair) -> Cost:
    """Solve the problem of a run again with ``pair`` in it; writes nothing."""
    from reviews.assignment.solver import price_of  # here: only workers solve
    from reviews.assignment.solver.what_if import typical_loss

    run = AssignmentRun.objects.get(pk=run_id)
    problem = run.question
    price = price_of(problem, run.answer, pair)
    is_fit = price.stage == "welfare"
    share = typical_loss(problem, price.before, price.after) if is_fit else 0.0
    return Cost(price.stage, price.before, price.after, share)
