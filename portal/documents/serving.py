"""Handing a file to a browser: always as a download, never interpreted (requirement FI-03)."""

from __future__ import annotations

from django.http import FileResponse

from portal.documents.models import Document


def download(document: Document, *, name: str = "") -> FileResponse:
    """``document`` as an attachment; the calling view has already asked who may open it.

    ``name`` stands for a reader to whom its own name would tell too much.
    """
    response = FileResponse(
        document.file.open("rb"),
        as_attachment=True,
        filename=name or document.name,
        content_type=document.content_type,
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response
