"""What beat asks of clarifications."""

from __future__ import annotations

from datetime import datetime

from grants.clarifications import operations
from portal.jobs.execution import clocked


@clocked("grants.clarifications.remind")
def remind(now: datetime) -> None:
    """Remind of answers that are due soon or today."""
    operations.remind(now=now)
