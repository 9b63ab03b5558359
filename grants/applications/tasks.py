"""What beat asks of applications."""

from __future__ import annotations

from datetime import datetime

from grants.applications import reopening
from portal.jobs.execution import clocked


@clocked("grants.applications.settle")
def settle(now: datetime) -> None:
    """After the closing time, let stand what was submitted of applications left reopened."""
    reopening.settle_all(now=now)
