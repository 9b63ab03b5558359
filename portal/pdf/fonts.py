"""The one font family of every PDF: Noto Sans CJK, Latin letters included.

The package brings one variable collection of 31 MB. A document gets two static subsets of it,
regular and bold, holding the characters it uses: WeasyPrint handed the variable collection itself
takes seconds a letter, and sliced web fonts make it write wrong glyphs without a warning.
"""

from functools import cache
from importlib.resources import as_file, files

import uharfbuzz

HONG_KONG = 4
SIMPLIFIED = 2
REGULAR = 400
BOLD = 700

# What list markers, counters, quotes and hyphenation may add to the document's own characters.
ALWAYS = "".join(map(chr, range(0x20, 0x7F))) + "\u00a0\u00ad\u2010\u2011–—‘’“”•…‣■□▪▫●○◦"

# Full-width in this font unless asked, which tears Latin words apart ("King’s"). Hong Kong quotes
# Chinese with corner brackets, so there these four belong to Latin text and get a font of their own
# that asks: asked of the whole text, Chinese commas and brackets would shrink as well.
QUOTES = "‘’“”"
SPACES = " \u00a0"
PROPORTIONAL = b"pwid"

IGNORABLE = frozenset(
    (
        *range(0x200B, 0x2010),
        *range(0x202A, 0x202F),
        *range(0x2060, 0x2070),
        *range(0xFE00, 0xFE10),
        *range(0xE0100, 0xE01F0),
        *map(ord, "\t\n\r\f\u00ad\ufeff"),
    )
)


def face_index(language: str) -> int:
    """Return the face whose shapes the reader expects: Hong Kong's, except for Simplified."""
    return SIMPLIFIED if language.lower().startswith("zh-hans") else HONG_KONG


@cache
def collection() -> uharfbuzz.Blob:
    """Return the font file, mapped into memory rather than read."""
    with as_file(files("manimgx_fonts_cjk") / "NotoSansCJK-VF.otf.ttc") as path:
        return uharfbuzz.Blob.from_file_path(path)


@cache
def coverage() -> frozenset[int]:
    """Return the code points the font can draw; the same for each of its faces."""
    return frozenset(uharfbuzz.Face(collection(), HONG_KONG).unicodes)


def subset(characters: str, *, index: int, weight: int) -> bytes:
    """Return a static OpenType font of ``weight`` with the glyphs of ``characters``.

    The bytes depend on the set of characters alone, so the same document gives the same PDF.
    The outlines are written as CFF: CFF2 cannot be embedded in a PDF.
    """
    face = uharfbuzz.Face(collection(), index)
    wanted = uharfbuzz.SubsetInput()
    wanted.unicode_set.update(map(ord, set(characters)))
    wanted.layout_feature_tag_set.add(int.from_bytes(PROPORTIONAL))
    wanted.pin_axis_location(face, "wght", weight)
    wanted.flags = uharfbuzz.SubsetFlags.DOWNGRADE_CFF2 | uharfbuzz.SubsetFlags.NO_HINTING
    data: bytes = wanted.subset(face).blob.data
    return data


@cache
def quotes(*, weight: int) -> bytes:
    """Return the font of the four curly quotes, and of spaces: Pango draws one like its left."""
    return subset(QUOTES + SPACES, index=HONG_KONG, weight=weight)


def for_document(text: str, *, language: str) -> dict[str, bytes]:
    """Return the fonts that show ``text``, by the names under which ``STYLE`` asks for them."""
    drawable = coverage()
    characters = ALWAYS + "".join(c for c in set(text) if ord(c) in drawable)
    index = face_index(language)
    return {
        "regular.otf": subset(characters, index=index, weight=REGULAR),
        "bold.otf": subset(characters, index=index, weight=BOLD),
        "quotes-regular.otf": quotes(weight=REGULAR),
        "quotes-bold.otf": quotes(weight=BOLD),
    }


def style(language: str) -> str:
    """Return the style sheet that makes these fonts the only ones of the document."""
    quotes_first = "" if face_index(language) == SIMPLIFIED else '"Letter Quotes", '
    return f'{STYLE}html {{ font-family: {quotes_first}"Letter" }}'


STYLE = """
@font-face { font-family: "Letter"; font-weight: 400; src: url("asset:regular.otf") }
@font-face { font-family: "Letter"; font-weight: 700; src: url("asset:bold.otf") }
@font-face {
  font-family: "Letter Quotes"; font-weight: 400; src: url("asset:quotes-regular.otf");
  font-feature-settings: "pwid";
}
@font-face {
  font-family: "Letter Quotes"; font-weight: 700; src: url("asset:quotes-bold.otf");
  font-feature-settings: "pwid";
}
"""
