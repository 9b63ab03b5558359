"""Until when an application may be written and submitted: the one place that says so."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet
from django.db.models.functions import Coalesce, Greatest

from grants.applications.models import Application


def closing_time(application: Application) -> datetime:
    """The instant at which it is too late for ``application``; its call must be loaded."""
    return application.closing_at


def closed_before(applications: QuerySet[Application], moment: datetime) -> QuerySet[Application]:
    """Those whose closing time was at or before ``moment``."""
    return _timed(applications).filter(closing__lte=moment)


def closing_within(
    applications: QuerySet[Application], *, after: datetime, until: datetime
) -> QuerySet[Application]:
    """Those whose closing time lies after ``after`` and not after ``until``."""
    return _timed(applications).filter(closing__gt=after, closing__lte=until)


def _timed(applications: QuerySet[Application]) -> QuerySet[Application]:
    common = Coalesce("call__extended_to", "call__closes_at")
    return applications.annotate(closing=Greatest(common, Coalesce("extended_to", common)))
