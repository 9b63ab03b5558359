"""The portal's own processes: their port, environment and names."""

from __future__ import annotations

import socket
import sys
from pathlib import Path

import pytest

from portal.embedded import programs
from portal.embedded.processes import Trouble

VAR = Path("/srv/portal/var")


def test_the_port_is_8000_unless_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PORT", raising=False)
    assert programs.port() == 8000

    monkeypatch.setenv("PORT", "8123")
    assert programs.port() == 8123


@pytest.mark.parametrize("text", ["eighty", "0", "70000", "-1"])
def test_what_is_no_port_is_refused_with_a_sentence(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PORT", text)

    with pytest.raises(Trouble, match=f"PORT={text} is not a port"):
        programs.port()


def test_a_taken_port_is_refused_before_anything_starts() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as other,
        pytest.raises(Trouble, match="is taken by another program"),
    ):
        programs.require_free(other.getsockname()[1])


def test_a_port_that_needs_more_rights_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.embedded.programs.socket.socket", _Door)
    with pytest.raises(Trouble, match="needs more rights"):
        programs.require_free(80)


class _Door(socket.socket):
    def bind(self, _address: object) -> None:
        raise PermissionError


def test_a_free_port_passes() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        number = other.getsockname()[1]

    programs.require_free(number)


def test_the_environment_makes_a_copy_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "tests.settings")
    monkeypatch.delenv("SITE_URL", raising=False)

    environment = programs.environment(VAR, 8123)

    assert environment["DJANGO_SETTINGS_MODULE"] == "portal.settings.embedded"
    assert environment["VAR"] == "/srv/portal/var"
    assert environment["SITE_URL"] == "http://127.0.0.1:8123"


def test_two_copies_on_one_machine_have_workers_of_different_names() -> None:
    one = programs.worker(VAR, 8000).command
    two = programs.worker(Path("/srv/other/var"), 8001).command

    assert one[0] == sys.executable
    assert one[one.index("--hostname") + 1] != two[two.index("--hostname") + 1]


def test_the_web_server_listens_on_the_loopback_address_alone() -> None:
    command = programs.web(VAR, 8123).command

    assert command[command.index("--bind") + 1] == "127.0.0.1:8123"


def test_a_web_server_that_is_not_there_is_not_ready() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        number = other.getsockname()[1]

    assert not programs.web(VAR, number).ready()
