"""The whole portal as ``make run`` starts it, for journeys: real servers, worker and beat."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings

START_SECONDS = 180
STOP_SECONDS = 60


def free_port() -> int:
    """A port that nobody listens on at this moment."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


def until(question: Callable[[], Any], *, seconds: float = 60, what: str = "it") -> Any:
    """Ask until the answer is true, and return it; fail with ``what`` after ``seconds``."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        answer = question()
        if answer:
            return answer
        time.sleep(0.2)
    raise AssertionError(f"waited {seconds} s in vain: {what}")


@dataclass
class Stack:
    """One running copy of the portal in the data folder ``var``."""

    var: Path
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where the browser finds it."""
        return f"http://127.0.0.1:{self.port}"

    def command(self, *arguments: str) -> None:
        """Run one command of the embedded stack to its end."""
        subprocess.run(
            [sys.executable, "-m", "portal.embedded", *arguments],
            env=self.environment(),
            check=True,
            stdout=subprocess.DEVNULL,
        )

    def environment(self) -> dict[str, str]:
        """This process's environment, pointed at the copy's own folder and port."""
        kept = {key: value for key, value in os.environ.items() if not key.startswith("PYTEST")}
        for key in ("DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE"):
            kept.pop(key, None)
        return {**kept, "VAR": str(self.var), "PORT": str(self.port)}

    def storages(self) -> dict[str, Any]:
        """The setting STORAGES of a process that shares the copy's files."""
        known: dict[str, Any] = settings.STORAGES
        default = {**known["default"], "OPTIONS": {"location": self.var / "files"}}
        return {**known, "default": default}

    def start(self) -> None:
        """Begin with empty tables and wait for the first answer."""
        self.command("discard")
        self.var.mkdir(parents=True)
        with (self.var / "up.log").open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "portal.embedded", "up", "--without-demo"],
                env=self.environment(),
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        until(self.is_ready, seconds=START_SECONDS, what=f"the stack, see {self.var}/up.log")

    def is_ready(self) -> bool:
        """Whether the web server answers."""
        if self.process is None or self.process.poll() is not None:
            raise AssertionError((self.var / "up.log").read_text())
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/healthz/live")
            return connection.getresponse().status == 200
        except OSError:
            return False
        finally:
            connection.close()

    def stop(self) -> None:
        """Stop all of it as Ctrl-C does, and remove its data."""
        if self.process is not None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(timeout=STOP_SECONDS)
        self.command("discard")

    @contextmanager
    def unsupervised(self) -> Iterator[None]:
        """Within, what is killed stays dead; afterwards the supervisor starts it again."""
        assert self.process is not None
        self.process.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self.process.send_signal(signal.SIGCONT)

    def pid(self, name: str) -> int:
        """The number of the process that now is ``name``, as the supervisor wrote it down."""
        found = json.loads((self.var / "run" / "pids.json").read_text())
        return int(found[name]["pid"])
