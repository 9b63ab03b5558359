"""Processes are known by number and birth together, and end when told."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.embedded import processes
from portal.embedded.processes import ProcessMark, Program

STUBBORN = """
import signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("deaf now", flush=True)
time.sleep(60)
"""


@pytest.fixture
def sleeper() -> Iterator[subprocess.Popen[bytes]]:
    """A process that does nothing for a minute."""
    with subprocess.Popen(["sleep", "60"], start_new_session=True) as process:
        yield process
        process.kill()


def test_a_mark_lives_as_long_as_its_process(sleeper: subprocess.Popen[bytes]) -> None:
    mark = ProcessMark.of(sleeper.pid)
    assert mark.alive()

    sleeper.kill()
    assert processes.wait_until(lambda: not mark.alive(), 5)


def test_the_same_number_born_at_another_moment_is_another_process() -> None:
    mine = ProcessMark.of(os.getpid())

    assert not ProcessMark(mine.pid, "1").alive()


def test_ending_asks_first(sleeper: subprocess.Popen[bytes]) -> None:
    processes.end(ProcessMark.of(sleeper.pid), signal.SIGTERM, seconds=5)

    assert sleeper.wait() == -signal.SIGTERM


def test_ending_kills_what_does_not_listen() -> None:
    command = [sys.executable, "-c", STUBBORN]
    with subprocess.Popen(command, stdout=subprocess.PIPE, start_new_session=True) as process:
        assert process.stdout is not None
        process.stdout.readline()

        processes.end(ProcessMark.of(process.pid), signal.SIGTERM, seconds=0.2)

        assert process.wait() == -signal.SIGKILL


def test_ending_what_has_ended_does_nothing(sleeper: subprocess.Popen[bytes]) -> None:
    mark = ProcessMark.of(sleeper.pid)
    sleeper.kill()
    sleeper.wait()

    processes.end(mark, signal.SIGTERM, seconds=5)
    processes.kill_group(mark.pid)

    assert not mark.alive()


def test_waiting_gives_up_after_its_time() -> None:
    began = time.monotonic()

    assert not processes.wait_until(lambda: False, 0.1)
    assert time.monotonic() - began < 2


@pytest.mark.parametrize("text", ["", "no number\n", "999999999\n"])
def test_a_file_that_names_no_running_process_names_no_server(tmp_path: Path, text: str) -> None:
    (tmp_path / "pid").write_text(text)

    assert processes.recorded(tmp_path / "pid", tmp_path) is None


def test_a_process_standing_elsewhere_is_not_our_server(
    tmp_path: Path, sleeper: subprocess.Popen[bytes]
) -> None:
    (tmp_path / "pid").write_text(f"{sleeper.pid}\n")

    assert processes.recorded(tmp_path / "pid", tmp_path) is None
    assert processes.recorded(tmp_path / "pid", Path.cwd()) == ProcessMark.of(sleeper.pid)


def test_a_program_writes_to_its_log_in_a_session_of_its_own(tmp_path: Path) -> None:
    code = "import os; print(os.getsid(0) == os.getpid(), os.environ)"
    program = Program("words", (sys.executable, "-c", code), {"COLOUR": "blue"}, lambda: True)

    process = processes.spawn(program, tmp_path / "words.log")

    assert process.wait() == 0
    assert (tmp_path / "words.log").read_text().startswith("True")
    assert "'COLOUR': 'blue'" in (tmp_path / "words.log").read_text()


def test_a_tied_program_ends_when_the_one_that_started_it_is_killed(tmp_path: Path) -> None:
    code = f"""
import time
from pathlib import Path
from portal.embedded import processes
program = processes.Program("sleeper", ("sleep", "60"), {{"PATH": "/usr/bin:/bin"}}, lambda: True)
process = processes.spawn(program, Path({str(tmp_path / "log")!r}))
print(process.pid, flush=True)
time.sleep(60)
"""
    command = [sys.executable, "-c", code]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        child = ProcessMark.of(int(parent.stdout.readline()))
        processes.wait_until(lambda: Path(f"/proc/{child.pid}/comm").read_text() == "sleep\n", 5)
        parent.kill()

    assert processes.wait_until(lambda: not child.alive(), 5)
