"""Servers shared by those who need them."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from portal.embedded import addresses, services
from portal.embedded.postgres import Postgres
from portal.embedded.processes import Trouble
from portal.embedded.valkey import Valkey


@pytest.fixture
def broker_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """The quick server is enough where one is as good as two."""
    monkeypatch.setenv("DATABASE_URL", "postgresql://elsewhere/portal")


@pytest.mark.usefixtures("broker_alone")
def test_the_last_to_leave_stops_the_servers(var: Path) -> None:
    with services.running(var):
        first = Valkey(var).running()
        with services.running(var):
            assert Valkey(var).running() == first
        assert Valkey(var).ready()

    assert Valkey(var).running() is None


@pytest.mark.usefixtures("broker_alone")
def test_two_who_come_at_once_share_one_server(var: Path) -> None:
    together = threading.Barrier(2)
    seen: list[object] = []

    def use() -> None:
        together.wait()
        with services.running(var):
            seen.append(Valkey(var).running())
            together.wait()

    users = [threading.Thread(target=use) for _ in range(2)]
    for user in users:
        user.start()
    for user in users:
        user.join()

    assert len(seen) == 2
    assert seen[0] == seen[1] is not None


def test_servers_of_ones_own_are_left_alone(var: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://elsewhere/portal")
    monkeypatch.setenv("REDIS_URL", "redis://elsewhere/0")

    with services.running(var):
        assert Postgres(var).running() is None
        assert Valkey(var).running() is None


@pytest.mark.usefixtures("broker_alone")
def test_a_server_that_does_not_start_is_told_with_its_log(
    var: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "TRIES", 1)
    monkeypatch.setattr(services, "START_SECONDS", 0.5)
    monkeypatch.setattr("portal.embedded.valkey.binary", lambda: Path("/bin/false"))

    with (
        pytest.raises(Trouble, match=r"valkey does not start.*valkey\.log"),
        services.running(var),
    ):
        pytest.fail("the block must not be entered")


@pytest.mark.usefixtures("broker_alone")
def test_sockets_in_a_folder_of_somebody_else_are_refused(
    var: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(addresses, "socket_folder", lambda _var: Path("/proc/self/fd"))
    monkeypatch.setattr("portal.embedded.folders.os.geteuid", lambda: 4242)

    with pytest.raises(Trouble, match="belongs to another account"), services.running(var):
        pytest.fail("the block must not be entered")
