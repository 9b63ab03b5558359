"""Recommendation lists, decisions and letters, by the operations of panel and approver."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.utils import timezone

from grants.awards import operations as awards
from grants.decisions import operations
from grants.decisions.entries import Entry
from grants.decisions.models import Outcome, RecommendationList
from grants.programmes.models import Call
from portal.celery import app
from portal.jobs.execution import execute
from portal.jobs.models import Job
from reviews.panels import operations as panels
from reviews.panels import queries
from tests.factories import people, reviews

ORDER = ("panel", "drafted", "put_forward", "approved", "released", "posted")
SHEETS = ((5,), (4,), (1,))
"""Scores of 100, 80 and 20: two recommended and one not, if the envelope holds both."""


def at(state: str = "drafted", *, sheets: Sequence[Sequence[int]] = SHEETS, **options: Any) -> Call:
    """A call with one application for each of ``sheets``, and its list in ``state``.

    ``panel`` has no list yet; ``posted`` has its letters made and its mails sent.
    """
    return bring(reviews.call_before_the_panel(*sheets, **options), state)


def bring(call: Call, state: str) -> Call:
    """A call before the panel taken on to ``state``."""
    steps = ORDER.index(state)
    if steps >= ORDER.index("drafted"):
        drafted(call)
    if steps >= ORDER.index("put_forward"):
        put_forward(call)
    if steps >= ORDER.index("approved"):
        approved(call)
    if steps >= ORDER.index("released"):
        released(call)
    if steps >= ORDER.index("posted"):
        work_off()
    return Call.objects.get(pk=call.pk)


def list_of(call: Call) -> RecommendationList:
    """The list of the call as the database has it now."""
    return RecommendationList.objects.select_related("call").get(call=call)


def drafted(call: Call) -> RecommendationList:
    """The list as the ranking proposes it, written by Petra of the panel."""
    return panels.propose_from_ranking(call_id=call.pk, actor=people.petra(), now=timezone.now())


def change(call: Call, reference: str, **changes: Any) -> RecommendationList:
    """One line of the list written anew by Petra; what is left out stays as it is."""
    row = next(row for row in queries.ranking(call) if row.application.reference == reference)
    kept = queries.entry_of(row)
    values = {
        name: changes.get(name, getattr(kept, name))
        for name in ("outcome", "amount", "reason", "conditions", "feedback", "criteria")
    }
    values["amount"] = Decimal(values["amount"])
    return panels.change_line(
        call_id=call.pk,
        entry=Entry(application_id=row.application.pk, **values),
        actor=people.petra(),
        now=timezone.now(),
    )


def put_forward(call: Call) -> RecommendationList:
    """The list handed over by Charles, the chair; what departs gets a reason first."""
    prepared = list_of(call)
    return panels.put_forward(
        list_id=prepared.pk, version=prepared.version, actor=people.charles(), now=timezone.now()
    )


def approved(call: Call) -> RecommendationList:
    """The list approved by Grace."""
    return operations.approve(list_id=list_of(call).pk, actor=people.grace(), now=timezone.now())


def released(call: Call) -> int:
    """The letters released by Grace."""
    return awards.release(call_id=call.pk, actor=people.grace(), now=timezone.now())


def load_jobs() -> None:
    """Know every job, as a worker does after its start."""
    app.loader.import_default_modules()


def work_off(*names: str) -> int:
    """Do every waiting job of these names, or of all, in the order promised; returns how many."""
    load_jobs()
    done = 0
    while True:
        waiting = Job.objects.exclude(state__in=["done", "dead"]).order_by("created_at")
        due = list((waiting.filter(name__in=names) if names else waiting)[:50])
        if not due:
            return done
        for job in due:
            execute(job.pk)
        done += len(due)


def outcomes(call: Call) -> dict[str, str]:
    """The outcome on the list by reference."""
    lines = list_of(call).recommendations.select_related("application").order_by("application")
    return {line.application.reference: Outcome(line.outcome).value for line in lines}
