"""One process keeps the others alive and takes them all down, with real processes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from portal.embedded import processes, services, supervisor
from portal.embedded.postgres import Postgres
from portal.embedded.processes import ProcessMark, Program, Trouble
from portal.embedded.supervisor import Stopped, Supervisor
from portal.embedded.valkey import Valkey

PATHS = {"PATH": "/usr/bin:/bin"}
DEAF = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(60)"


@pytest.fixture
def without_servers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Plain processes show what a supervisor does as well as servers do."""
    monkeypatch.setenv("DATABASE_URL", "postgresql://elsewhere/portal")
    monkeypatch.setenv("REDIS_URL", "redis://elsewhere/0")


def _program(name: str, *command: str) -> Program:
    return Program(name, command, PATHS, lambda: True)


def _sleeper(name: str = "sleeper") -> Program:
    return _program(name, "sleep", "60")


@contextmanager
def _watched(boss: Supervisor, *programs: Program) -> Iterator[None]:
    """The supervisor at work in a thread, all programs started."""
    begun = threading.Event()

    def work() -> None:
        with boss.on_duty():
            for program in programs:
                boss.keep(program)
            begun.set()
            boss.watch()

    thread = threading.Thread(target=work)
    thread.start()
    assert begun.wait(60)
    try:
        yield
    finally:
        boss.stopping.set()
        thread.join()


def _mark(boss: Supervisor, name: str) -> ProcessMark:
    marks = json.loads((boss.var / "run" / "pids.json").read_text())
    return ProcessMark(**marks[name])


@pytest.mark.usefixtures("without_servers")
def test_a_killed_program_is_back_within_two_seconds(var: Path) -> None:
    said: list[str] = []
    boss = Supervisor(var, said.append)
    with _watched(boss, _sleeper()):
        first = _mark(boss, "sleeper")

        os.kill(first.pid, signal.SIGKILL)

        assert processes.wait_until(lambda: _mark(boss, "sleeper") != first, 2)
        assert _mark(boss, "sleeper").alive()
    assert said == ["sleeper stopped (killed by signal 9); starting it again."]


@pytest.mark.usefixtures("without_servers")
def test_children_of_a_killed_program_do_not_stay_behind(var: Path) -> None:
    boss = Supervisor(var, lambda _text: None)
    with _watched(boss, _program("parent", "sh", "-c", "sleep 61 & echo $!; wait")):
        log = boss.log("parent")
        assert processes.wait_until(lambda: log.read_text().endswith("\n"), 5)
        orphan = ProcessMark.of(int(log.read_text()))

        os.kill(_mark(boss, "parent").pid, signal.SIGKILL)

        assert processes.wait_until(lambda: not orphan.alive(), 5)


@pytest.mark.usefixtures("without_servers")
def test_a_program_that_keeps_stopping_stops_everything_with_its_last_words(
    var: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor, "PAUSES_SECONDS", (0.0, 0.1))
    boss = Supervisor(var, lambda _text: None)

    with boss.on_duty():
        boss.keep(_sleeper())
        sleeper = _mark(boss, "sleeper")
        boss.keep(_program("broken", "sh", "-c", "echo no such table; exit 3"))
        with pytest.raises(Trouble, match=r"(?s)broken keeps stopping.*broken\.log.*no such table"):
            boss.watch()

    assert not sleeper.alive()


@pytest.mark.usefixtures("without_servers")
def test_a_program_that_never_answers_is_told(var: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor, "READY_SECONDS", 0.2)
    mute = Program("mute", ("sleep", "60"), PATHS, lambda: False)
    boss = Supervisor(var, lambda _text: None)

    with pytest.raises(Trouble, match="mute does not answer"), boss.on_duty():
        boss.keep(mute)


@pytest.mark.usefixtures("without_servers")
def test_a_second_supervisor_on_the_same_folder_is_refused(var: Path) -> None:
    boss = Supervisor(var, lambda _text: None)
    with _watched(boss, _sleeper()):
        with (
            pytest.raises(Trouble, match=rf"already runs in .* \(process {os.getpid()}\)"),
            Supervisor(var, lambda _text: None).on_duty(),
        ):
            pytest.fail("two supervisors share a folder")
        assert _mark(boss, "sleeper").alive()


