"""HTML to an accessible, archivable PDF: the one way to make one."""

from collections.abc import Sequence
from datetime import datetime
from html import unescape

from portal.pdf.contract import Attachment, Limits, MissingGlyph, Reason, RenderFailed
from portal.pdf.glyphs import missing_characters
from portal.pdf.press import press
from portal.pdf.wire import Order, Silence

__all__ = ["Attachment", "Limits", "MissingGlyph", "Reason", "RenderFailed", "render_pdf"]


def render_pdf(
    html: str,
    *,
    title: str,
    language: str,
    made_at: datetime,
    attachments: Sequence[Attachment] = (),
    limits: Limits = Limits(),  # noqa: B008 # frozen
) -> bytes:
    """Return ``html`` as a tagged PDF/A-3a with PDF/UA's mark; raise ``RenderFailed``.

    ``language`` is the BCP 47 tag of the whole document, ``made_at`` the moment written as its
    date: the same arguments give the same bytes. Resources are named ``asset:<file>`` and come
    from ``portal/pdf/assets``; any other address fails the document. Nothing of a failed document
    is kept, and the next one is not touched by it.
    """
    if made_at.tzinfo is None:
        raise ValueError("made_at needs a time zone")
    if gaps := missing_characters(unescape(html)):
        raise MissingGlyph(gaps)
    order = Order(
        html=html,
        title=title,
        language=language,
        made_at=made_at,
        attachments=tuple(attachments),
        limits=limits,
    )
    try:
        answer, pdf = press.print(order)
    except Silence:
        raise RenderFailed(Reason.BROKEN, "the renderer ended without an answer") from None
    if answer["reason"] is None:
        return pdf
    if answer["reason"] == Reason.MISSING_GLYPH:
        raise MissingGlyph((), answer["detail"])
    raise RenderFailed(Reason(answer["reason"]), answer["detail"])
