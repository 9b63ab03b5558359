"""Programs as processes: how one is started, recognised again, and stopped with all it started.

A number alone does not name a process for long: the kernel gives it to another one later. So a
process is remembered together with the moment it began, and nothing is ended on its number alone.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

TURN_SECONDS = 0.05
STOP = signal.SIGTERM


class Trouble(Exception):
    """An obstacle told to the person at the keyboard: one or two plain sentences."""


@dataclass(frozen=True)
class Account:
    """The user and group a program runs under."""

    uid: int
    gid: int


@dataclass(frozen=True)
class Program:
    """One process the supervisor keeps alive.

    ``is_server`` marks what the other programs need: it starts first and stops last.
    ``before_start`` clears what a killed predecessor left; ``ready`` says whether it answers.
    ``account`` is the one it runs under when that is not the caller's.
    """

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str]
    ready: Callable[[], bool]
    is_server: bool = False
    folder: Path | None = None
    account: Account | None = None
    stop_signal: signal.Signals = STOP
    before_start: Callable[[], None] = field(default=lambda: None)


@dataclass(frozen=True)
class ProcessMark:
    """A process number and the moment it began, in the kernel's own count."""

    pid: int
    began: str

    @classmethod
    def of(cls, pid: int) -> ProcessMark:
        """The mark of the process that has this number now."""
        return cls(pid, _began(pid))

    def alive(self) -> bool:
        """Whether this very process still runs; one that ended and waits to be read does not."""
        return runs(self.pid) and _began(self.pid) == self.began


def spawn(program: Program, log: Path, *, tied: bool = True) -> subprocess.Popen[bytes]:
    """Start ``program`` in a session of its own, its output appended to ``log``.

    A tied program is told to stop by the kernel when the one that started it is killed, so that a
    supervisor that dies leaves nothing behind.
    """
    program.before_start()
    account = program.account
    with log.open("ab") as output:
        return subprocess.Popen(
            [*(_tie(program.stop_signal) if tied else ()), *program.command],
            cwd=program.folder,
            env=dict(program.environment),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            user=account.uid if account else None,
            group=account.gid if account else None,
            extra_groups=[] if account else None,
        )


def wait_until(condition: Callable[[], bool], seconds: float) -> bool:
    """Ask until ``condition`` holds; False when it did not within ``seconds``."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(TURN_SECONDS)
    return True


def end(mark: ProcessMark, stop_signal: signal.Signals, *, seconds: float) -> None:
    """Ask a process to stop, wait, and after ``seconds`` kill it and its whole group."""
    if not mark.alive():
        return
    _send(mark.pid, stop_signal)
    if not wait_until(lambda: not mark.alive(), seconds):
        kill_group(mark.pid)
        wait_until(lambda: not mark.alive(), seconds)


def kill_group(group: int) -> None:
    """Kill what is left of a group: children whose parent died answer to nobody."""
    try:
        os.killpg(group, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return


def runs(pid: int) -> bool:
    """Whether some process has this number and has not ended."""
    return next(iter(_stat(pid)), "Z") not in ("Z", "X")


def recorded_pid(pid_file: Path) -> int | None:
    """The number a server wrote down, whether it still runs or not."""
    try:
        return int(pid_file.read_text().split("\n", 1)[0])
    except (OSError, ValueError):
        return None


def recorded(pid_file: Path, folder: Path) -> ProcessMark | None:
    """The server that wrote its number into ``pid_file`` and works in ``folder``, if it runs.

    After a kill or a restart of the machine the number may belong to another program: both
    servers stand in their data folder, so a process standing elsewhere is not ours.
    """
    pid = recorded_pid(pid_file)
    if pid is None or not runs(pid) or not _stands_in(pid, folder):
        return None
    return ProcessMark.of(pid)


def _stands_in(pid: int, folder: Path) -> bool:
    try:
        return Path(f"/proc/{pid}/cwd").readlink() == folder.resolve()
    except OSError:
        return False


def _tie(stop_signal: signal.Signals) -> tuple[str, ...]:
    program = shutil.which("setpriv")
    return (program, "--pdeathsig", stop_signal.name.removeprefix("SIG")) if program else ()


def _send(pid: int, what: signal.Signals) -> None:
    try:
        os.kill(pid, what)
    except ProcessLookupError:
        return


def _stat(pid: int) -> list[str]:
    """The fields of the kernel's line on a process after its name, which may hold anything."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def _began(pid: int) -> str:
    fields = _stat(pid)
    return fields[19] if fields else ""
