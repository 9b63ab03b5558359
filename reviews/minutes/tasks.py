"""Printing signed minutes."""

from __future__ import annotations

from portal.jobs.execution import Run, job
from reviews.minutes import operations
from reviews.minutes.models import Minutes
from reviews.minutes.papers import LANGUAGES, minutes_pdf


@job("reviews.minutes.print")
def print_minutes(run: Run) -> None:
    """Print every language, then keep all papers in the transaction that ends the job."""
    found = Minutes.objects.select_related("meeting__call", "signed_by")
    minutes = found.get(pk=run.arguments["minutes_id"])
    papers = {
        language: minutes_pdf(minutes, language=language, hidden=set()) for language in LANGUAGES
    }
    with run.finish():
        operations.keep_papers(minutes=minutes, papers=papers)
