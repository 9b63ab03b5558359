"""Characters are counted as people count them."""

from __future__ import annotations

import pytest

from portal.ui.counting import count_characters


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("", 0),
        ("abc", 3),
        ("資助", 2),
        ("a\r\nb", 3),
        ("a\rb\n", 4),
        ("𠮷野家", 3),
        ("\U00020bb7", 1),
    ],
)
def test_line_ends_and_rare_characters_count_as_one(text: str, length: int) -> None:
    assert count_characters(text) == length
