"""The commands behind ``make``, as a person types them."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from portal.embedded import __main__ as commands
from portal.embedded import addresses, folders, processes, services
from portal.embedded.postgres import Postgres
from portal.embedded.processes import ProcessMark
from portal.embedded.valkey import Valkey

EVERYTHING = {"supervisor", "postgres", "valkey", "web", "worker", "beat"}


@pytest.fixture(autouse=True)
def _signals_as_they_were() -> Iterator[None]:
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = [signal.getsignal(number) for number in numbers]
    yield
    for number, handler in zip(numbers, before, strict=True):
        signal.signal(number, handler)


@pytest.fixture
def here(var: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The data folder the commands are pointed at."""
    monkeypatch.setenv("VAR", str(var))
    monkeypatch.delenv("PORT", raising=False)
    return var


@pytest.fixture
def without_servers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Servers of one's own, never reached."""
    monkeypatch.setenv("DATABASE_URL", "postgresql://elsewhere/portal")
    monkeypatch.setenv("REDIS_URL", "redis://elsewhere/0")


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as door:
        return int(door.getsockname()[1])


def _marks(var: Path) -> dict[str, ProcessMark]:
    try:
        marks = json.loads((var / "run" / "pids.json").read_text())
    except OSError:
        return {}
    return {name: ProcessMark(**mark) for name, mark in marks.items()}


def test_the_whole_stack_starts_heals_and_stops_together(here: Path) -> None:
    port = _free_port()
    environment = {**os.environ, "PORT": str(port)}
    command = [sys.executable, "-m", "portal.embedded", "up", "--without-demo"]
    with subprocess.Popen(
        command,
        cwd=folders.project_folder(),
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as stack:
        assert stack.stdout is not None
        lines = iter(stack.stdout.readline, "")
        told = [next(line for line in lines if "ready" in line)]
        before = _marks(here)

        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        connection.request("GET", "/healthz/live")
        answer = connection.getresponse().status
        connection.close()
        os.kill(before["worker"].pid, signal.SIGKILL)
        healed = processes.wait_until(lambda: _marks(here)["worker"] != before["worker"], 3)
        after = _marks(here)
        stack.send_signal(signal.SIGINT)
        told += list(lines)
        code = stack.wait(60)

    assert answer == 200
    assert set(before) == EVERYTHING
    assert f"http://127.0.0.1:{port}/" in told[0]
    assert healed
    assert code == 0
    assert "Stopping.\n" in told
    assert [name for name, mark in after.items() if mark.alive()] == []


@pytest.mark.usefixtures("without_servers")
def test_a_taken_port_is_one_sentence(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        monkeypatch.setenv("PORT", str(other.getsockname()[1]))
        code = commands.main(["up"])

    assert code == 1
    assert "is taken by another program" in capsys.readouterr().err
    assert _marks(here) == {}


def test_a_command_finds_an_empty_database_when_it_asks_for_one(here: Path) -> None:
    with services.running(here):
        with psycopg.connect(addresses.database_url(here), autocommit=True) as connection:
            connection.execute("CREATE TABLE old ()")
        Valkey(here)._ask("SET old 1")
    question = (
        "import os, sys, psycopg; from pathlib import Path; from portal.embedded import addresses;"
        "c = psycopg.connect(addresses.database_url(Path(os.environ['VAR'])));"
        "sys.exit(7 if c.execute(\"SELECT to_regclass('old')\").fetchone() == (None,) else 1)"
    )

    code = commands.main(["with", "--fresh", "--throwaway", "--", sys.executable, "-c", question])

    assert code == 7
    assert Postgres(here).running() is None


@pytest.mark.usefixtures("without_servers")
def test_servers_of_ones_own_are_never_emptied(here: Path) -> None:
    assert commands.main(["with", "--fresh", "--", "true"]) == 0
    assert not (here / "postgres").exists()


@pytest.mark.usefixtures("without_servers")
def test_a_command_can_ask_for_tables_and_a_worker(
    here: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    steps: list[str] = []

    def step(_boss: object, name: str, *_rest: Any) -> None:
        steps.append(name)

    monkeypatch.setattr("portal.embedded.supervisor.Supervisor.step", step)
    monkeypatch.setattr("portal.embedded.programs.python_module", lambda *_name: ("sleep", "60"))
    question = "import json, os; print(*json.load(open(os.environ['VAR'] + '/run/pids.json')))"

    code = commands.main(["with", "--worker", "--", sys.executable, "-c", question])

    assert code == 0
    assert steps == ["prepare"]
    assert capfd.readouterr().out.split()[-3:] == ["supervisor", "worker", "beat"]


@pytest.mark.usefixtures("without_servers")
def test_a_command_beside_others_gives_back_its_code(here: Path) -> None:
    assert commands.main(["beside", "--", "sh", "-c", "exit 3"]) == 3


@pytest.mark.usefixtures("without_servers")
def test_an_interrupted_command_ends_with_the_code_shells_know(here: Path) -> None:
    script = f"kill -INT {os.getpid()}; exec sleep 60"

    assert commands.main(["beside", "--", "sh", "-c", script]) == 130


@pytest.mark.usefixtures("without_servers")
def test_servers_alone_run_until_told_to_stop(
    here: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portal.embedded.supervisor.Supervisor.watch", lambda _boss: None)

    assert commands.main(["services"]) == 0
    assert "Stop them with Ctrl-C" in capsys.readouterr().out


def test_the_welcome_shows_the_demo_log_ins(tmp_path: Path) -> None:
    (tmp_path / "demo-logins.txt").write_text("officer  paul@example.hk\n")

    welcome = commands._welcome(tmp_path, 8123)

    assert "http://127.0.0.1:8123/" in welcome
    assert "officer  paul@example.hk" in welcome


def test_discarding_removes_the_data_wherever_they_lie(here: Path) -> None:
    with services.running(here):
        data = Postgres(here).data

    assert commands.main(["discard"]) == 0
    assert commands.main(["discard"]) == 0
    assert not here.exists()
    assert not data.exists()


@pytest.mark.usefixtures("without_servers")
def test_preparing_passes_on_what_was_asked(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[Path, bool]] = []

    def prepare(var: Path, *, demo: bool) -> None:
        asked.append((var, demo))

    monkeypatch.setattr("portal.embedded.preparation.prepare", prepare)

    assert commands.main(["prepare", "--demo"]) == 0
    assert asked == [(here, True)]


def test_compiled_catalogues_are_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    root = folders.project_folder()
    monkeypatch.setattr(
        "portal.embedded.catalogues.compile_stale", lambda folder: [folder / "django.mo"]
    )

    assert commands.main(["catalogues"]) == 0
    assert capsys.readouterr().out == "compiled portal/locale/django.mo\n"
    assert (root / "portal").is_dir()
