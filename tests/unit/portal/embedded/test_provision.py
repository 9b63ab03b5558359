"""Set-up tells an ordinary user what to type, installs for root, and comes back at no cost."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest

from portal.embedded import folders, provision
from portal.embedded.provision import Obstacle


class Commands:
    """Records the commands that would change the machine, and answers for them."""

    def __init__(self, *failing: str) -> None:
        self.failing = failing
        self.lines: list[str] = []

    def run(self, command: list[Any], **_options: Any) -> subprocess.CompletedProcess[str]:
        """Stand in for ``subprocess.run``."""
        line = " ".join(str(part) for part in command)
        self.lines.append(line)
        failed = any(part in line for part in self.failing)
        return subprocess.CompletedProcess(command, 1 if failed else 0, stdout="", stderr="")


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A fresh checkout with lock files and nothing else."""
    for name in ("requirements.txt", "requirements-dev.txt"):
        (tmp_path / name).write_text(f"# {name}\n")
    monkeypatch.setattr(provision, "ROOT", tmp_path)
    monkeypatch.setattr(provision, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(provision, "PYTHON", tmp_path / ".venv" / "bin" / "python")
    monkeypatch.setattr(
        provision,
        "LOCKS",
        {"run": tmp_path / "requirements.txt", "dev": tmp_path / "requirements-dev.txt"},
    )
    (tmp_path / ".venv").mkdir()
    return tmp_path


def _commands(monkeypatch: pytest.MonkeyPatch, *failing: str) -> Commands:
    commands = Commands(*failing)
    monkeypatch.setattr("portal.embedded.provision.subprocess.run", commands.run)
    return commands


def test_the_makefile_looks_for_the_same_stamps() -> None:
    made = subprocess.run(
        ["make", "--no-print-directory", "--eval=show: ; @echo $(RUN) $(DEV)", "show"],
        cwd=folders.project_folder(),
        capture_output=True,
        text=True,
        check=True,
    )

    stamps = [provision.stamp_of(kind).relative_to(provision.ROOT) for kind in ("run", "dev")]
    assert made.stdout.split() == [str(stamp) for stamp in stamps]


def test_this_machine_has_what_it_needs_to_run() -> None:
    assert provision.missing_packages("run") == []


def test_what_is_missing_is_named_as_debian_names_it(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(provision, "_loads", lambda _library: False)
    monkeypatch.setattr(provision, "_CHINESE_FONTS", checkout / "no-fonts")
    monkeypatch.setattr("portal.embedded.provision.shutil.which", lambda _name: None)
    monkeypatch.setattr("portal.embedded.provision.importlib.util.find_spec", lambda _name: None)

    missing = provision.missing_packages("dev")

    assert missing[:3] == ["libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0"]
    assert missing[3].startswith("python3.")
    assert missing[3].endswith("-venv")
    assert missing[4:] == ["chromium", "gettext", "poppler-utils", "fonts-noto-cjk"]


def test_an_ordinary_user_is_told_the_line_to_type(monkeypatch: pytest.MonkeyPatch) -> None:
    commands = _commands(monkeypatch)
    monkeypatch.setattr("portal.embedded.provision.os.geteuid", lambda: 1000)
    monkeypatch.setattr("portal.embedded.provision.shutil.which", lambda name: f"/usr/bin/{name}")

    with pytest.raises(
        Obstacle, match="sudo apt-get install --no-install-recommends chromium gettext"
    ):
        provision.provide(["chromium", "gettext"])

    assert commands.lines == []


def test_root_gets_the_packages_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    commands = _commands(monkeypatch)
    monkeypatch.setattr("portal.embedded.provision.os.geteuid", lambda: 0)
    monkeypatch.setattr("portal.embedded.provision.shutil.which", lambda name: f"/usr/bin/{name}")

    provision.provide(["chromium"])

    assert commands.lines == [
        "apt-get update -q",
        "apt-get install -q -y --no-install-recommends chromium",
    ]


def test_an_installation_that_fails_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    _commands(monkeypatch, "apt-get update")
    monkeypatch.setattr("portal.embedded.provision.os.geteuid", lambda: 0)
    monkeypatch.setattr("portal.embedded.provision.shutil.which", lambda name: f"/usr/bin/{name}")

    with pytest.raises(Obstacle, match="This command failed"):
        provision.provide(["chromium"])


def test_a_machine_without_apt_is_told_what_it_lacks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.embedded.provision.shutil.which", lambda _name: None)

    with pytest.raises(Obstacle, match="On Debian or Ubuntu they come with"):
        provision.provide(["chromium"])


def test_nothing_missing_asks_for_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    commands = _commands(monkeypatch)

    provision.provide([])

    assert commands.lines == []


def test_uv_installs_with_hashes(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    commands = _commands(monkeypatch)

    provision.install(checkout / "requirements.txt")

    assert commands.lines[-1].startswith(f"{checkout}/.venv/bin/uv pip install")
    assert commands.lines[-1].endswith(f"--require-hashes -r {checkout}/requirements.txt")


def test_pip_installs_with_hashes_where_uv_does_not_run(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    commands = _commands(monkeypatch, "bin/uv")

    provision.install(checkout / "requirements.txt")

    assert any(line.endswith("requirements-uv.txt") for line in commands.lines)
    assert "-m pip" in commands.lines[-1]
    assert "--require-hashes" in commands.lines[-1]
    assert commands.lines[-1].endswith(f"-r {checkout}/requirements.txt")


def test_uv_asks_the_index_that_pip_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    _commands(monkeypatch)
    monkeypatch.setenv("PIP_INDEX_URL", "https://mirror.example.hk/simple")
    monkeypatch.delenv("UV_DEFAULT_INDEX", raising=False)

    environment = provision._uv_environment()

    assert environment["UV_DEFAULT_INDEX"] == "https://mirror.example.hk/simple"
    assert environment["UV_PYTHON_DOWNLOADS"] == "never"


def test_a_fresh_checkout_is_set_up_once(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(provision, "missing_packages", lambda _kind: [])
    works: list[bool] = []
    monkeypatch.setattr(provision, "_works", lambda _program: bool(works))
    commands = _commands(monkeypatch)

    assert provision.main(["run"]) == 0
    assert any("-m venv" in line for line in commands.lines)
    assert provision.stamp_of("run").exists()

    works.append(True)
    commands.lines.clear()
    assert provision.main(["run"]) == 0
    assert commands.lines == []


def test_what_tests_need_holds_what_running_needs(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(provision, "missing_packages", lambda _kind: [])
    _commands(monkeypatch)
    (checkout / ".venv" / ".stamp-dev-0123456789abcdef").touch()

    provision.set_up("dev")

    assert {path.name for path in (checkout / ".venv").glob(".stamp-*")} == {
        provision.stamp_of("dev").name,
        provision.stamp_of("run").name,
    }


def test_an_obstacle_is_a_sentence_and_a_code(
    checkout: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(provision, "missing_packages", lambda _kind: ["chromium"])
    monkeypatch.setattr("portal.embedded.provision.os.geteuid", lambda: 1000)
    monkeypatch.setattr("portal.embedded.provision.shutil.which", lambda name: f"/usr/bin/{name}")

    assert provision.main(["dev"]) == 1
    assert "sudo apt-get install" in capsys.readouterr().err
    assert provision.main(["everything"]) == 2


def test_a_library_that_is_not_there_does_not_load(tmp_path: Path) -> None:
    assert not provision._loads("libnowhere.so.0")
    assert not provision._works(tmp_path / "nothing")
