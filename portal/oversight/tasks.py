"""What beat asks of oversight."""

from __future__ import annotations

from datetime import datetime

from portal.api import health
from portal.jobs.execution import clocked
from portal.oversight import outages


@clocked("portal.oversight.watch")
def watch(now: datetime) -> None:
    """Ask every part of the portal how it is, and remember when one fails."""
    outages.watch(health.report(now), now=now)
