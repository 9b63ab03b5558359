"""A call as PDF: everything its page tells, all questions too, in one language.

The page is public, so a click must not cost a rendering: a PDF is kept under the fingerprint of
what it says, and only one process at a time makes the same one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from django.core.cache import cache
from django.db import connection, transaction

from grants.programmes.models import Call
from portal.pdf.letters import Document, compose
from portal.pdf.render import Limits

TEMPLATE = "letters/call/call.html"
LIMITS = Limits(pages=60)
KEPT_SECONDS = 30 * 24 * 3600


class Sheet(NamedTuple):
    """What a call says in one language, before it is a PDF; ``fingerprint`` is of all of it."""

    document: Document
    fingerprint: str


def sheet_of(call: Call, context: Mapping[str, Any], *, language: str) -> Sheet:
    """The document that ``context``, the call's page, makes; no PDF is made yet."""
    document = compose(TEMPLATE, context, language=language)
    made_at = _dated(call).isoformat()
    words = f"{document.language}\n{made_at}\n{document.html}"
    return Sheet(document, hashlib.sha256(words.encode()).hexdigest())


def pdf_of(call: Call, sheet: Sheet) -> bytes:
    """The PDF of ``sheet``: the kept one, or made now; raises ``RenderFailed``.

    Whoever asks while it is being made waits for that one instead of making another.
    """
    key = f"call-pdf:{sheet.fingerprint}"
    kept = cache.get(key)
    if kept is None:
        with transaction.atomic():
            _wait_for_turn(sheet.fingerprint)
            kept = cache.get(key)
            if kept is None:
                kept = sheet.document.pdf(made_at=_dated(call), limits=LIMITS)
                cache.set(key, kept, KEPT_SECONDS)
    return bytes(kept)


def _wait_for_turn(fingerprint: str) -> None:
    number = int(fingerprint[:15], 16)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])


def _dated(call: Call) -> datetime:
    """The date the PDF carries: that of publication, of a draft the day it was begun."""
    return call.published_at or call.created_at
