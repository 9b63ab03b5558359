"""The renderer's process as seen from here: started when first needed, replaced when it fails."""

import atexit
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path
from threading import Lock
from typing import Any, Protocol

from portal.pdf.contract import Limits
from portal.pdf.wire import Silence, receive, send

# Starting the renderer imports WeasyPrint; the document's own seconds count after that.
STARTING_SECONDS = 30


@dataclass(frozen=True, kw_only=True)
class Renderer:
    """A running renderer and this side's ends of its two pipes."""

    process: subprocess.Popen[bytes]
    orders: int
    answers: int

    def close(self) -> None:
        """Close the pipes: the renderer ends when its input does."""
        os.close(self.orders)
        os.close(self.answers)


class Packed(Protocol):
    """What is asked of the process: a frame, and the seconds the answer may take."""

    @property
    def limits(self) -> Limits:
        """What the answer may cost."""

    def pack(self) -> bytes:
        """Return the frame."""


class Press:
    """One renderer for this process; threads take turns. ``launch`` starts it.

    The renderer gets an environment without this process's secrets, a session of its own, so that
    Ctrl-C lets a letter finish, and ends by itself when this process does, however it dies.
    """

    def __init__(self, launch: Callable[[], Renderer] | None = None) -> None:
        self._launch = launch or start
        self._lock = Lock()
        self._renderer: Renderer | None = None

    def print(self, order: Packed) -> tuple[dict[str, Any], bytes]:
        """Return the renderer's answer; raise ``Silence`` when it gave none."""
        with self._lock:
            try:
                return self._ask(order)
            except BaseException:
                self._stop()
                raise

    def stop(self) -> None:
        """End the renderer; the next document starts a new one."""
        with self._lock:
            self._stop()

    def abandon(self) -> None:
        """Let go of a renderer that belongs to the process this one was forked from."""
        renderer, self._renderer, self._lock = self._renderer, None, Lock()
        if renderer is not None:
            renderer.close()
            renderer.process.returncode = 0

    def _ask(self, order: Packed) -> tuple[dict[str, Any], bytes]:
        renderer = self._running()
        deadline = time.monotonic() + STARTING_SECONDS + order.limits.seconds
        try:
            send(renderer.orders, order.pack())
        except BrokenPipeError:
            raise Silence from None
        return receive(renderer.answers, deadline=deadline)

    def _running(self) -> Renderer:
        if self._renderer is not None and self._renderer.process.poll() is not None:
            self._stop()
        if self._renderer is None:
            self._renderer = self._launch()
        return self._renderer

    def _stop(self) -> None:
        renderer, self._renderer = self._renderer, None
        if renderer is not None:
            renderer.process.kill()
            renderer.close()
            renderer.process.wait()


def environment(**more: str) -> dict[str, str]:
    """Return an environment that holds what Python needs, and none of this process's secrets."""
    return {
        "PATH": os.defpath,
        "TMPDIR": tempfile.gettempdir(),
        "LC_ALL": "C.UTF-8",
        "PYTHONPATH": str(Path(__file__).parents[2]),
        "PYTHONDONTWRITEBYTECODE": "1",
        **more,
    }


def launch(command: Sequence[str], its_environment: Mapping[str, str]) -> Renderer:
    """Start ``command`` between two pipes, in a session of its own."""
    its_orders, orders = os.pipe()
    answers, its_answers = os.pipe()
    process = subprocess.Popen(
        command,
        env=its_environment,
        stdin=its_orders,
        stdout=its_answers,
        start_new_session=True,
    )
    os.close(its_orders)
    os.close(its_answers)
    return Renderer(process=process, orders=orders, answers=answers)


def start() -> Renderer:
    """Start a renderer; it is ready when it answers."""
    with as_file(files("portal.pdf") / "assets" / "fonts.conf") as no_system_fonts:
        return launch(
            [sys.executable, "-P", "-W", "ignore", "-m", "portal.pdf.child"],
            environment(PYTHONHASHSEED="0", FONTCONFIG_FILE=str(no_system_fonts)),
        )


press = Press()
atexit.register(press.stop)
os.register_at_fork(after_in_child=press.abandon)
