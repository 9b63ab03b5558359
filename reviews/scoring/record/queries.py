"""Reads of what assessors have done, over the calls an officer looks after."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import QuerySet

from grants.applications.veils import veiled_rows
from grants.programmes.models import Call
from portal.accounts.actors import Actor
from portal.accounts.models import Role
from portal.ui.formats import in_hong_kong
from portal.workdays.queries import calendar
from portal.workdays.reckoning import Calendar
from reviews.assignment import lifecycle
from reviews.assignment.models import Assignment
from reviews.pool.models import Assessor
from reviews.scoring.coverage import OPEN, is_late
from reviews.scoring.queries import sheet_scores
from reviews.scoring.record.figures import Figures, distances
from reviews.scoring.rules import SEEN_IN


@dataclass(frozen=True)
class Row:
    """The figures of one assessor: over all calls, or of ``call`` alone."""

    assessor: Assessor
    figures: Figures
    call: Call | None = None


def calls_for(actor: Actor) -> QuerySet[Call]:
    """The calls over which ``actor`` may count: those they are an officer of, newest first."""
    scopes = actor.scopes(Role.OFFICER)
    found = Call.objects.order_by("-opens_at", "-pk")
    return found if scopes is None else found.filter(code__in=scopes)


def assignments_for(actor: Actor, *, call: str = "") -> QuerySet[Assignment]:
    """Every assignment in those calls, be it over or not.

    Left out are applications that an interest hides from the officer, and the officer's own sheets:
    nobody reads this of themselves.
    """
    calls = calls_for(actor).filter(code=call) if call else calls_for(actor)
    found = Assignment.objects.filter(application__call__in=calls)
    found = found.exclude(application__in=veiled_rows(actor))
    found = found.exclude(assessor__user=actor.user)
    return found.select_related("assessor__user", "application__call", "review")


def by_assessor(actor: Actor, *, call: str = "", now: datetime) -> list[Row]:
    """One row for each assessor, by name; the number of queries does not grow."""
    rows = assignments_for(actor, call=call)
    counted = _counted(rows, lambda one: (one.assessor_id,), now=now)
    return sorted(
        (Row(one.assessor, figures) for one, figures in counted), key=lambda row: str(row.assessor)
    )


def by_call(actor: Actor, assessor: Assessor, *, now: datetime) -> list[Row]:
    """One assessor's row for each call, the newest first."""
    rows = assignments_for(actor).filter(assessor=assessor)
    counted = _counted(rows, lambda one: (one.application.call_id,), now=now)
    found = [Row(one.assessor, figures, one.application.call) for one, figures in counted]
    return sorted(found, key=lambda row: row.call.opens_at if row.call else now, reverse=True)


Key = Callable[[Assignment], tuple[int, ...]]


def _counted(
    rows: QuerySet[Assignment], key: Key, *, now: datetime
) -> list[tuple[Assignment, Figures]]:
    """The figures by ``key``, each with one assignment that tells whose they are."""
    found: dict[tuple[int, ...], tuple[Assignment, Figures]] = {}
    known, apart = calendar(), _distances(rows)
    for one in rows:
        _first, figures = found.setdefault(key(one), (one, Figures()))
        _count(figures, one, known, now)
        distance = apart.get((one.application_id, one.assessor.reference))
        if distance is not None:
            figures.distances.append(distance)
    return list(found.values())


def _count(figures: Figures, one: Assignment, known: Calendar, now: datetime) -> None:
    figures.calls.add(one.application.call.code)
    figures.taken_back += one.state == lifecycle.RELEASED
    figures.given += one.state != lifecycle.RELEASED
    figures.done += one.state == lifecycle.SUBMITTED
    figures.open += one.state in OPEN
    figures.declined += one.state == lifecycle.DECLINED
    figures.abstained += one.state == lifecycle.ABSTAINED
    ended = one.review.submitted_at if one.state == lifecycle.SUBMITTED else None
    if is_late(one, now=now) or (ended and ended > one.due_at):
        last = in_hong_kong(ended or now).date()
        figures.days_late.append(known.between(one.due_on, last))
    elif ended:
        figures.in_time += 1


def _distances(rows: QuerySet[Assignment]) -> dict[tuple[int, UUID], Decimal]:
    """How far each sheet that counts lies from the others, where the phase lets officers read."""
    open_to_officers = rows.filter(application__call__state__in=SEEN_IN, state=lifecycle.SUBMITTED)
    applications = open_to_officers.order_by().values_list("application_id", flat=True).distinct()
    return dict(_apart(sheet_scores(applications)))


def _apart(
    sheets: Iterable[tuple[int, UUID, Decimal]],
) -> Iterable[tuple[tuple[int, UUID], Decimal]]:
    of_application: dict[int, list[tuple[UUID, Decimal]]] = defaultdict(list)
    for application, assessor, score in sheets:
        of_application[application].append((assessor, score))
    for application, given in of_application.items():
        apart = distances([score for _assessor, score in given])
        for (assessor, _score), distance in zip(given, apart, strict=True):
            if distance is not None:
                yield (application, assessor), distance
