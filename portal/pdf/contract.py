"""What a caller gives to the renderer and what it may answer, shared by both processes."""

from dataclasses import dataclass
from enum import StrEnum


class Reason(StrEnum):
    """Why a document could not be rendered."""

    TOO_LONG = "too long"
    TOO_SLOW = "too slow"
    TOO_BIG = "too big"
    REFUSED_RESOURCE = "refused resource"
    MISSING_GLYPH = "missing glyph"
    BROKEN = "broken"


class RenderFailed(Exception):
    """This one document could not be rendered; the next one can."""

    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(f"{reason.value}: {detail}")
        self.reason = reason
        self.detail = detail


class MissingGlyph(RenderFailed):
    """The document holds characters that the font lacks, so they would print as boxes.

    ``characters`` is empty where the renderer found the gap itself and could only describe it.
    """

    def __init__(self, characters: tuple[str, ...], detail: str = "") -> None:
        named = ", ".join(f"U+{ord(character):04X}" for character in characters)
        super().__init__(Reason.MISSING_GLYPH, detail or named)
        self.characters = characters


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What one document may cost: pages, seconds (of processor and of clock) and mebibytes."""

    pages: int = 10
    seconds: int = 20
    mebibytes: int = 512


@dataclass(frozen=True, kw_only=True)
class Attachment:
    """A file carried inside the PDF; its media type follows from the ending of its name.

    ``relationship`` is the PDF/A-3 word for what the file is to the letter: ``Data``, ``Source``,
    ``Supplement``, ``Alternative`` or ``Unspecified``.
    """

    name: str
    content: bytes
    description: str
    relationship: str = "Data"
