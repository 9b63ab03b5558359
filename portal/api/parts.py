"""The parts every installation has: database and disk."""

from __future__ import annotations

import shutil
from datetime import datetime, timedelta
from pathlib import Path

from django.core.files.storage import default_storage
from django.db import connection

from portal.api.health import Trouble

LEAST_FREE_BYTES = 200 * 1024 * 1024
MOST_CLOCK_DIFFERENCE = timedelta(seconds=5)


def check_database(now: datetime) -> None:
    """PostgreSQL answers, and its clock, which judges the deadline, agrees with this one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        (there,) = cursor.fetchone()
    if abs(there - now) > MOST_CLOCK_DIFFERENCE:
        raise Trouble(f"the database's clock is {there - now} off")


def check_disk(now: datetime) -> None:
    """There is room for uploads; storage that is not on this machine looks after itself."""
    del now
    location = getattr(default_storage, "base_location", None)
    if location is None:
        return
    folder = Path(location)
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    if free < LEAST_FREE_BYTES:
        raise Trouble(f"{free} bytes are free under {folder}")
