"""Where the servers of one data folder listen. Nothing here starts, creates or changes anything.

The supervisor and the settings ask the same questions here, so they cannot disagree. Sockets lie
in the data folder; they move to a short folder under ``/tmp``, named by a digest of the data
folder, when the path is too long for a socket, holds an unusual character, or cannot be reached by
the unprivileged account that PostgreSQL runs under when root starts it.
"""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path

SERVER_UID = 65534
SERVER_GID = 65534
POSTGRES_PORT = 5432
LONGEST_SOCKET_PATH = 100
SHORT_FOLDERS = Path("/tmp")  # noqa: S108 - one fixed place: TMPDIR may differ between two shells

_PLAIN_PATH = re.compile(r"[A-Za-z0-9/._+-]+")


def owned_by_root_session() -> bool:
    """Whether this process is root, for which PostgreSQL refuses to run."""
    return os.geteuid() == 0


def digest(var: Path) -> str:
    """Sixteen characters that stand for this data folder and the account that uses it."""
    return hashlib.sha256(f"{os.geteuid()}:{var.resolve()}".encode()).hexdigest()[:16]


def reachable_by_others(folder: Path) -> bool:
    """Whether an account without rights can pass through ``folder`` and all folders above it.

    A folder that is not there yet counts as reachable: the supervisor makes it so.
    """
    folder = folder.resolve()
    return all(
        bool(place.stat().st_mode & 0o001) for place in (folder, *folder.parents) if place.is_dir()
    )


def socket_folder(var: Path) -> Path:
    """The folder that holds both sockets of the data folder ``var``."""
    usual = var.resolve() / "run"
    longest = usual / "postgres" / f".s.PGSQL.{POSTGRES_PORT}.lock"
    fits = len(os.fsencode(longest)) < LONGEST_SOCKET_PATH and _PLAIN_PATH.fullmatch(str(usual))
    if fits and (not owned_by_root_session() or reachable_by_others(usual)):
        return usual
    return SHORT_FOLDERS / f"portal-{digest(var)}"


def postgres_socket_folder(var: Path) -> Path:
    """The folder of PostgreSQL's socket alone, owned by the account PostgreSQL runs under."""
    return socket_folder(var) / "postgres"


def valkey_socket(var: Path) -> Path:
    """The broker's socket."""
    return socket_folder(var) / "valkey.sock"


def database_url(var: Path) -> str:
    """The libpq address of the embedded database; the port says which socket of the folder."""
    folder = postgres_socket_folder(var)
    return f"postgresql://portal@/portal?host={folder}&port={POSTGRES_PORT}"


def redis_url(var: Path) -> str:
    """The redis-py address of the embedded broker."""
    return f"unix://{valkey_socket(var)}"