@pytest.mark.usefixtures("without_servers")
def test_a_folder_whose_servers_another_command_uses_is_refused(var: Path) -> None:
    with (
        services.running(var),
        pytest.raises(Trouble, match="Another command still uses the servers"),
        Supervisor(var, lambda _text: None).vacant(),
    ):
        pytest.fail("a folder in use is not vacant")


@pytest.mark.usefixtures("without_servers")
def test_what_a_killed_supervisor_left_is_ended_first(var: Path) -> None:
    with subprocess.Popen(["sleep", "60"], start_new_session=True) as left:
        mark = ProcessMark.of(left.pid)
        (var / "run").mkdir(parents=True)
        marks = {"supervisor": ProcessMark(999999999, "1"), "web": mark}
        text = json.dumps({name: vars(mark) for name, mark in marks.items()})
        (var / "run" / "pids.json").write_text(text)

        with Supervisor(var, lambda _text: None).on_duty():
            assert left.wait(5) == -signal.SIGTERM


@pytest.mark.usefixtures("without_servers")
def test_a_deaf_program_is_killed_in_the_end(var: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor, "STOP_SECONDS", 0.3)
    boss = Supervisor(var, lambda _text: None)
    with boss.on_duty():
        boss.keep(_program("deaf", sys.executable, "-c", DEAF))
        mark = _mark(boss, "deaf")
        time.sleep(0.3)

    assert not mark.alive()


@pytest.mark.usefixtures("without_servers")
def test_servers_stop_after_those_they_serve(var: Path) -> None:
    ends = var / "ends"
    code = "trap 'echo {name} >> {ends}; exit' TERM; while :; do sleep 0.05; done"

    def noting(name: str, *, is_server: bool) -> Program:
        command = ("sh", "-c", code.format(name=name, ends=ends))
        return Program(name, command, PATHS, lambda: True, is_server=is_server)

    boss = Supervisor(var, lambda _text: None)
    with boss.on_duty():
        boss.keep(noting("database", is_server=True))
        boss.keep(noting("broker", is_server=True))
        boss.keep(noting("web", is_server=False))
        time.sleep(0.3)

    assert ends.read_text().split() == ["web", "broker", "database"]


@pytest.mark.usefixtures("without_servers")
def test_a_step_leaves_its_words_in_a_log(var: Path) -> None:
    boss = Supervisor(var, lambda _text: None)
    with boss.on_duty():
        boss.step("count", ["echo", "three tables"], PATHS)

        assert boss.log("count").read_text() == "three tables\n"
        with pytest.raises(Trouble, match=r"(?s)step “count” failed.*no rights"):
            boss.step("count", ["sh", "-c", "echo no rights; exit 1"], PATHS)


@pytest.mark.usefixtures("without_servers")
def test_a_step_is_ended_when_somebody_asks_to_stop(var: Path) -> None:
    boss = Supervisor(var, lambda _text: None)
    threading.Timer(0.3, boss.stopping.set).start()

    with pytest.raises(Stopped), boss.on_duty():
        boss.step("long", ["sleep", "60"], PATHS)


@pytest.mark.usefixtures("without_servers")
def test_nothing_is_recorded_once_all_is_stopped(var: Path) -> None:
    boss = Supervisor(var, lambda _text: None)
    with _watched(boss, _sleeper()):
        mark = _mark(boss, "sleeper")

    assert not mark.alive()
    assert not (var / "run" / "pids.json").exists()


def test_killed_servers_come_back_and_stop_in_the_end(var: Path) -> None:
    boss = Supervisor(var, lambda _text: None)
    with _watched(boss):
        killed = [_mark(boss, name) for name in ("postgres", "valkey")]
        for mark in killed:
            os.kill(mark.pid, signal.SIGKILL)

        assert processes.wait_until(lambda: not any(mark.alive() for mark in killed), 5)
        assert processes.wait_until(Postgres(var).ready, 20)
        assert processes.wait_until(Valkey(var).ready, 20)

    assert Postgres(var).running() is None
    assert Valkey(var).running() is None


def test_those_beside_a_supervisor_use_its_servers_and_leave_them(var: Path) -> None:
    boss = Supervisor(var, lambda _text: None)
    with _watched(boss):
        with services.running(var):
            pass

        assert Postgres(var).ready()
        assert Valkey(var).ready()
