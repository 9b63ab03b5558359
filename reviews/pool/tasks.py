"""What beat asks of the pool."""

from __future__ import annotations

from datetime import datetime

from portal.jobs.execution import clocked
from reviews.pool.register import operations as register


@clocked("reviews.pool.remind_of_register")
def remind_of_register(now: datetime) -> None:
    """Remind assessors of this year's register of interests."""
    register.remind_all(now=now)
