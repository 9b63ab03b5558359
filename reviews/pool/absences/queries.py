"""Reads of absences."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone

from reviews.pool.absences.models import Absence
from reviews.pool.absences.spans import SCORING_TIME, Span, covers
from reviews.pool.models import Assessor


def ahead_of(assessor: Assessor, *, now: datetime) -> QuerySet[Absence]:
    """The absences of an assessor that are not over, the nearest first."""
    return _ahead(now).filter(assessor=assessor)


def by_assessor(assessors: Iterable[int], *, now: datetime) -> dict[int, list[Absence]]:
    """The absences that are not over, of many assessors in one query."""
    found: dict[int, list[Absence]] = defaultdict(list)
    for one in _ahead(now).filter(assessor__in=list(assessors)):
        found[one.assessor_id].append(one)
    return found


def away_throughout(*, now: datetime) -> list[int]:
    """Ids of assessors who are away on every day of the scoring time that begins today."""
    first = timezone.localdate(now)
    last = first + SCORING_TIME
    spans: dict[int, list[Span]] = defaultdict(list)
    for one in _ahead(now).filter(starts_on__lte=last):
        spans[one.assessor_id].append((one.starts_on, one.ends_on))
    return [assessor for assessor, given in spans.items() if covers(given, first, last)]


def _ahead(now: datetime) -> QuerySet[Absence]:
    today = timezone.localdate(now)
    return Absence.objects.filter(ends_on__gte=today).order_by("starts_on", "ends_on", "pk")
