"""The two servers of a data folder, shared by all commands that need them.

``running`` starts what does not run yet; the last one to leave stops it. A supervisor on the same
folder counts as one of them, so a test or a shell beside ``make run`` uses its servers and leaves
them alone. A server named by ``DATABASE_URL`` or ``REDIS_URL`` is never started or stopped here.
"""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from portal.embedded import folders, processes
from portal.embedded.postgres import Postgres
from portal.embedded.processes import Trouble
from portal.embedded.valkey import Valkey

Server = Postgres | Valkey

START_SECONDS = 60
TRIES = 10

_started: list[subprocess.Popen[bytes]] = []


def wanted(var: Path, extra: Mapping[str, str] | None = None) -> list[Server]:
    """The servers that no variable of the environment replaces, in the order they start."""
    replaced = {Postgres: "DATABASE_URL", Valkey: "REDIS_URL"}
    return [server for server in embedded(var, extra) if not os.environ.get(replaced[type(server)])]


def embedded(var: Path, extra: Mapping[str, str] | None = None) -> list[Server]:
    """Both servers of a data folder."""
    return [Postgres(var, extra or {}), Valkey(var)]


@contextmanager
def running(var: Path, extra: Mapping[str, str] | None = None) -> Iterator[None]:
    """PostgreSQL and the broker of ``var`` answer for as long as the block lasts.

    ``extra`` are settings for PostgreSQL, used only when it is started here.
    """
    var = var.resolve()
    folders.make_rooms(var)
    servers = wanted(var, extra)
    with users_lock(var).open("a") as users:
        with folders.alone(starting_lock(var)):
            folders.share(users.fileno())
            for server in servers:
                start(server)
        try:
            yield
        finally:
            with folders.alone(starting_lock(var)):
                if folders.try_alone(users.fileno()):
                    stop(servers)


def start(server: Server) -> None:
    """Start a server unless it runs, and wait until it answers.

    After a hard kill the old server's helpers need a moment to go before a new one may start,
    so a start that fails at once is tried again.
    """
    program = server.program()
    log = server.var / "log" / f"{program.name}.log"
    if server.running() is None:
        for _ in range(TRIES):
            _started.append(processes.spawn(program, log, tied=False))
            if _came_up(server, _started[-1]):
                return
            time.sleep(0.5)
    if not processes.wait_until(server.ready, START_SECONDS):
        raise Trouble(f"{program.name} does not start. Its last words are in {log}.")


def _came_up(server: Server, process: subprocess.Popen[bytes]) -> bool:
    settled = processes.wait_until(
        lambda: server.ready() or process.poll() is not None, START_SECONDS
    )
    return settled and server.ready()


def stop(servers: list[Server]) -> None:
    """Stop the servers, the last one started first, and forget those that were our children."""
    for server in reversed(servers):
        server.stop()
    _started[:] = [process for process in _started if process.poll() is None]


def starting_lock(var: Path) -> Path:
    """Held while servers are started or stopped, so that two commands do not do both at once."""
    return var / "run" / "starting.lock"


def users_lock(var: Path) -> Path:
    """Held in common by everyone who uses the servers; the last one can hold it alone."""
    return var / "run" / "users.lock"
