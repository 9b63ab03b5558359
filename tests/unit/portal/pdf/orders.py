"""Orders for the renderer, small unless a test says otherwise."""

from datetime import UTC, datetime

from portal.pdf.contract import Attachment, Limits
from portal.pdf.wire import Order

MADE_AT = datetime(2025, 9, 1, 1, 30, tzinfo=UTC)


def order(
    html: str, *, attachments: tuple[Attachment, ...] = (), limits: Limits | None = None
) -> Order:
    """Return an order for ``html`` in English."""
    return Order(
        html=html,
        title="Letter 龍",
        language="en-HK",
        made_at=MADE_AT,
        attachments=attachments,
        limits=limits or Limits(),
    )
