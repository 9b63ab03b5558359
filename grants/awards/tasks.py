"""Making letters."""

from __future__ import annotations

from django.utils import timezone

from grants.awards import operations
from grants.awards.models import Letter
from portal.jobs.execution import Run, job


@job("grants.awards.render_letter")
def render_letter(run: Run) -> None:
    """Render one letter, then keep and send it in the transaction that ends the job."""
    letter = Letter.objects.select_related("decision__application__organisation").get(
        pk=run.arguments["letter_id"]
    )
    now = timezone.now()
    pdf = operations.render_letter(letter=letter, now=now)
    with run.finish():
        operations.keep_letter(letter=letter, pdf=pdf, now=now)
