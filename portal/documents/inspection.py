"""What a PDF holds, looked at by its parser: pure, without Django, run in a confined process.

``inspect`` answers with the first fault found, or None. Sentences for people are in ``checks``.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import Any, BinaryIO
from urllib.parse import urlsplit

import pikepdf
from pikepdf import settings

MOST_PAGES = 300
MOST_OBJECTS = 150_000
MOST_UNPACKED = 64 * 1024 * 1024
MOST_UNPACKED_IN_ALL = 4 * MOST_UNPACKED
MOST_PIXELS = 150_000_000
LONGEST_SIDE = 14_400
"""Of a page, in points: 200 inches, which is as far as the format's own limits go."""

ACTIVE_KEYS = frozenset({"/JS", "/JavaScript", "/XFA", "/RichMediaContent"})
ACTIVE_ACTIONS = frozenset(
    {
        "/JavaScript",
        "/Launch",
        "/SubmitForm",
        "/ImportData",
        "/GoToE",
        "/GoToR",
        "/Movie",
        "/Rendition",
        "/RichMediaExecute",
        "/Sound",
    }
)
EMBEDDING_KEYS = frozenset({"/EmbeddedFiles", "/EF"})
"""Opening at a page (``/OpenAction`` with a destination) is harmless and common, so it is allowed;
an ``/OpenAction`` that does more is found by its action's kind."""

HARMLESS_SCHEMES = frozenset({"", "http", "https", "mailto", "tel"})
"""Where a link may lead. ``file:`` would make a reader fetch from its own network."""

UNREAD = "error decoding stream data"
"""The parser's words for a part it could not look into: nobody knows what such a part holds."""

PAGE_MARKS = (b"<html", b"<!doctype html", b"<script", b"<svg", b"<body", b"<iframe")
HEAD = TAIL = 1024

settings.set_qpdf_limits(
    flate_max_memory=MOST_UNPACKED,
    png_max_memory=MOST_UNPACKED,
    run_length_max_memory=MOST_UNPACKED,
    tiff_max_memory=MOST_UNPACKED,
)
"""A file of 1 MB can unpack to 1 GB: the parser stops at this size and the file counts as broken.
The limits are the whole process's and are set once, when this module is imported."""


class Fault(StrEnum):
    """Why a file is refused."""

    MIXED = "mixed"
    PASSWORD = "password"  # noqa: S105 - the name of a fault
    ENCRYPTED = "encrypted"
    COMPLEX = "complex"
    LONG = "long"
    HUGE_PAGE = "huge page"
    ACTIVE = "active"
    EMBEDDED = "embedded"
    BROKEN = "broken"


class _Found(Exception):
    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.value)
        self.fault = fault


def inspect(file: BinaryIO) -> Fault | None:
    """The first fault of ``file``, which begins like a PDF; None if it is plain."""
    try:
        _look_at_the_ends(file)
        with pikepdf.open(file, suppress_warnings=True) as pdf:
            _look_inside(pdf)
    except _Found as found:
        return found.fault
    except pikepdf.PasswordError:
        return Fault.PASSWORD
    except (MemoryError, RecursionError):
        return Fault.COMPLEX
    except (pikepdf.PdfError, ValueError, RuntimeError, TypeError):
        return Fault.BROKEN
    return None


def _look_at_the_ends(file: BinaryIO) -> None:
    """Refuse what another program takes for a page or a picture: a file of two kinds at once."""
    file.seek(0)
    head = file.read(HEAD).lower()
    file.seek(0, 2)
    size = file.tell()
    file.seek(max(0, size - TAIL))
    _before, mark, after = file.read().rpartition(b"%%EOF")
    file.seek(0)
    if any(word in head for word in PAGE_MARKS) or (mark and after.strip(b"\x00\t\n\f\r ")):
        raise _Found(Fault.MIXED)
    if not mark:
        raise _Found(Fault.BROKEN if size < TAIL else Fault.MIXED)


def _look_inside(pdf: pikepdf.Pdf) -> None:
    if pdf.is_encrypted:
        raise _Found(Fault.ENCRYPTED)
    if len(pdf.objects) > MOST_OBJECTS:
        raise _Found(Fault.COMPLEX)
    if len(pdf.pages) > MOST_PAGES:
        raise _Found(Fault.LONG)
    for page in pdf.pages:
        _look_at_the_page(page)
    _look_at_the_parts(pdf)
    if any(UNREAD in warning for warning in pdf.get_warnings()):
        raise _Found(Fault.BROKEN)


def _look_at_the_parts(pdf: pikepdf.Pdf) -> None:
    room = MOST_UNPACKED_IN_ALL
    for part in pdf.objects:
        for dictionary in _dictionaries(part):
            _look_at(dictionary)
        if isinstance(part, pikepdf.Stream):
            room -= _unpacked(part)
            if room < 0:
                raise _Found(Fault.COMPLEX)


def _look_at_the_page(page: pikepdf.Page) -> None:
    left, bottom, right, top = (float(edge) for edge in page.mediabox)
    unit = float(page.obj.get("/UserUnit", 1))
    if max(abs(right - left), abs(top - bottom)) * unit > LONGEST_SIDE:
        raise _Found(Fault.HUGE_PAGE)


def _look_at(dictionary: Any) -> None:
    keys = set(dictionary.keys())
    if keys & ACTIVE_KEYS or str(dictionary.get("/S")) in ACTIVE_ACTIONS:
        raise _Found(Fault.ACTIVE)
    if keys & EMBEDDING_KEYS or str(dictionary.get("/Type")) == "/EmbeddedFile":
        raise _Found(Fault.EMBEDDED)
    if isinstance(dictionary.get("/URI"), pikepdf.String):
        scheme = urlsplit(str(dictionary["/URI"]).strip()).scheme.lower()
        if scheme not in HARMLESS_SCHEMES:
            raise _Found(Fault.ACTIVE)


def _unpacked(stream: pikepdf.Stream) -> int:
    """How many bytes the stream unpacks to; a picture is judged by its pixels and not unpacked."""
    if str(stream.get("/Subtype")) == "/Image":
        if int(stream.get("/Width", 0)) * int(stream.get("/Height", 0)) > MOST_PIXELS:
            raise _Found(Fault.COMPLEX)
        return 0
    return len(stream.read_bytes())


def _dictionaries(part: Any) -> Iterator[Any]:
    """``part`` and every dictionary written inside it; parts it refers to come by themselves."""
    waiting = [part]
    while waiting:
        thing = waiting.pop()
        if isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
            yield thing
            children = (
                list(thing.values())
                if isinstance(thing, pikepdf.Dictionary)
                else list(thing.stream_dict.values())
            )
        elif isinstance(thing, pikepdf.Array):
            children = list(thing)
        else:
            continue
        waiting += [
            child
            for child in children
            if isinstance(child, pikepdf.Object) and not child.is_indirect
        ]
