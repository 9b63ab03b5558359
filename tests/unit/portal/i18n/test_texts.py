"""Texts that officers write in three languages."""

from __future__ import annotations

import pytest
from django.utils import translation

from portal.i18n.texts import Text, TextField, text

ALL = text("Funds", "基金", "基金会")


@pytest.mark.parametrize(
    ("language", "expected"), [("en", "Funds"), ("zh-hant", "基金"), ("zh-hans", "基金会")]
)
def test_a_text_speaks_the_active_language(language: str, expected: str) -> None:
    with translation.override(language):
        assert str(ALL) == expected


@pytest.mark.parametrize(
    ("written", "asked", "expected"),
    [
        (text("Funds", zh_hant="基金"), "zh-hans", "基金"),
        (text("Funds", zh_hans="基金会"), "zh-hant", "基金会"),
        (text("Funds"), "zh-hant", "Funds"),
        (text("", zh_hant="基金"), "en", "基金"),
        (text("Funds"), "fr", "Funds"),
        (text(""), "en", ""),
    ],
)
def test_another_language_stands_in_for_a_missing_one(
    written: Text, asked: str, expected: str
) -> None:
    assert written.in_language(asked) == expected


def test_without_any_active_language_a_text_is_english() -> None:
    with translation.override(None):
        assert str(ALL) == "Funds"


def test_a_text_is_complete_with_all_three_languages() -> None:
    assert ALL.is_complete()
    assert not text("Funds", "基金").is_complete()


def test_languages_left_out_are_not_kept_as_empty() -> None:
    assert text("Funds", "") == {"en": "Funds"}


def test_a_field_makes_texts_of_mappings_and_of_nothing_else() -> None:
    field = TextField()

    assert field.to_python({"en": "Funds"}) == text("Funds")
    assert isinstance(field.to_python({"en": "Funds"}), Text)
    assert field.to_python("Funds") == Text()
    assert field.get_default() == Text()


def test_a_field_reads_texts_out_of_the_database() -> None:
    field = TextField()

    assert field.from_db_value('{"en": "Funds"}', None, None) == text("Funds")
    assert isinstance(field.from_db_value('{"en": "Funds"}', None, None), Text)
    assert field.from_db_value("null", None, None) == Text()
