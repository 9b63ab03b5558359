"""Every message is translated, and keeps what is put into it."""

from __future__ import annotations

import re

import polib
import pytest

from portal.i18n.catalogues import SIMPLIFIED, TRADITIONAL, catalogue, untranslated

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|<[^>]+>")


@pytest.mark.parametrize("language", [TRADITIONAL, SIMPLIFIED])
def test_every_message_is_translated(language: str) -> None:
    assert untranslated(catalogue(language)) == []


@pytest.mark.parametrize("language", [TRADITIONAL, SIMPLIFIED])
def test_translations_keep_their_placeholders(language: str) -> None:
    changed = [
        entry.msgid
        for entry in polib.pofile(str(catalogue(language)))
        if not entry.msgid_plural
        and set(PLACEHOLDER.findall(entry.msgid)) != set(PLACEHOLDER.findall(entry.msgstr))
    ]

    assert changed == []


@pytest.mark.parametrize("language", [TRADITIONAL, SIMPLIFIED])
def test_no_gap_follows_a_moment_in_chinese(language: str) -> None:
    """It ends with a bracket, 2026年9月13日 下午8:21（香港時間）, that has its own room."""
    gap = re.compile(r"%\(at\)s [\u4e00-\u9fff]")
    entries = polib.pofile(str(catalogue(language)))
    words = [
        (one.msgid, text) for one in entries for text in (one.msgstr, *one.msgstr_plural.values())
    ]

    assert [msgid for msgid, text in words if gap.search(text)] == []
