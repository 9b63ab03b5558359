"""The renderer's process as seen from here: started when first needed, replaced when it fails."""

import atexit
import os
import subprocess
import sys
import time
from importlib.resources import as_file, files
from pathlib import Path
from threading import Lock
from typing import Any

from portal.pdf.wire import Late, Order, Silence, receive, send

# Starting the renderer imports WeasyPrint; the document's own seconds count after that.
STARTING_SECONDS = 30


class Press:
    """One renderer for this process; threads take turns.

    The renderer gets an environment without this process's secrets, a session of its own, so that
    Ctrl-C lets a letter finish, and ends by itself when this process does, however it dies.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._process: subprocess.Popen[bytes] | None = None

    def print(self, order: Order) -> tuple[dict[str, Any], bytes]:
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
        process, self._process, self._lock = self._process, None, Lock()
        if process is not None:
            _close(process)
            process.returncode = 0

    def _ask(self, order: Order) -> tuple[dict[str, Any], bytes]:
        process = self._running()
        deadline = time.monotonic() + STARTING_SECONDS + order.limits.seconds
        try:
            send(process.stdin.fileno(), order.pack())
        except BrokenPipeError:
            raise Silence from None
        return receive(process.stdout.fileno(), deadline=deadline)

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is not None and self._process.poll() is not None:
            self._stop()
        if self._process is None:
            self._process = _start()
        return self._process

    def _stop(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            _close(process)
            process.wait()


def _start() -> subprocess.Popen[bytes]:
    with as_file(files("portal.pdf") / "assets" / "fonts.conf") as no_system_fonts:
        return subprocess.Popen(
            [sys.executable, "-P", "-W", "ignore", "-m", "portal.pdf.child"],
            bufsize=0,
            env={
                "PATH": os.defpath,
                "LC_ALL": "C.UTF-8",
                "PYTHONPATH": str(Path(__file__).parents[2]),
                "PYTHONHASHSEED": "0",
                "PYTHONDONTWRITEBYTECODE": "1",
                "FONTCONFIG_FILE": str(no_system_fonts),
            },
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,
        )


def _close(process: subprocess.Popen[bytes]) -> None:
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            pipe.close()


press = Press()
atexit.register(press.stop)
os.register_at_fork(after_in_child=press.abandon)
