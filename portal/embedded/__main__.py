"""The commands of the embedded stack: ``python -m portal.embedded …``; ``make`` calls them.

``VAR`` is the data folder, ``PORT`` the web server's port; ``DATABASE_URL`` and ``REDIS_URL``
replace the embedded servers by others.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from types import FrameType

from portal.embedded import addresses, folders, programs, services
from portal.embedded.postgres import THROWAWAY, Postgres
from portal.embedded.preparation import LOG_INS
from portal.embedded.processes import Trouble
from portal.embedded.supervisor import Stopped, Supervisor
from portal.embedded.valkey import Valkey

INTERRUPTED = 130


def main(arguments: Sequence[str]) -> int:
    """Run one command; its exit code. A person's obstacle is one sentence on standard error."""
    chosen = _parser().parse_args(arguments)
    try:
        return int(chosen.run(chosen))
    except Stopped:
        return INTERRUPTED
    except Trouble as trouble:
        print(f"\n{trouble}", file=sys.stderr)
        return 1


def up(chosen: argparse.Namespace) -> int:
    """Everything: servers, preparation, web, worker and beat, until Ctrl-C."""
    var, number = folders.var_folder(), programs.port()
    supervisor = _supervisor(var)
    _say(f"Starting the portal in {var}")
    with supervisor.on_duty():
        programs.require_free(number)
        _prepare(supervisor, *([] if chosen.without_demo else ["--demo"]))
        for program in (programs.web, programs.worker, programs.beat):
            supervisor.keep(program(var, number))
        _say(_welcome(var, number))
        supervisor.watch()
        _say("Stopping.")
    return 0


def serve(_chosen: argparse.Namespace) -> int:
    """PostgreSQL and the broker alone, until Ctrl-C."""
    supervisor = _supervisor(folders.var_folder())
    with supervisor.on_duty():
        _say(f"PostgreSQL and the broker of {supervisor.var} answer. Stop them with Ctrl-C.")
        supervisor.watch()
    return 0


def attend(chosen: argparse.Namespace) -> int:
    """Run a command with the servers up, and with the worker if asked; stop them afterwards."""
    var, number = folders.var_folder(), programs.port()
    supervisor = _supervisor(var)
    supervisor.extra = THROWAWAY if chosen.throwaway else {}
    with supervisor.on_duty():
        if chosen.fresh:
            _empty(var)
        if chosen.prepare or chosen.worker:
            _prepare(supervisor)
        if chosen.worker:
            supervisor.keep(programs.worker(var, number))
            supervisor.keep(programs.beat(var, number))
        return supervisor.attend(chosen.command, programs.environment(var, number))


def beside(chosen: argparse.Namespace) -> int:
    """Run a command with the servers up, beside whatever else uses them."""
    var, stopping = folders.var_folder(), _stop_on_signals()
    with services.running(var):
        runner = Supervisor(var, _say, stopping)
        return runner.attend(chosen.command, programs.environment(var, programs.port()))


def prepare(chosen: argparse.Namespace) -> int:
    """Tables, catalogues, static files and, on the first start, demo data."""
    from portal.embedded.preparation import prepare as bring_up_to_date

    bring_up_to_date(folders.var_folder(), demo=chosen.demo)
    return 0


def compile_catalogues(_chosen: argparse.Namespace) -> int:
    """Compile the translations that changed."""
    from portal.embedded.catalogues import compile_stale

    root = folders.project_folder()
    for path in compile_stale(root / "portal" / "locale"):
        _say(f"compiled {path.relative_to(root)}")
    return 0


def discard(_chosen: argparse.Namespace) -> int:
    """Remove the data folder for good, PostgreSQL's data wherever they lie."""
    var = folders.var_folder()
    if not var.exists():
        return 0
    with Supervisor(var, _say).vacant():
        Postgres(var).discard()
    shutil.rmtree(addresses.socket_folder(var), ignore_errors=True)
    shutil.rmtree(var)
    return 0


def _supervisor(var: Path) -> Supervisor:
    return Supervisor(var, _say, _stop_on_signals())


def _stop_on_signals() -> threading.Event:
    """An event that Ctrl-C, a closed terminal or a plain kill sets."""
    stopping = threading.Event()

    def stop(_number: int, _frame: FrameType | None) -> None:
        stopping.set()

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)
    return stopping


def _prepare(supervisor: Supervisor, *options: str) -> None:
    environment = programs.environment(supervisor.var, programs.port())
    command = programs.python_module("portal.embedded", "prepare", *options)
    _say("Preparing: tables, translations, static files" + (", demo data" if options else ""))
    supervisor.step("prepare", command, environment)


def _empty(var: Path) -> None:
    """An empty database without its files, and an empty broker; servers of one's own stay."""
    for server in services.wanted(var):
        if isinstance(server, Postgres):
            for room in ("files", "mail"):
                shutil.rmtree(var / room, ignore_errors=True)
            (var / "demo-seeded").unlink(missing_ok=True)
            server.statement("DROP DATABASE IF EXISTS portal WITH (FORCE)")
            server.statement("CREATE DATABASE portal OWNER portal")
        elif isinstance(server, Valkey):
            server.empty()


def _welcome(var: Path, number: int) -> str:
    lines = ["", f"The portal is ready: {programs.address(number)}/", ""]
    people = var / LOG_INS
    if people.exists():
        lines += ["Demo log-ins:", people.read_text().rstrip(), ""]
    return "\n".join([*lines, f"Logs are in {var / 'log'}. Stop everything with Ctrl-C."])


def _say(text: str) -> None:
    print(text, flush=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m portal.embedded", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="command")
    plain = {
        "services": serve,
        "catalogues": compile_catalogues,
        "discard": discard,
    }
    for name, run in plain.items():
        commands.add_parser(name, help=run.__doc__).set_defaults(run=run)
    starting = commands.add_parser("up", help=up.__doc__)
    starting.add_argument("--without-demo", action="store_true", help="leave the tables empty")
    starting.set_defaults(run=up)
    preparing = commands.add_parser("prepare", help=prepare.__doc__)
    preparing.add_argument("--demo", action="store_true", help="demo data on the first start")
    preparing.set_defaults(run=prepare)
    attending = commands.add_parser("with", help=attend.__doc__)
    attending.add_argument("--fresh", action="store_true", help="begin with an empty database")
    attending.add_argument("--prepare", action="store_true", help="bring the tables up to date")
    attending.add_argument("--worker", action="store_true", help="with worker and beat")
    attending.add_argument("--throwaway", action="store_true", help="no care for the data on disk")
    attending.set_defaults(run=attend)
    standing = commands.add_parser("beside", help=beside.__doc__)
    standing.set_defaults(run=beside)
    for taking in (attending, standing):
        taking.add_argument("command", nargs="+", help="after --, the command and its arguments")
    return parser


if __name__ == "__main__":
    os.umask(0o077)
    sys.exit(main(sys.argv[1:]))
