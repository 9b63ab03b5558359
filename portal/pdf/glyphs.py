"""Which characters the letters can show: asked when a name is typed, not when it is printed."""

from portal.pdf.fonts import IGNORABLE, coverage


def missing_characters(text: str) -> tuple[str, ...]:
    """Return the characters of ``text`` that no letter could show, each once, as they appear.

    Line breaks and invisible format characters count as shown. The font holds the whole Hong Kong
    Supplementary Character Set; what is left are other scripts, emoji and control characters.
    """
    drawable = coverage()
    return tuple(
        dict.fromkeys(
            character
            for character in text
            if ord(character) not in drawable and ord(character) not in IGNORABLE
        )
    )
