"""Whether stored files are in order and the scanner answers."""

from __future__ import annotations

from datetime import datetime

from portal.api.health import Trouble
from portal.documents import queries, scanner
from portal.documents.models import Document


def check_scanner(now: datetime) -> None:
    """The scanner answers, where there is one; while it does not, files wait."""
    del now
    if scanner.is_on():
        scanner.version()


def check_files(now: datetime) -> None:
    """No stored file is missing or changed."""
    del now
    damaged = Document.objects.exclude(damage="").count()
    if damaged:
        raise Trouble(f"{damaged} stored files are missing or changed")


def scanner_standing() -> tuple[str, str]:
    """``off``, ``down`` or ``up``, and what the scanner says of itself or why it does not."""
    if not scanner.is_on():
        return "off", ""
    try:
        return "up", scanner.version()
    except scanner.Unavailable as error:
        return "down", str(error)


def counts() -> dict[str, int]:
    """How many files wait for the scanner, and how many an administrator should look at."""
    return {
        "waiting": Document.objects.filter(scan_state="pending").count(),
        "troubled": queries.troubled().count(),
    }
