"""The tus 1.0 protocol of resumable uploads: its headers, read and written.

https://tus.io/protocols/resumable-upload with the extensions creation, expiration, checksum and
termination.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping

from django.utils.http import http_date

from portal.documents.checks import LARGEST_FILE
from portal.documents.models import Upload

VERSION = "1.0.0"
CONTENT_TYPE = "application/offset+octet-stream"
ALGORITHMS = ("sha1", "sha256")
CHECKSUM_MISMATCH = 460
LONGEST_NUMBER = 15


class Malformed(Exception):
    """A header that the protocol does not allow; ``status`` is the answer it asks for."""

    def __init__(self, words: str, status: int = 400) -> None:
        super().__init__(words)
        self.status = status


def check_version(headers: Mapping[str, str]) -> None:
    """Every request but OPTIONS names the version."""
    if headers.get("Tus-Resumable") != VERSION:
        raise Malformed("Tus-Resumable must be 1.0.0.", 412)


def number(headers: Mapping[str, str], name: str) -> int:
    """A header that is a whole number of bytes."""
    written = headers.get(name, "")
    if not (written.isascii() and written.isdigit() and len(written) <= LONGEST_NUMBER):
        raise Malformed(f"{name} must be a whole number.")
    return int(written)


def file_name(headers: Mapping[str, str]) -> str:
    """The name in ``Upload-Metadata``: keys, each with its value in Base64."""
    for pair in headers.get("Upload-Metadata", "").split(","):
        key, _space, value = pair.strip().partition(" ")
        if key == "filename":
            return _decoded(value, "Upload-Metadata").decode("utf-8", errors="replace")
    return ""


def check_sum(headers: Mapping[str, str], piece: bytes) -> None:
    """Refuse a piece that is not what ``Upload-Checksum`` says, where it says anything."""
    written = headers.get("Upload-Checksum")
    if written is None:
        return
    algorithm, _space, value = written.partition(" ")
    if algorithm not in ALGORITHMS:
        raise Malformed("Upload-Checksum must be sha1 or sha256.")
    found = hashlib.new(algorithm, piece, usedforsecurity=False).digest()
    if not hmac.compare_digest(found, _decoded(value, "Upload-Checksum")):
        raise Malformed("The part is not what its checksum says.", CHECKSUM_MISMATCH)


def abilities() -> dict[str, str]:
    """What OPTIONS tells."""
    return {
        "Tus-Version": VERSION,
        "Tus-Extension": "creation,expiration,checksum,termination",
        "Tus-Checksum-Algorithm": ",".join(ALGORITHMS),
        "Tus-Max-Size": str(LARGEST_FILE),
    }


def state(upload: Upload) -> dict[str, str]:
    """How far an upload is, and until when it stays."""
    return {
        "Upload-Offset": str(upload.offset),
        "Upload-Length": str(upload.size),
        "Upload-Expires": http_date(upload.expires_at.timestamp()),
    }


def _decoded(value: str, header: str) -> bytes:
    try:
        return base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError) as error:
        raise Malformed(f"{header} must be in Base64.") from error
