"""Ringing Celery's door bell: short and never in the way of the person whose deed it was.

The broker may be gone or, worse, silent. One publish waits at most a second; after a failure this
process does not try again for five, so a deed that promises two hundred letters is not held up two
hundred times. The promises are in the database, and the relay hands them over.
"""

from __future__ import annotations

import logging
import time
from uuid import UUID

from django.conf import settings
from kombu.exceptions import OperationalError

from portal.celery import app

log = logging.getLogger(__name__)

LONGEST_WAIT_SECONDS = 1
QUIET_SECONDS = 5

_quiet_until = 0.0


def ring(name: str, job_id: UUID) -> bool:
    """Publish the task ``name`` for one job; False if the broker is out of reach."""
    global _quiet_until  # noqa: PLW0603 - one memory for each process is what is wanted
    if time.monotonic() < _quiet_until:
        return False
    patience = {
        **settings.CELERY_BROKER_TRANSPORT_OPTIONS,
        "socket_timeout": LONGEST_WAIT_SECONDS,
        "socket_connect_timeout": LONGEST_WAIT_SECONDS,
        "max_retries": 0,
    }
    try:
        with app.connection_for_write(transport_options=patience) as connection:
            app.send_task(name, args=[str(job_id)], connection=connection, retry=False)
    except (OperationalError, OSError) as error:
        _quiet_until = time.monotonic() + QUIET_SECONDS
        log.warning("broker out of reach, job %s waits for the relay: %s", job_id, error)
        return False
    return True


def forget() -> None:
    """Try again at once, whatever failed before: for the relay and for tests."""
    global _quiet_until  # noqa: PLW0603 - as above
    _quiet_until = 0.0
