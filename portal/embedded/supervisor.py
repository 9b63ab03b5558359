"""One process that keeps the others alive, and takes them all down together.

A program that ends by itself is started again after a growing pause; one that keeps ending stops
everything with a sentence that names its log. What a killed supervisor left behind is ended first.
``run/pids.json`` names the processes of the moment, for people and for tests that kill one.
"""

from __future__ import annotations

import json
import os
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from portal.embedded import folders, processes, services
from portal.embedded.processes import ProcessMark, Program, Trouble

PAUSES_SECONDS = (0.2, 1.0, 2.0, 4.0, 8.0)
QUIET_SECONDS = 120
STOP_SECONDS = 20
READY_SECONDS = 90
LAST_WORDS = 12


class Stopped(Exception):
    """Somebody asked to stop while something was still starting."""


@dataclass
class Child:
    """A program and its process of the moment."""

    program: Program
    process: subprocess.Popen[bytes]
    ends: list[float] = field(default_factory=list)
    due: float | None = None


@dataclass
class Supervisor:
    """Keeps the programs of the data folder ``var``; ``stopping`` is set to take all down.

    ``extra`` are settings for PostgreSQL.
    """

    var: Path
    say: Callable[[str], None]
    stopping: threading.Event = field(default_factory=threading.Event)
    extra: Mapping[str, str] = field(default_factory=dict)
    children: list[Child] = field(default_factory=list)

    @contextmanager
    def on_duty(self) -> Iterator[None]:
        """Hold the data folder for oneself with its servers up; at the end stop everything."""
        folders.make_rooms(self.var)
        with services.users_lock(self.var).open("a") as users, self._only_one():
            try:
                with folders.alone(services.starting_lock(self.var)):
                    self._claim(users.fileno())
                    folders.share(users.fileno())
                    for server in services.wanted(self.var, self.extra):
                        self.keep(server.program())
                yield
            finally:
                self._stop_all()

    @contextmanager
    def vacant(self) -> Iterator[None]:
        """Hold the data folder for oneself with nothing running in it."""
        folders.make_rooms(self.var)
        with (
            services.users_lock(self.var).open("a") as users,
            self._only_one(),
            folders.alone(services.starting_lock(self.var)),
        ):
            self._claim(users.fileno())
            yield

    def keep(self, program: Program) -> None:
        """Start a program, wait until it answers, and keep it alive from then on."""
        process = processes.spawn(program, self.log(program.name))
        self.children.append(Child(program, process))
        self._record()
        if not self._wait(program.ready, READY_SECONDS):
            raise Trouble(f"{program.name} does not answer. {self._words(program.name)}")

    def step(self, name: str, command: Sequence[str], environment: Mapping[str, str]) -> None:
        """Run a command to its end while the programs are kept; its output goes to a log."""
        with self.log(name).open("wb") as output:
            process = subprocess.Popen(
                command,
                cwd=folders.project_folder(),
                env=dict(environment),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
            self._follow(process)
        if process.returncode != 0:
            raise Trouble(f"The step “{name}” failed. {self._words(name)}")

    def attend(self, command: Sequence[str], environment: Mapping[str, str]) -> int:
        """Run a person's command at the same terminal while the programs are kept."""
        process = subprocess.Popen(command, cwd=folders.project_folder(), env=dict(environment))
        self._follow(process)
        return process.returncode

    def watch(self) -> None:
        """Keep everything alive until somebody asks to stop."""
        while not self.stopping.wait(processes.TURN_SECONDS):
            self._look_after_all()

    def log(self, name: str) -> Path:
        """The log of one program or step."""
        return self.var / "log" / f"{name}.log"

    @contextmanager
    def _only_one(self) -> Iterator[None]:
        """A second supervisor on the same folder is refused, with the number of the first."""
        with (self.var / "run" / "supervisor.lock").open("a") as lock:
            if not folders.try_alone(lock.fileno()):
                first = self._recorded().get("supervisor")
                number = f" (process {first.pid})" if first else ""
                raise Trouble(
                    f"The portal already runs in {self.var}{number}. "
                    "Stop it there, or choose another folder with VAR=… and another PORT=…."
                )
            try:
                yield
            finally:
                self._pids_file.unlink(missing_ok=True)

    def _claim(self, users: int) -> None:
        """Make sure nobody uses the servers, and end what a killed supervisor left."""
        if not folders.try_alone(users):
            raise Trouble(
                f"Another command still uses the servers in {self.var}. "
                "Wait for it to end, or choose another folder with VAR=…."
            )
        for name, mark in self._recorded().items():
            if name not in ("supervisor", "postgres", "valkey") and mark.alive():
                processes.end(mark, processes.STOP, seconds=STOP_SECONDS)
                processes.kill_group(mark.pid)
        services.stop(services.embedded(self.var))

    def _wait(self, condition: Callable[[], bool], seconds: float) -> bool:
        """Look after everything until ``condition`` holds; False when it took too long."""
        deadline = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > deadline:
                return False
            if self.stopping.wait(processes.TURN_SECONDS):
                raise Stopped
            self._look_after_all()
        return True

    def _follow(self, process: subprocess.Popen[bytes]) -> None:
        try:
            self._wait(lambda: process.poll() is not None, float("inf"))
        finally:
            if process.poll() is None:
                process.terminate()
                process.wait()

    def _look_after_all(self) -> None:
        for child in self.children:
            if child.due is not None and time.monotonic() >= child.due:
                self._start_again(child)
            elif child.due is None and child.process.poll() is not None:
                self._plan_restart(child)

    def _plan_restart(self, child: Child) -> None:
        name, now = child.program.name, time.monotonic()
        processes.kill_group(child.process.pid)
        child.ends = [end for end in child.ends if now - end < QUIET_SECONDS]
        if len(child.ends) == len(PAUSES_SECONDS):
            raise Trouble(f"{name} keeps stopping. {self._words(name)}")
        child.due = now + PAUSES_SECONDS[len(child.ends)]
        child.ends.append(now)
        self.say(f"{name} stopped ({_reason(child.process.returncode)}); starting it again.")

    def _start_again(self, child: Child) -> None:
        child.due = None
        child.process = processes.spawn(child.program, self.log(child.program.name))
        self._record()

    def _stop_all(self) -> None:
        """Stop what serves people first, and the servers it needs last, each in turn."""
        servers = [child for child in self.children if child.program.is_server]
        others = [child for child in self.children if not child.program.is_server]
        for child in others:
            _ask_to_stop(child)
        for child in others:
            _make_stop(child)
        for child in reversed(servers):
            _ask_to_stop(child)
            _make_stop(child)
        self.children.clear()

    @property
    def _pids_file(self) -> Path:
        return self.var / "run" / "pids.json"

    def _record(self) -> None:
        marks = {"supervisor": ProcessMark.of(os.getpid())}
        marks |= {child.program.name: ProcessMark.of(child.process.pid) for child in self.children}
        text = json.dumps({name: vars(mark) for name, mark in marks.items()}, indent=1)
        unfinished = self._pids_file.with_suffix(".unfinished")
        unfinished.write_text(text + "\n")
        unfinished.replace(self._pids_file)

    def _recorded(self) -> dict[str, ProcessMark]:
        try:
            marks = json.loads(self._pids_file.read_text())
        except (OSError, ValueError):
            return {}
        return {name: ProcessMark(**mark) for name, mark in marks.items()}

    def _words(self, name: str) -> str:
        log = self.log(name)
        lines = log.read_text(errors="replace").splitlines()[-LAST_WORDS:]
        return "\n".join([f"Its last words, from {log}:", *lines])


def _ask_to_stop(child: Child) -> None:
    if child.process.poll() is None:
        child.process.send_signal(child.program.stop_signal)


def _make_stop(child: Child) -> None:
    try:
        child.process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        child.process.kill()
        child.process.wait()
    processes.kill_group(child.process.pid)


def _reason(code: int) -> str:
    return f"killed by signal {-code}" if code < 0 else f"exit code {code}"
