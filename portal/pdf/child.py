"""The renderer: a process that imports WeasyPrint once and forks for each document.

``python -m portal.pdf.child`` reads orders from its standard input and writes answers to its
standard output until the input ends. Each document has a process of its own, so that a document
that eats the memory or never ends takes nothing with it, and the next one starts clean in
milliseconds.
"""

import gc
import os
import signal
import sys
import tempfile
import time
from pathlib import Path
from shutil import rmtree
from typing import Any, NoReturn

from portal.pdf import confine, fetcher, fonts
from portal.pdf.contract import MissingGlyph, Reason, RenderFailed
from portal.pdf.typeset import typeset
from portal.pdf.wire import Late, Order, Silence, pack, receive, send, unpack_order


def answer(order: Order) -> bytes:
    """Return the frame that answers ``order``: the PDF, or the reason there is none."""
    try:
        sheets = typeset(order)
    except MissingGlyph as gap:
        return _refusal(gap, characters=list(gap.characters))
    except RenderFailed as failure:
        return _refusal(failure)
    return pack({"reason": None, "pages": sheets.pages}, sheets.pdf)


def serve(inbox: int, outbox: int) -> None:
    """Answer one order after the other until ``inbox`` ends."""
    with tempfile.TemporaryDirectory(prefix="leap-pdf-") as rooms:
        while True:
            try:
                order = unpack_order(*receive(inbox))
            except Silence:
                return
            room = Path(tempfile.mkdtemp(dir=rooms))
            try:
                send(outbox, in_own_process(order, room))
            finally:
                rmtree(room, ignore_errors=True)


def in_own_process(order: Order, room: Path) -> bytes:
    """Fork, render there within the limits, and return the answer or how the process ended."""
    reader, writer = os.pipe()
    process = os.fork()
    if process == 0:
        _work(order, room, writer)
    os.close(writer)
    try:
        reply = receive(reader, deadline=time.monotonic() + order.limits.seconds)
    except Late:
        os.kill(process, signal.SIGKILL)
        return _refusal(RenderFailed(Reason.TOO_SLOW, f"more than {order.limits.seconds} s"))
    except Silence:
        reply = None
    finally:
        os.close(reader)
        ended_by = os.WTERMSIG(os.waitpid(process, 0)[1])
    return pack(*reply) if reply else _refusal(_cause(ended_by))


def _work(order: Order, room: Path, writer: int) -> NoReturn:
    """Render and leave, without the clean-up that belongs to the parent."""
    code = 1
    try:
        tempfile.tempdir = str(room)
        confine.bound(order.limits)
        confine.seal(room)
        send(writer, answer(order))
        code = 0
    except BaseException:  # noqa: BLE001 # a fork must never run on into its parent's code
        sys.excepthook(*sys.exc_info())
    finally:
        sys.stderr.flush()
        os._exit(code)


def _cause(ended_by: int) -> RenderFailed:
    """Return what the signal means; libraries in C abort where Python would raise MemoryError."""
    if ended_by == signal.SIGXCPU:
        return RenderFailed(Reason.TOO_SLOW, "processor time used up")
    if ended_by:
        return RenderFailed(Reason.TOO_BIG, signal.Signals(ended_by).name)
    return RenderFailed(Reason.BROKEN, "the renderer raised an error, see its log")


def _refusal(failure: RenderFailed, **more: Any) -> bytes:
    return pack({"reason": failure.reason, "detail": failure.detail, **more})


def main() -> None:
    """Take the pipes, so that no stray print ends up between the frames, and serve."""
    inbox, outbox = os.dup(0), os.dup(1)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(2, 1)
    fetcher.bundled()
    fonts.for_document("", language="en")
    gc.freeze()
    serve(inbox, outbox)


if __name__ == "__main__":
    main()
