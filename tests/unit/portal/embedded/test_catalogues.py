"""Catalogues are compiled when they are missing or stale, and never half."""

from __future__ import annotations

import gettext
import os
from pathlib import Path

from portal.embedded import catalogues

HEADER = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n'


def _catalogue(folder: Path, entries: str) -> Path:
    source = folder / "zh_Hant" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    source.write_text(HEADER + entries)
    return source


def _read(compiled: Path) -> gettext.GNUTranslations:
    with compiled.open("rb") as file:
        return gettext.GNUTranslations(file)


def test_a_new_catalogue_is_compiled_once(tmp_path: Path) -> None:
    source = _catalogue(tmp_path, '\nmsgid "Submit"\nmsgstr "提交"\n')

    first = catalogues.compile_stale(tmp_path)
    second = catalogues.compile_stale(tmp_path)

    assert first == [source.with_suffix(".mo")]
    assert second == []
    assert _read(first[0]).gettext("Submit") == "提交"


def test_a_changed_catalogue_is_compiled_again(tmp_path: Path) -> None:
    source = _catalogue(tmp_path, '\nmsgid "Submit"\nmsgstr "提交"\n')
    (compiled,) = catalogues.compile_stale(tmp_path)
    source.write_text(HEADER + '\nmsgid "Submit"\nmsgstr "遞交"\n')
    later = compiled.stat().st_mtime_ns + 1
    os.utime(source, ns=(later, later))

    catalogues.compile_stale(tmp_path)

    assert _read(compiled).gettext("Submit") == "遞交"


def test_an_uncertain_translation_is_left_out(tmp_path: Path) -> None:
    _catalogue(tmp_path, '\n#, fuzzy\nmsgid "Submit"\nmsgstr "提交"\n')

    (compiled,) = catalogues.compile_stale(tmp_path)

    assert _read(compiled).gettext("Submit") == "Submit"


def test_a_faulty_entry_shows_in_english_and_the_others_are_kept(tmp_path: Path) -> None:
    plural = 'msgid "day"\nmsgid_plural "days"\nmsgstr[0] "日"\nmsgstr[1] ""\n'
    _catalogue(tmp_path, f'\nmsgid "Submit"\nmsgstr "提交"\n\n{plural}\nmsgid "Draft"\n')

    (compiled,) = catalogues.compile_stale(tmp_path)

    assert _read(compiled).gettext("Submit") == "提交"
    assert _read(compiled).gettext("Draft") == "Draft"
