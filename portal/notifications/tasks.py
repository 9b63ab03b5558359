"""Delivery of messages."""

from __future__ import annotations

from smtplib import SMTPException

from portal.jobs.execution import Run, job
from portal.notifications import operations


@job("portal.notifications.deliver")
def deliver(run: Run) -> None:
    """Send one message once; a refusal is raised, so that the job is tried again."""
    message = operations.claim(message_id=run.arguments["message_id"])
    if message is None:
        return
    try:
        operations.transmit(message=message)
    except (SMTPException, OSError, ValueError) as error:
        operations.mark_failed(message=message, error=error)
        raise
    with run.finish():
        operations.mark_sent(message=message)
