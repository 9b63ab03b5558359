"""A process that looks into files: it starts once and forks for each file.

``python -m portal.documents.inspector`` reads orders from its standard input and answers on its
standard output. Each file is read in a process of its own within limits of memory and time that
the kernel holds, so a file made to eat either takes nothing with it (docs/adr/0014).
"""

from __future__ import annotations

import gc
import os
import resource
import signal
import sys
import time
from pathlib import Path
from typing import NoReturn

from portal.documents.inspection import Fault, inspect
from portal.documents.sight import MEBIBYTE, Sight
from portal.pdf.wire import Late, Silence, pack, receive, send


def look(path: str) -> str:
    """The fault of the file at ``path``, empty if it has none."""
    with Path(path).open("rb") as file:
        return inspect(file) or ""


def serve(inbox: int, outbox: int) -> None:
    """Answer one order after the other until ``inbox`` ends."""
    while True:
        try:
            facts, _body = receive(inbox)
        except Silence:
            return
        send(outbox, pack({"fault": in_own_process(Sight.unpack(facts))}))


def in_own_process(sight: Sight) -> str:
    """Fork, look there within the limits, and return the fault; one that ends badly is complex."""
    reader, writer = os.pipe()
    process = os.fork()
    if process == 0:
        _work(sight, writer)
    os.close(writer)
    try:
        facts, _body = receive(reader, deadline=time.monotonic() + sight.limits.seconds)
    except Late:
        os.kill(process, signal.SIGKILL)
        return Fault.COMPLEX
    except Silence:
        return Fault.COMPLEX
    finally:
        os.close(reader)
        os.waitpid(process, 0)
    return str(facts["fault"])


def _work(sight: Sight, writer: int) -> NoReturn:
    """Look and leave, without the clean-up that belongs to the parent."""
    try:
        bound(sight)
        send(writer, pack({"fault": look(sight.path)}))
    except BaseException:  # noqa: BLE001 # a fork must never run on into its parent's code
        sys.excepthook(*sys.exc_info())
    finally:
        sys.stderr.flush()
        os._exit(0)


def bound(sight: Sight) -> None:
    """Let the kernel stop this process at its limits; it writes no file at all."""
    for what, most in (
        (resource.RLIMIT_CPU, sight.limits.seconds),
        (resource.RLIMIT_AS, sight.limits.mebibytes * MEBIBYTE),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


def main() -> None:
    """Take the pipes, so that no stray print ends up between the frames, and serve."""
    inbox, outbox = os.dup(0), os.dup(1)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(2, 1)
    gc.freeze()
    serve(inbox, outbox)


if __name__ == "__main__":
    main()
