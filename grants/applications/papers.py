"""The receipt and a submitted version as PDF, for the applicant's own files.

Made when somebody asks for them and not with the submission, which must neither wait for a printer
nor fail with it. The same version in the same language has the same bytes each time.
"""

from __future__ import annotations

import re
from typing import Any

from grants.applications import snapshots
from grants.applications.models import Application, Snapshot
from portal.pdf.glyphs import missing_characters
from portal.pdf.letters import render_template_pdf
from portal.pdf.render import Attachment, Limits

LIMITS = Limits(pages=400, seconds=60, mebibytes=1024)
"""A version with every answer at its limit has some 60 pages."""

TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""Characters that would turn around the text beside them."""


def receipt_pdf(application: Application, snapshot: Snapshot, *, language: str) -> bytes:
    """Reference, time, who, and the checksums of the content and of each file."""
    return _printed("receipt", application, snapshot, language)


def version_pdf(application: Application, snapshot: Snapshot, *, language: str) -> bytes:
    """Everything that was submitted, word for word, with the content as data inside."""
    content = Attachment(
        name=content_name(application, snapshot),
        content=snapshots.canonical(snapshot.content),
        description=f"Content, SHA-256 {snapshot.sha256}",
        relationship="Source",
    )
    return _printed("version", application, snapshot, language, content)


def content_name(application: Application, snapshot: Snapshot) -> str:
    """The file name of a version's content as data."""
    return f"{application.reference}-version-{snapshot.number}.json"


def _printed(
    kind: str,
    application: Application,
    snapshot: Snapshot,
    language: str,
    *attachments: Attachment,
) -> bytes:
    content = printable(snapshot.content)
    context = {
        "application": application,
        "snapshot": snapshot,
        "content": content,
        "is_spelled": content != snapshot.content,
        "submitted_by": printable(snapshot.submitted_by.name),
        "content_name": content_name(application, snapshot),
    }
    return render_template_pdf(
        f"letters/application/{kind}.html",
        context,
        language=language,
        made_at=snapshot.submitted_at,
        attachments=attachments,
        limits=LIMITS,
    )


def printable(value: Any) -> Any:
    """``value`` with each character that cannot be printed written as its number, ``[U+1F600]``.

    Emoji and scripts that the typeface lacks must not stop somebody's document.
    """
    if isinstance(value, dict):
        return {key: printable(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [printable(inner) for inner in value]
    if not isinstance(value, str):
        return value
    for character in (*missing_characters(value), *TURNING.findall(value)):
        value = value.replace(character, f"[U+{ord(character):04X}]")
    return value
