"""Text is tidied as people mean it."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core.text import is_writable, tidy_text


@pytest.mark.parametrize(
    ("written", "tidied"),
    [
        ("  Harbour Ledger ", "Harbour Ledger"),
        ("Cafe\u0301", "Café"),
        ("user\u202egnp.exe", "usergnp.exe"),
        ("pay\u200bpal\ufeff", "paypal"),
        ("\u2066left\u2069", "left"),
        ("first\u2028second", "first\nsecond"),
        ("line one\r\nline\ttwo", "line one\r\nline\ttwo"),
        ("bell\x07", "bell"),
        ("葛\U000e0100", "葛\U000e0100"),
        ("𨋢䁪", "𨋢䁪"),
    ],
)
def test_what_hides_or_turns_text_is_gone_and_what_shows_stays(written: str, tidied: str) -> None:
    """IN-02."""
    assert tidy_text(written) == tidied


@given(st.text())
def test_tidying_twice_changes_nothing_more(written: str) -> None:
    once = tidy_text(written)

    assert tidy_text(once) == once
    assert unicodedata.is_normalized("NFC", once)


@pytest.mark.parametrize(
    ("text", "writable"), [("plain", True), ("a\x00b", False), ("\ud800", False), ("😀", True)]
)
def test_nul_and_half_characters_cannot_be_written(text: str, writable: bool) -> None:
    """IN-01."""
    assert is_writable(text) is writable
