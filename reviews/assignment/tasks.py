"""Working a run out in the background."""

from __future__ import annotations

from django.utils import timezone

from portal.jobs.execution import Run, job
from reviews.assignment import operations


@job("reviews.assignment.propose")
def propose(run: Run) -> None:
    """Solve one run; started again after a crash it ends with the same answer."""
    operations.propose(run_id=run.arguments["run_id"], progress=run.progress, now=timezone.now())


@job("reviews.assignment.price")
def price(run: Run) -> None:
    """Keep the price of one pair as the job's result."""
    run.progress(10)
    reference, account = run.arguments["pair"]
    cost = operations.work_out_price(run_id=run.arguments["run_id"], pair=(reference, account))
    with run.finish(cost.to_json()):
        pass
