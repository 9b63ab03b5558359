"""Working a ranking out in the background."""

from __future__ import annotations

from portal.jobs.execution import Run, job
from reviews.calibration import operations


@job("reviews.calibration.rank")
def rank(run: Run) -> None:
    """Rank one call; started again after a crash it ranks the marks of that moment."""
    operations.rank(ranking_id=run.arguments["ranking_id"], progress=run.progress)
