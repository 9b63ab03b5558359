"""Storing and removing files, and taking them in piece by piece."""

from __future__ import annotations

import hashlib
import logging
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.core.files.base import File
from django.db import OperationalError, transaction
from django.utils.translation import gettext_lazy as _

from portal.accounts.actors import Actor
from portal.accounts.models import User
from portal.audit.operations import record
from portal.core.denial import Denied
from portal.documents import incoming, listeners, queries, rules, scanner
from portal.documents.checks import safe_text
from portal.documents.models import Document, ScanState, Upload, random_name
from portal.jobs.operations import enqueue

log = logging.getLogger(__name__)

CHUNK = 64 * 1024
PATIENCE = timedelta(minutes=1)
MOST_AT_ONCE = 200


def checksum(file: File[bytes]) -> str:
    """SHA-256 of ``file`` in hexadecimal; the file is left at its start."""
    digest = hashlib.sha256()
    file.seek(0)
    while piece := file.read(CHUNK):
        digest.update(piece)
    file.seek(0)
    return digest.hexdigest()


@transaction.atomic
def store(
    *, file: File[bytes], name: str, content_type: str, actor: Any, is_ours: bool = False
) -> Document:
    """Keep ``file`` under a random name; its checks are the caller's (``documents.checks``).

    It waits for the scanner where there is one, unless the portal made it itself (``is_ours``).
    A full disk is told to the person and leaves no half file; if the row cannot be written the
    bytes are removed again (requirement FI-06).
    """
    document = Document(
        name=name[:255],
        content_type=content_type,
        size=file.size or 0,
        sha256=checksum(file),
        uploaded_by=getattr(actor, "user", actor),
    )
    if scanner.is_on() and not is_ours:
        document.scan_state = ScanState.PENDING
    storage = document.file.storage
    stored = random_name(document, name)
    try:
        document.file.name = storage.save(stored, file)
        document.save(force_insert=True)
    except BaseException as error:
        storage.delete(stored)
        if isinstance(error, OSError):
            log.exception("a file of %s bytes could not be stored", document.size)
            raise Denied(_("The file could not be stored. Try again later.")) from error
        raise
    _close(getattr(file, "upload_id", None), now=document.created_at)
    if document.scan_state == ScanState.PENDING:
        enqueue("portal.documents.scan", key=f"scan:{document.pk}", document_id=str(document.pk))
    return document


def scan_again(*, now: datetime) -> int:
    """Promise another scan of what has waited for a minute, if the scanner answers; how many."""
    waiting = queries.waiting_for_the_scanner(before=now - PATIENCE)
    numbers = list(waiting.values_list("pk", flat=True)[:MOST_AT_ONCE])
    if not numbers or not scanner.is_on():
        return 0
    scanner.version()
    for number in numbers:
        with transaction.atomic():
            key = f"scan:{number}:{now:%Y%m%d%H%M}"
            enqueue("portal.documents.scan", key=key, document_id=str(number))
    return len(numbers)


@transaction.atomic
def settle(*, document_id: UUID, virus: str, now: datetime) -> None:
    """Write down the scanner's verdict; who holds an infected file is told in the same deed."""
    rows = Document.objects.select_for_update().filter(scan_state=ScanState.PENDING)
    document = rows.filter(pk=document_id).first()
    if document is None:
        return
    document.scan_state = ScanState.INFECTED if virus else ScanState.CLEAN
    document.save(update_fields=["scan_state"])
    if virus:
        record(
            "document.find_virus",
            actor=None,
            subject=document,
            states=(ScanState.PENDING, ScanState.INFECTED),
            virus=virus[:200],
        )
        listeners.tell(document, now)


def _close(upload_id: UUID | None, *, now: datetime) -> None:
    """The upload whose bytes were stored is over; if the deed is rolled back it is not."""
    if upload_id is None:
        return
    upload = Upload.objects.filter(pk=upload_id, closed_at__isnull=True).first()
    if upload is not None:
        upload.closed_at = now
        upload.save(update_fields=["closed_at"])
        transaction.on_commit(partial(incoming.remove, upload.stored))


@transaction.atomic
def remove(*, document: Document) -> None:
    """Delete the row, and after commit the bytes."""
    stored, storage = document.file.name, document.file.storage
    document.delete()
    if stored:
        transaction.on_commit(partial(storage.delete, stored))


@transaction.atomic
def begin(*, name: str, size: int, actor: Actor, now: datetime) -> Upload:
    """Expect a file of ``size`` bytes from ``actor``, in pieces.

    The person's row is locked, so that many beginnings at once do not pass the limits together.
    """
    if actor.user is not None:
        User.objects.select_for_update(no_key=True).get(pk=actor.user.pk)
    burden = queries.burden_of(actor, now=now)
    rules.check_begin(actor, size=size, burden=burden, free=incoming.free_bytes())
    return Upload.objects.create(
        owner=actor.person,
        name=safe_text(name),
        size=size,
        created_at=now,
        expires_at=now + rules.LIFETIME,
    )


@transaction.atomic
def append(*, upload_id: UUID, offset: int, piece: bytes, actor: Actor, now: datetime) -> Upload:
    """Write the next piece; of two that come at once the second is refused.

    A disk that is full leaves the upload as it was, and so does a commit that fails: what stands
    behind the offset is overwritten.
    """
    rows = queries.visible_to(actor, now=now).select_for_update(nowait=True)
    try:
        with transaction.atomic():
            upload = rows.filter(pk=upload_id).first()
    except OperationalError as error:
        raise rules.Busy(_("Another part of this file is being stored.")) from error
    if upload is None:
        raise rules.Gone(_("This upload is no longer here. Choose the file again."))
    rules.check_piece(upload, offset=offset, length=len(piece))
    try:
        incoming.write(upload, piece)
    except OSError as error:
        log.exception("%s bytes of an upload could not be stored", len(piece))
        raise rules.NoRoom(_("The file could not be stored. Try again later.")) from error
    upload.offset += len(piece)
    upload.expires_at = now + rules.LIFETIME
    upload.save(update_fields=["offset", "expires_at"])
    return upload


@transaction.atomic
def cancel(*, upload_id: UUID, actor: Actor, now: datetime) -> None:
    """Give an upload up; its bytes go after commit."""
    upload = queries.visible_to(actor, now=now).select_for_update().filter(pk=upload_id).first()
    if upload is not None:
        _close(upload.pk, now=now)
