"""What a rendering process may still do: compute, and read the library it runs on.

The fetcher already refuses every address. This is the second wall, for a route nobody has found
yet: the kernel bounds time, memory and files, and Python refuses sockets, programs and foreign
files. Both hold until the process ends; neither can be taken back.
"""

import os
import resource
import sys
import sysconfig
from collections.abc import Callable
from pathlib import Path
from typing import Any

from portal.pdf.contract import Limits
from portal.pdf.fetcher import RefusedResource

MEBIBYTE = 1 << 20
LARGEST_FILE = 64 * MEBIBYTE
FORBIDDEN = ("socket.", "subprocess.", "os.exec", "os.posix_spawn", "os.fork", "os.system")


def bound(limits: Limits) -> None:
    """Let the kernel stop this process at its limits of processor time and memory."""
    _limit(resource.RLIMIT_CPU, limits.seconds, spare=1)
    _limit(resource.RLIMIT_AS, limits.mebibytes * MEBIBYTE)
    _limit(resource.RLIMIT_FSIZE, LARGEST_FILE)
    _limit(resource.RLIMIT_CORE, 0)


def seal(room: Path) -> None:
    """Refuse from now on every socket, program and file, except below ``room`` and the library."""
    sys.addaudithook(guard(room))


def guard(room: Path) -> Callable[[str, tuple[Any, ...]], None]:
    """Return the watchman that Python tells of each such deed before it does it."""
    places = {sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")}
    readable = tuple(_prefix(place) for place in places)
    writable = _prefix(str(room))

    def watch(event: str, arguments: tuple[Any, ...]) -> None:
        if event.startswith(FORBIDDEN):
            raise RefusedResource(event)
        if event == "open" and isinstance(arguments[0], str | bytes):
            path = os.path.realpath(os.fsdecode(arguments[0]))
            reads = arguments[2] & os.O_ACCMODE == os.O_RDONLY
            if not path.startswith(writable) and not (reads and path.startswith(readable)):
                raise RefusedResource(path)

    return watch


def _prefix(folder: str) -> str:
    return f"{os.path.realpath(folder)}{os.sep}"


def _limit(what: int, soft: int, *, spare: int = 0) -> None:
    """Set both limits; at the hard one of processor time the kernel kills without a name."""
    resource.setrlimit(what, (soft, soft + spare))
