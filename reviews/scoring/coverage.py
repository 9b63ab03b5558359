"""How far the score sheets of a call are, for officers: who, whether and when, never what."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count, Max, QuerySet

from grants.applications.models import Application
from grants.applications.veils import veiled_rows
from grants.programmes.models import Call
from portal.accounts.actors import Actor
from portal.ui.formats import in_hong_kong
from portal.workdays.queries import calendar
from reviews.assignment import lifecycle
from reviews.assignment.models import Assignment
from reviews.assignment.queries import ON_THE_BOARD
from reviews.pool.models import Assessor

OPEN = (lifecycle.OFFERED, lifecycle.ACCEPTED)
TOLD = (*OPEN, lifecycle.SUBMITTED, lifecycle.ABSTAINED)


@dataclass
class Tally:
    """Sheets by what became of them; ``days_late`` are working days of the latest open one."""

    handed_in: int = 0
    open: int = 0
    late: int = 0
    days_late: int = 0
    abstained: int = 0
    corrected: int = 0
    last_at: datetime | None = None

    @property
    def given(self) -> int:
        """All that were not declined or taken back."""
        return self.handed_in + self.open + self.abstained

    def count(self, one: Assignment, *, days_late: int) -> None:
        """Add one assignment of :func:`sheets_in`."""
        self.handed_in += one.state == lifecycle.SUBMITTED
        self.abstained += one.state == lifecycle.ABSTAINED
        self.open += one.state in OPEN
        self.late += days_late >= 0
        self.days_late = max(self.days_late, days_late)
        if one.state == lifecycle.SUBMITTED:
            self.corrected += one.versions > 1  # type: ignore[attr-defined]  # annotated
            times = [at for at in (self.last_at, one.last_at) if at]  # type: ignore[attr-defined]
            self.last_at = max(times, default=None)


@dataclass
class Coverage:
    """The sums of a call, and the same by application and by assessor."""

    total: Tally = field(default_factory=Tally)
    applications: list[tuple[Application, Tally]] = field(default_factory=list)
    assessors: list[tuple[Assessor, Tally]] = field(default_factory=list)


def sheets_in(applications: Iterable[Application]) -> QuerySet[Assignment]:
    """Assignments with ``versions``, how many were handed in, and ``last_at``, when the newest."""
    found = Assignment.objects.filter(application__in=applications, state__in=TOLD)
    return found.select_related("assessor__user", "application").annotate(
        versions=Count("review__versions"), last_at=Max("review__versions__submitted_at")
    )


def shown_applications(call: Call, actor: Actor) -> QuerySet[Application]:
    """Applications up for assessment that no interest hides from the officer (AZ-06)."""
    found = call.applications.filter(state__in=ON_THE_BOARD).exclude(pk__in=veiled_rows(actor))
    return found.select_related("call", "organisation").order_by("reference")


def coverage_of(call: Call, actor: Actor, *, now: datetime) -> Coverage:
    """Three queries, however many sheets."""
    applications = list(shown_applications(call, actor))
    known, today = calendar(), in_hong_kong(now).date()
    coverage = Coverage(applications=[(one, Tally()) for one in applications])
    by_application = {one.pk: tally for one, tally in coverage.applications}
    by_assessor: dict[int, tuple[Assessor, Tally]] = {}
    for one in sheets_in(applications):
        late = known.between(one.due_on, today) if is_late(one, now=now) else -1
        _person, tally = by_assessor.setdefault(one.assessor_id, (one.assessor, Tally()))
        for counted in (coverage.total, by_application[one.application_id], tally):
            counted.count(one, days_late=late)
    coverage.assessors = sorted(by_assessor.values(), key=_latest_first)
    return coverage


def is_late(one: Assignment, *, now: datetime) -> bool:
    """Whether a sheet is still open after its due day."""
    return one.state in OPEN and now > one.due_at


def _latest_first(row: tuple[Assessor, Tally]) -> Any:
    assessor, tally = row
    return (-tally.late, -tally.days_late, -tally.open, str(assessor))
