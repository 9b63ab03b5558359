"""What a rendering process may still do: compute, and read the library it runs on.

The fetcher already refuses every address. This is the second wall, for a route nobody has found
yet: the kernel bounds time, memory and files, and Python refuses sockets, programs and foreign
files. Both hold until the process ends; neither can be taken back.
"""

import os
import resource
import sys
import sysconfig
from pathlib import Path

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
    """Refuse from now on every socket, program and file, except below ``room`` and the library.

    Python reports these deeds to an audit hook before it does them.
    """
    places = {sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")}
    readable = tuple(os.path.join(os.path.realpath(place), "") for place in places)  # noqa: PTH118
    writable = os.path.join(os.path.realpath(room), "")  # noqa: PTH118 # a prefix with its slash

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        if event.startswith(FORBIDDEN):
            raise RefusedResource(event)
        if event == "open" and isinstance(arguments[0], str | bytes):
            path, flags = os.path.realpath(os.fsdecode(arguments[0])), arguments[2]
            reads = isinstance(flags, int) and flags & os.O_ACCMODE == os.O_RDONLY
            if not path.startswith(writable) and not (reads and path.startswith(readable)):
                raise RefusedResource(path)

    sys.addaudithook(hook)


def _limit(what: int, soft: int, *, spare: int = 0) -> None:
    """Set both limits; at the hard one of processor time the kernel kills without a name."""
    resource.setrlimit(what, (soft, soft + spare))
