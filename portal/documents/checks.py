"""Whether an uploaded file is a plain PDF of a bearable size (requirement FI-01).

Ending, size and first bytes are looked at here; its inside by a confined process
(``inspection``). Every refusal is a sentence for the person who chose the file. The file is left
at its start.
"""

from __future__ import annotations

import logging
import tempfile
import weakref
import zipfile
from pathlib import PurePosixPath
from typing import Any

from django.core.files.base import File
from django.utils.translation import gettext_lazy as _

from portal.core.denial import Denied
from portal.core.text import is_writable, tidy_text
from portal.documents.inspection import Fault
from portal.documents.sight import Sight, glass
from portal.pdf.wire import Silence

log = logging.getLogger(__name__)

LARGEST_FILE = 20_000_000
LONGEST_NAME = 150
PIECE = 1 << 16

SENTENCES: dict[Fault, Any] = {
    Fault.MIXED: _(
        "This file is a PDF and something else at once. Print it to a new PDF and attach that."
    ),
    Fault.PASSWORD: _("This PDF has a password. Attach it without one."),
    Fault.ENCRYPTED: _("This PDF is encrypted. Attach it without protection."),
    Fault.COMPLEX: _("This PDF is too complex. Print it to a new PDF and attach that."),
    Fault.LONG: _("This PDF has more than 300 pages. Attach a shorter one."),
    Fault.HUGE_PAGE: _("A page of this PDF is larger than 5 metres. Attach a smaller one."),
    Fault.ACTIVE: _(
        "This PDF holds scripts or actions that run by themselves. "
        "Print it to a new PDF and attach that."
    ),
    Fault.EMBEDDED: _(
        "This PDF holds other files inside. Remove them, or attach them as PDFs of their own."
    ),
    Fault.BROKEN: _(
        "This PDF is damaged and cannot be opened. Save it again and attach the new file."
    ),
}

_found_plain: weakref.WeakSet[File[bytes]] = weakref.WeakSet()
"""Files that passed: the form and the deed are given the same one, and it is looked at once."""


def safe_text(written: str) -> str:
    """A file's name as data: one line, no folders, nothing that hides or turns text."""
    usable = "".join(one for one in written if is_writable(one)).replace("\\", "/")
    plain = " ".join(tidy_text(usable).split())
    name = PurePosixPath(plain).name[-255:]
    return name if name.strip(". ") else "document"


def safe_name(written: str) -> str:
    """The name a person gave a file, fit to be shown and sent back: no folders, no controls.

    It is data alone: the stored file has a random name (requirement FI-04).
    """
    name = safe_text(written)
    stem = name[:-4] if name.lower().endswith(".pdf") else name
    return f"{stem.strip('. ')[:LONGEST_NAME].strip('. ') or 'document'}.pdf"


def check_pdf(file: File[bytes], *, room: int = LARGEST_FILE) -> None:
    """Refuse all but a plain PDF of a bearable size; ``room`` is how many bytes may be added."""
    _check_outside(file, room)
    if file in _found_plain:
        return
    try:
        fault = _look_inside(file)
    except (OSError, Silence) as error:
        log.exception("a file of %s bytes could not be looked into", file.size)
        raise Denied(_("The file could not be checked. Try again later.")) from error
    finally:
        file.seek(0)
    if fault:
        raise Denied(SENTENCES[Fault(fault)])
    _found_plain.add(file)


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


def _look_inside(file: File[bytes]) -> str:
    """The fault the confined process found; a file held in memory is written down for it."""
    with tempfile.NamedTemporaryFile(prefix="portal-look-") as copy:
        file.seek(0)
        while piece := file.read(PIECE):
            copy.write(piece)
        copy.flush()
        facts, _body = glass.print(Sight(path=copy.name))
    return str(facts["fault"])
