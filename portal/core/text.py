"""Text as people mean it: one form for the same characters, nothing invisible that misleads."""

from __future__ import annotations

import unicodedata

INVISIBLE = dict.fromkeys(
    [
        0x00AD,  # soft hyphen
        0x061C,  # Arabic letter mark
        0x180E,  # Mongolian vowel separator
        *range(0x200B, 0x2010),  # zero-width space and joiners, direction marks
        *range(0x202A, 0x202F),  # direction embeddings and overrides
        *range(0x2060, 0x2070),  # word joiner, invisible operators, direction isolates
        0xFEFF,  # byte order mark
        *range(0xFFF9, 0xFFFC),  # interlinear annotation
        *range(0xE0000, 0xE0080),  # tags
    ]
)
"""Characters that show nothing, change the direction of text, or make two names look alike."""

CONTROLS = dict.fromkeys(
    code for code in (*range(0x20), *range(0x7F, 0xA0)) if code not in (0x00, 0x09, 0x0A, 0x0D)
)
"""Control characters without a meaning in a form. NUL is left for the form to refuse."""

LINE_ENDS = dict.fromkeys((0x2028, 0x2029), "\n")
"""Unicode's own line and paragraph separators, which word processors paste."""

HIDDEN = {**INVISIBLE, **CONTROLS, **LINE_ENDS}


def tidy_text(written: str) -> str:
    """``written`` in NFC, without controls that hide or turn text (requirement IN-02).

    Line ends and tabs stay; spaces at both ends go. Variation selectors stay: they choose between
    shapes of a Chinese character that both show.
    """
    return unicodedata.normalize("NFC", written.translate(HIDDEN)).strip()


def is_writable(text: str) -> bool:
    """Whether PostgreSQL and a page can hold ``text``: no NUL, no half of a surrogate pair."""
    return "\x00" not in text and not any("\ud800" <= character <= "\udfff" for character in text)
