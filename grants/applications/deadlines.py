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
    return applications.annotate(closing=_closing()).filter(closing__lte=moment)


def closing_within(
    applications: QuerySet[Application], *, after: datetime, until: datetime
) -> QuerySet[Application]:
    """Those whose closing time lies after ``after`` and not after ``until``."""
    timed = applications.annotate(closing=_closing())
    return timed.filter(closing__gt=after, closing__lte=until)


def _closing() -> Greatest:
    """The same as ``Application.closing_at``, for the database."""
    common = Coalesce("call__extended_to", "call__closes_at")
    return Greatest(common, Coalesce("extended_to", common))
