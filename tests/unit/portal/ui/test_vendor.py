"""The files of others are the ones that their list names."""

from __future__ import annotations

from pathlib import Path

import pytest

from portal.ui import vendor


@pytest.mark.parametrize("folder", ["static/vendor", "tests/vendor"])
def test_each_file_has_the_checksum_of_the_list(folder: str) -> None:
    assert (vendor.ROOT / folder / "VENDOR.md").read_text(encoding="utf-8") == vendor.manifest(
        folder
    )


@pytest.mark.parametrize("folder", ["static/vendor", "tests/vendor"])
def test_no_file_is_there_that_the_list_does_not_name(folder: str) -> None:
    present = {path.name for path in (vendor.ROOT / folder).iterdir()}
    known = {Path(file.path).name for file in vendor.FILES if str(Path(file.path).parent) == folder}

    assert {name for name in present - known if not name.endswith(".LICENCE.txt")} == {"VENDOR.md"}


def test_htmx_is_the_copy_of_the_installed_package() -> None:
    assert vendor.checksum(vendor._htmx()) == vendor.checksum(
        vendor.ROOT / "static/vendor/htmx.min.js"
    )


def test_the_compiled_style_sheet_fetches_nothing_and_has_our_colours() -> None:
    sheet = (vendor.ROOT / "static/vendor/govuk-frontend.css").read_text(encoding="utf-8")

    assert "url(" not in sheet
    assert "@font-face" not in sheet
    assert "--govuk-brand-colour: #0b5f66" in sheet


class FakeNpm:
    """Stands where npm and sass stand: makes the files they would make."""

    def __init__(self) -> None:
        self.commands: list[list[str]] = []

    def __call__(self, command: list[str], *, check: bool) -> None:
        assert check
        self.commands.append(command)
        if command[0] == "npm":
            modules = Path(command[command.index("--prefix") + 1]) / "node_modules"
            for weight in (400, 600):
                _write(modules / vendor.FONT_FILES.format(weight=weight), f"font {weight}")
            for source in (*vendor.LICENCES.values(), "axe-core/axe.min.js"):
                _write(modules / source, source)
            client = "tus()\n//# sourceMappingURL=tus.min.js.map"
            _write(modules / "tus-js-client/dist/tus.min.js", client)
        else:
            _write(Path(command[-1].split(":")[1]), "compiled")


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def test_building_installs_exact_versions_and_writes_both_lists(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    npm = FakeNpm()
    monkeypatch.setattr(vendor, "ROOT", tmp_path)
    monkeypatch.setattr(vendor.subprocess, "run", npm)
    (tmp_path / "static/vendor").mkdir(parents=True)
    (tmp_path / "tests/vendor").mkdir(parents=True)

    vendor.build()

    assert "--ignore-scripts" in npm.commands[0]
    assert {"govuk-frontend@6.6.0", "axe-core@4.14.1"} <= set(npm.commands[0])
    assert (tmp_path / "static/vendor/govuk-frontend.css").read_text() == "compiled"
    assert vendor.checksum(tmp_path / "tests/vendor/axe.min.js") in (
        tmp_path / "tests/vendor/VENDOR.md"
    ).read_text(encoding="utf-8")
    assert "made anew" in capsys.readouterr().out


def test_without_django_htmx_building_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vendor, "find_spec", lambda _name: None)

    with pytest.raises(RuntimeError, match="django-htmx"):
        vendor._htmx()
