"""Folders of the embedded stack: made as private as their use allows, never widened later."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from portal.embedded import addresses
from portal.embedded.processes import Trouble

PRIVATE = 0o700
PASSABLE = 0o711


def var_folder() -> Path:
    """The data folder this command works in: ``VAR``, or ``var`` beside the code."""
    return Path(os.environ.get("VAR") or project_folder() / "var").resolve()


def project_folder() -> Path:
    """The folder of the checkout."""
    return Path(__file__).resolve().parent.parent.parent


def make(folder: Path) -> None:
    """Make a folder of our own, closed to others; one that exists keeps its permissions.

    Root's folders may be passed through, not read, because PostgreSQL lives inside one under an
    account without rights.
    """
    if folder.is_dir():
        return
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.mkdir(exist_ok=True)
    folder.chmod(PASSABLE if addresses.owned_by_root_session() else PRIVATE)


def make_rooms(var: Path) -> None:
    """Make the data folder, its rooms, and the folder of the sockets wherever that lies."""
    for folder in (var, var / "run", var / "log"):
        make(folder)
    sockets = addresses.socket_folder(var)
    make(sockets)
    if sockets.is_symlink() or sockets.stat().st_uid != os.geteuid():
        raise Trouble(f"{sockets} belongs to another account. Choose another folder with VAR=….")


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Hold the lock ``path``, waiting for whoever holds it."""
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def try_alone(descriptor: int) -> bool:
    """Take a lock for oneself; False when somebody else holds it in any way."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def share(descriptor: int) -> None:
    """Hold a lock together with others, who then know that somebody is here."""
    fcntl.flock(descriptor, fcntl.LOCK_SH)
