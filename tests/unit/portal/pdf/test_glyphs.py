"""Which characters a letter can show."""

import pytest

from portal.pdf.glyphs import missing_characters


@pytest.mark.parametrize(
    "name", ["龍", "𨋢", "嘅啲", "鰂魚涌", "邨𠝹𡃁", "Zoë O’Brien", "HK$500,000 × 80%"]
)
def test_names_of_hong_kong_can_be_shown(name: str) -> None:
    """Characters of the Hong Kong Supplementary Character Set included."""
    assert missing_characters(name) == ()


def test_what_the_font_lacks_is_named_once_in_order() -> None:
    assert missing_characters("ก龍😀กa") == ("ก", "😀")


def test_control_characters_and_lone_surrogates_are_missing() -> None:
    assert missing_characters("a\x00b\x1b\ud800") == ("\x00", "\x1b", "\ud800")


def test_line_breaks_and_invisible_characters_are_not_missing() -> None:
    assert missing_characters("a\r\n\tb\u200b\ufe0f\u00ad") == ()
