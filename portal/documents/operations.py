"""Storing and removing files."""

from __future__ import annotations

import hashlib
import logging
from functools import partial
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from portal.core.denial import Denied
from portal.documents.models import Document, random_name

log = logging.getLogger(__name__)

CHUNK = 64 * 1024


def checksum(file: File[bytes]) -> str:
    """SHA-256 of ``file`` in hexadecimal; the file is left at its start."""
    digest = hashlib.sha256()
    file.seek(0)
    while piece := file.read(CHUNK):
        digest.update(piece)
    file.seek(0)
    return digest.hexdigest()


@transaction.atomic
def store(*, file: File[bytes], name: str, content_type: str, actor: Any) -> Document:
    """Keep ``file`` under a random name; its checks are the caller's (``documents.checks``).

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
    return document


@transaction.atomic
def remove(*, document: Document) -> None:
    """Delete the row, and after commit the bytes."""
    stored, storage = document.file.name, document.file.storage
    document.delete()
    if stored:
        transaction.on_commit(partial(storage.delete, stored))
