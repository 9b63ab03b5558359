"""Whether promised work is being done."""

from __future__ import annotations

from datetime import datetime, timedelta

from portal.celery import app
from portal.jobs.queries import oldest_due

LATE_AFTER = timedelta(minutes=10)


class Behind(Exception):
    """Work waits longer than it should."""


def check_backlog(now: datetime) -> None:
    """No job has been due for more than ten minutes."""
    oldest = oldest_due(now)
    if oldest is not None and now - oldest > LATE_AFTER:
        raise Behind(f"a job has been waiting since {oldest.isoformat()}")


def check_broker(now: datetime) -> None:
    """The broker can be reached; without it work waits, but nothing is lost."""
    del now
    with app.connection_for_write() as connection:
        connection.ensure_connection(max_retries=1, timeout=2, interval_start=0)
