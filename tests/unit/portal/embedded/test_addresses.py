"""Where the servers of a data folder listen."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from psycopg.conninfo import conninfo_to_dict

from portal.embedded import addresses


@pytest.fixture
def place() -> Iterator[Path]:
    """A short folder that anybody may pass through."""
    with TemporaryDirectory(dir="/tmp") as folder:
        Path(folder).chmod(0o711)
        yield Path(folder)


def test_the_sockets_of_a_short_reachable_folder_lie_in_it(place: Path) -> None:
    assert addresses.socket_folder(place / "var") == place / "var" / "run"


@pytest.mark.parametrize("name", ["x" * 80, "data of mine", "數據", "it's"])
def test_a_long_or_unusual_folder_gets_a_short_one_for_its_sockets(place: Path, name: str) -> None:
    socket = addresses.postgres_socket_folder(place / name) / ".s.PGSQL.5432.lock"

    assert socket.parent.parent.parent == Path("/tmp")
    assert len(str(socket)) < addresses.LONGEST_SOCKET_PATH


def test_the_server_of_root_cannot_pass_a_closed_folder_so_its_sockets_lie_elsewhere(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.chmod(0o700)

    monkeypatch.setattr(addresses, "owned_by_root_session", lambda: True)
    of_root = addresses.socket_folder(place / "var")
    monkeypatch.setattr(addresses, "owned_by_root_session", lambda: False)
    of_a_user = addresses.socket_folder(place / "var")

    assert of_root == Path(f"/tmp/portal-{addresses.digest(place / 'var')}")
    assert of_a_user == place / "var" / "run"


def test_two_names_of_one_folder_give_one_address(place: Path) -> None:
    (place / "real").mkdir()
    (place / "link").symlink_to(place / "real")

    assert addresses.database_url(place / "link") == addresses.database_url(place / "real")


def test_the_database_address_names_socket_role_and_database(place: Path) -> None:
    parts = conninfo_to_dict(addresses.database_url(place))

    assert parts == {
        "user": "portal",
        "dbname": "portal",
        "host": str(place / "run" / "postgres"),
        "port": "5432",
    }


def test_the_broker_address_is_the_socket(place: Path) -> None:
    assert addresses.redis_url(place) == f"unix://{place}/run/valkey.sock"


def test_asking_makes_nothing(place: Path) -> None:
    addresses.database_url(place / "var")
    addresses.redis_url(place / "var")

    assert list(place.iterdir()) == []
