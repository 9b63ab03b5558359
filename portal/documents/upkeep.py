"""What keeps rows and files in step: sweeping what no row speaks of, verifying what one does."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from django.core.files.storage import default_storage
from django.db import transaction

from portal.audit.operations import record
from portal.documents import incoming, queries
from portal.documents.models import Damage, Document
from portal.documents.operations import checksum

log = logging.getLogger(__name__)

GRACE = timedelta(hours=24)
"""A file younger than this may belong to a deed that is not committed yet."""

EVERY = timedelta(hours=24)
MOST_AT_ONCE = 200
OURS = re.compile(r"(incoming|[0-9a-f]{2})/[0-9a-f]{32}")
"""The names the portal gives; whatever else lies in the folder is not its to delete."""


def sweep(*, now: datetime, is_trial: bool = False) -> list[str]:
    """Remove uploads whose time is over, and files without a row; returns the names of these.

    Such a file is what a deed leaves that was rolled back after its file was stored.
    """
    if not is_trial:
        for upload in queries.lapsed(now):
            incoming.remove(upload.stored)
            upload.delete()
    removed = []
    for names in _in_batches(_old_files(now)):
        orphans = sorted(set(names) - queries.known_among(names))
        removed += orphans
        for name in orphans if not is_trial else ():
            log.warning("the file %s has no row and is removed", name)
            default_storage.delete(name)
    return removed


def verify(*, now: datetime) -> int:
    """Compare the bytes of files not looked at for a day with their checksums (FI-07).

    A file that is missing or changed is marked, and logged when it is found so; one that was
    brought back from a backup is in order again. Returns how many are not in order.
    """
    wrong = 0
    for document in queries.due_for_verification(before=now - EVERY)[:MOST_AT_ONCE]:
        damage = _damage(document)
        wrong += bool(damage)
        with transaction.atomic():
            if damage and damage != document.damage:
                log.critical("the file of document %s is %s", document.pk, damage)
                record("document.find_damage", actor=None, subject=document, damage=damage)
            document.damage, document.verified_at = damage, now
            document.save(update_fields=["damage", "verified_at"])
    return wrong


def _damage(document: Document) -> str:
    try:
        with document.file.open("rb") as file:
            found = checksum(file)
    except FileNotFoundError:
        return Damage.MISSING
    return "" if found == document.sha256 else Damage.CHANGED


def _old_files(now: datetime) -> Iterator[str]:
    root = Path(default_storage.path(""))
    newest = (now - GRACE).timestamp()
    for folder in sorted(root.iterdir()) if root.is_dir() else ():
        for path in sorted(folder.iterdir()) if folder.is_dir() else ():
            name = f"{folder.name}/{path.name}"
            if OURS.fullmatch(name) and path.stat().st_mtime <= newest:
                yield name


def _in_batches(names: Iterator[str], size: int = 500) -> Iterator[list[str]]:
    batch: list[str] = []
    for name in names:
        batch.append(name)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch
