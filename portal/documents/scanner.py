"""The virus scanner: a ClamAV daemon behind ``CLAMD_SOCKET``, or none.

The daemon's ``StreamMaxLength``, ``MaxFileSize`` and ``MaxScanSize`` must lie above the 20 MB a
file may have: beyond the latter two it would call a file clean that it read in part.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO, cast

from clamav_client.clamd import ClamdError, ClamdUnixSocket
from django.conf import settings

from portal.documents.models import Document

SECONDS = 120
CLEAN, FOUND = "OK", "FOUND"


class Unavailable(Exception):
    """The scanner gave no verdict, so there is none."""


def is_on() -> bool:
    """Whether the installation has a scanner."""
    return bool(settings.CLAMD_SOCKET)


def virus_in(document: Document) -> str:
    """The name of the virus the scanner found; empty if the file is clean."""
    with _daemon() as daemon, document.file.open("rb") as file:
        answer = daemon.instream(cast("BinaryIO", file))
    verdict, name = answer.get("stream", ("", None))
    if verdict not in (CLEAN, FOUND):
        raise Unavailable(f"the scanner answered {verdict} {name}")
    return (name or "unnamed") if verdict == FOUND else ""


def version() -> str:
    """What answers at the socket."""
    with _daemon() as daemon:
        return daemon.version()


@contextmanager
def _daemon() -> Iterator[ClamdUnixSocket]:
    """The client; it leaves its socket open when nobody answers, so that is closed here."""
    client = ClamdUnixSocket(path=settings.CLAMD_SOCKET, timeout=SECONDS)
    try:
        yield client
    except (ClamdError, OSError) as error:
        raise Unavailable(f"{type(error).__name__}: {error}") from error
    finally:
        if hasattr(client, "clamd_socket"):
            client.clamd_socket.close()
