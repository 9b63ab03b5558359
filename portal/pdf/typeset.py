"""One document through WeasyPrint: fonts, tags, PDF/A-3 and PDF/UA metadata."""

import io
import logging
from dataclasses import dataclass
from datetime import UTC
from html import unescape

import weasyprint
from weasyprint.text.fonts import FontConfiguration

from portal.pdf import fonts
from portal.pdf.contract import Attachment, MissingGlyph, Reason, RenderFailed
from portal.pdf.fetcher import AssetFetcher, RefusedResource
from portal.pdf.metadata import Metadata
from portal.pdf.tagging import mend
from portal.pdf.wire import Order

# A relative address stays relative to this one, and so is refused.
SOURCE = "asset:document"


@dataclass(frozen=True, kw_only=True)
class Sheets:
    """A finished PDF and its number of pages."""

    pdf: bytes
    pages: int


class _Gaps(logging.Handler):
    """Collects WeasyPrint's warnings of missing glyphs: to WeasyPrint a box is only a warning."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        message = record.getMessage()
        if "notdef" in message:
            self.found.append(message)


def typeset(order: Order) -> Sheets:
    """Render the document here and now; raise ``RenderFailed``.

    Time and memory are bounded by the process this runs in, see ``portal.pdf.child``.
    """
    gaps = _Gaps()
    logger = logging.getLogger("weasyprint")
    logger.addHandler(gaps)
    try:
        sheets = _render(order)
    except RefusedResource as refused:
        raise RenderFailed(Reason.REFUSED_RESOURCE, str(refused)) from None
    except (RecursionError, MemoryError) as bomb:
        raise RenderFailed(Reason.TOO_BIG, type(bomb).__name__) from None
    finally:
        logger.removeHandler(gaps)
    if gaps.found:
        raise MissingGlyph((), gaps.found[0])
    return sheets


def _render(order: Order) -> Sheets:
    fetcher = AssetFetcher(fonts.for_document(unescape(order.html), language=order.language))
    configuration = FontConfiguration()
    family = weasyprint.CSS(
        string=fonts.style(order.language), font_config=configuration, url_fetcher=fetcher
    )
    source = weasyprint.HTML(string=order.html, base_url=SOURCE, url_fetcher=fetcher)
    document = source.render(
        font_config=configuration, stylesheets=[family], pdf_variant="pdf/a-3a"
    )
    if len(document.pages) > order.limits.pages:
        raise RenderFailed(
            Reason.TOO_LONG, f"{len(document.pages)} pages, at most {order.limits.pages}"
        )
    document.metadata = Metadata(title=order.title, language=order.language, made_at=order.made_at)
    pdf = document.write_pdf(
        finisher=mend,
        pdf_variant="pdf/a-3a",
        attachments=[_attach(a, order, fetcher) for a in order.attachments],
    )
    if fetcher.refused:
        raise RefusedResource(fetcher.refused[0])
    return Sheets(pdf=pdf, pages=len(document.pages))


def _attach(attachment: Attachment, order: Order, fetcher: AssetFetcher) -> weasyprint.Attachment:
    moment = order.made_at.astimezone(UTC)
    return weasyprint.Attachment(
        file_obj=io.BytesIO(attachment.content),
        url_fetcher=fetcher,
        name=attachment.name,
        description=attachment.description,
        created=moment,
        modified=moment,
        relationship=attachment.relationship,
    )
