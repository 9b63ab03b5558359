"""Until when an application may be written and submitted: the one place that says so."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from grants.applications.models import Application


def closing_time(application: Application) -> datetime:
    """The instant at which it is too late for ``application``; its call must be loaded."""
    return application.call.closes_at


def closed_before(applications: QuerySet[Application], moment: datetime) -> QuerySet[Application]:
    """Those whose closing time was at or before ``moment``."""
    return applications.filter(call__closes_at__lte=moment)


def closing_within(
    applications: QuerySet[Application], *, after: datetime, until: datetime
) -> QuerySet[Application]:
    """Those whose closing time lies after ``after`` and not after ``until``."""
    return applications.filter(call__closes_at__gt=after, call__closes_at__lte=until)
