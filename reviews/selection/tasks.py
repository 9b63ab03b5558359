"""Working a large what-if out in the background."""

from __future__ import annotations

from portal.jobs.execution import Run, job
from reviews.selection import operations


@job("reviews.selection.work_out")
def work_out(run: Run) -> None:
    """Answer one question; started again after a crash it is the same question."""
    operations.work_out(run_id=run.arguments["run_id"], progress=run.progress)
