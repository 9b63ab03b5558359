"""What an uploaded PDF may hold: looked at by ending, first bytes and parser (requirement FI-01).

Every refusal is a sentence for the person who chose the file. The file is left at its start.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any, BinaryIO, cast

import pikepdf
from django.core.files.base import File
from django.utils.translation import gettext_lazy as _
from pikepdf import settings

from portal.core.denial import Denied
from portal.core.text import tidy_text

LARGEST_FILE = 20_000_000
MOST_PAGES = 300
MOST_OBJECTS = 300_000
MOST_UNPACKED = 64 * 1024 * 1024
LONGEST_NAME = 150

ACTIVE_KEYS = frozenset({"/JS", "/JavaScript", "/XFA", "/RichMediaContent"})
ACTIVE_ACTIONS = frozenset(
    {"/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToE", "/RichMediaExecute"}
)
EMBEDDING_KEYS = frozenset({"/EmbeddedFiles", "/EF"})
"""Opening at a page (``/OpenAction`` with a destination) is harmless and common, so it is allowed;
an ``/OpenAction`` that does more is found by its action's kind."""

HAS_SCRIPTS = _(
    "This PDF holds scripts or actions that run by themselves. "
    "Print it to a new PDF and attach that."
)
HAS_FILES = _(
    "This PDF holds other files inside. Remove them, or attach them as PDFs of their own."
)
IS_BROKEN = _("This PDF is damaged and cannot be opened. Save it again and attach the new file.")


settings.set_qpdf_limits(
    flate_max_memory=MOST_UNPACKED,
    png_max_memory=MOST_UNPACKED,
    run_length_max_memory=MOST_UNPACKED,
    tiff_max_memory=MOST_UNPACKED,
)
"""A file of 1 MB can unpack to 1 GB: the parser stops at this size and the file counts as broken.
The limits are the whole process's and are set once, when this module is imported."""

UNREAD = "error decoding stream data"
"""The parser's words for a part it could not look into: nobody knows what such a part holds."""


def safe_name(written: str) -> str:
    """The name a person gave a file, fit to be shown and sent back: no folders, no controls.

    It is data alone: the stored file has a random name (requirement FI-04).
    """
    plain = " ".join(tidy_text(written.replace("\x00", "").replace("\\", "/")).split())
    name = PurePosixPath(plain).name
    stem = name[:-4] if name.lower().endswith(".pdf") else name
    return f"{stem.strip('. ')[:LONGEST_NAME].strip('. ') or 'document'}.pdf"


def check_pdf(file: File[bytes], *, room: int = LARGEST_FILE) -> None:
    """Refuse all but a plain PDF of a bearable size; ``room`` is how many bytes may be added."""
    _check_outside(file, room)
    file.seek(0)
    try:
        with pikepdf.open(cast("BinaryIO", file.file), suppress_warnings=True) as pdf:
            _check_inside(pdf)
    except pikepdf.PasswordError as error:
        raise Denied(_("This PDF has a password. Attach it without one.")) from error
    except (pikepdf.PdfError, ValueError, RuntimeError, RecursionError) as error:
        raise Denied(IS_BROKEN) from error
    finally:
        file.seek(0)


def _check_outside(file: File[bytes], room: int) -> None:
    if not (file.name or "").lower().endswith(".pdf"):
        raise Denied(_("Only PDF files can be attached."))
    if not file.size:
        raise Denied(_("This file is empty."))
    if file.size > LARGEST_FILE:
        raise Denied(_("This file is larger than 20 MB. Attach a smaller one."))
    if file.size > room:
        raise Denied(
            _("All files of an application together may have 60 MB; this one is too many.")
        )
    file.seek(0)
    if file.read(5) != b"%PDF-":
        raise Denied(_("This file is not a PDF, whatever its name says."))
    if zipfile.is_zipfile(file):
        raise Denied(_("This file is a PDF and an archive at once. Save it again as a plain PDF."))


def _check_inside(pdf: pikepdf.Pdf) -> None:
    if pdf.is_encrypted:
        raise Denied(_("This PDF is encrypted. Attach it without protection."))
    if len(pdf.objects) > MOST_OBJECTS:
        raise Denied(_("This PDF is too complex. Print it to a new PDF and attach that."))
    if len(pdf.pages) > MOST_PAGES:
        raise Denied(_("This PDF has more than 300 pages. Attach a shorter one."))
    for part in pdf.objects:
        for dictionary in _dictionaries(part):
            _check_dictionary(dictionary)
    if any(UNREAD in warning for warning in pdf.get_warnings()):
        raise Denied(IS_BROKEN)


def _check_dictionary(dictionary: Any) -> None:
    keys = set(dictionary.keys())
    if keys & ACTIVE_KEYS or str(dictionary.get("/S")) in ACTIVE_ACTIONS:
        raise Denied(HAS_SCRIPTS)
    if keys & EMBEDDING_KEYS or str(dictionary.get("/Type")) == "/EmbeddedFile":
        raise Denied(HAS_FILES)


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
