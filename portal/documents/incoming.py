"""The bytes of uploads that are under way: one file each, written piece by piece.

They lie beside the stored files, on a disk that every web server shares.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from django.core.files.storage import default_storage

from portal.documents.models import INCOMING, Upload


def path_of(upload: Upload) -> Path:
    """Where the bytes of ``upload`` are."""
    return Path(default_storage.path(upload.stored))


def free_bytes() -> int:
    """Room on the disk that takes the uploads."""
    folder = Path(default_storage.path(INCOMING))
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return shutil.disk_usage(folder).free


def write(upload: Upload, piece: bytes) -> None:
    """Put ``piece`` at the upload's offset; whatever stood behind it, of a write that was not
    committed, goes. If the disk is full the file is as long as before.
    """
    path = path_of(upload)
    flags = os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW
    descriptor = os.open(path, flags, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        try:
            file.truncate(upload.offset)
            file.seek(upload.offset)
            file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        except OSError:
            os.ftruncate(file.fileno(), upload.offset)
            raise


def remove(stored: str) -> None:
    """Delete the bytes, if any are here."""
    Path(default_storage.path(stored)).unlink(missing_ok=True)
