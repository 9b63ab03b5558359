"""The developers' tool for the translation catalogues."""

from __future__ import annotations

import shutil
from pathlib import Path

import polib
import pytest

from portal.i18n import catalogues


@pytest.fixture
def copies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Both catalogues in a folder of their own; the real ones are left alone."""
    shutil.copytree(catalogues.LOCALE, tmp_path / "locale")
    monkeypatch.setattr(catalogues, "LOCALE", tmp_path / "locale")
    return tmp_path / "locale"


def blank(language: str, text: str) -> None:
    path = catalogues.catalogue(language)
    messages = polib.pofile(str(path))
    found = messages.find(text)
    assert found is not None
    found.msgstr = ""
    messages.save()


def test_simplified_is_written_from_traditional(copies: Path) -> None:
    blank(catalogues.SIMPLIFIED, "Privacy")

    assert catalogues.untranslated(catalogues.catalogue(catalogues.SIMPLIFIED)) == ["Privacy"]
    assert catalogues.main(["simplify"]) == 0

    messages = polib.pofile(str(catalogues.catalogue(catalogues.SIMPLIFIED)))
    assert messages.find("Privacy").msgstr == "私隐"
    assert catalogues.untranslated(catalogues.catalogue(catalogues.SIMPLIFIED)) == []


def test_guesses_of_the_tool_are_dropped(copies: Path) -> None:
    path = catalogues.catalogue(catalogues.TRADITIONAL)
    messages = polib.pofile(str(path))
    messages.find("Privacy").flags.append("fuzzy")
    messages.save()

    catalogues._drop_guesses(path)

    assert catalogues.untranslated(path) == ["Privacy"]


def test_the_check_names_what_is_not_translated_and_what_is_out_of_date(
    copies: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before = catalogues.catalogue(catalogues.TRADITIONAL).read_bytes()

    def found_more() -> None:
        with catalogues.catalogue(catalogues.TRADITIONAL).open("a") as file:
            file.write('\nmsgid "New words"\nmsgstr ""\n')

    monkeypatch.setattr(catalogues, "extract", found_more)
    blank(catalogues.SIMPLIFIED, "Privacy")

    assert catalogues.main(["check"]) == 1

    told = capsys.readouterr().out
    assert "zh_Hans: not translated: 'Privacy'" in told
    assert "zh_Hant: out of date, run 'make messages'." in told
    assert catalogues.catalogue(catalogues.TRADITIONAL).read_bytes() == before


def test_the_check_is_content_with_complete_catalogues(
    copies: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(catalogues, "extract", lambda: None)

    assert catalogues.main(["check"]) == 0
    assert capsys.readouterr().out == "Translations complete.\n"


def test_gathering_calls_the_tools_of_gettext_for_both_languages(
    copies: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[list[str]] = []
    monkeypatch.setattr(
        catalogues.subprocess, "run", lambda command, **_options: calls.append(command)
    )

    assert catalogues.main(["extract"]) == 0

    assert [command[2] for command in calls] == ["makemessages"]
    assert {"zh_Hant", "zh_Hans"} < set(calls[0])


def test_another_word_is_answered_with_the_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert catalogues.main(["translate"]) == 2
    assert "usage" in capsys.readouterr().err
