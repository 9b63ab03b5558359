"""What a personal copy says of bidding: what the assessor said of which application."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from portal.accounts.actors import Actor
from portal.copies.registry import Entry, Fact
from reviews.bidding.models import Bid


def collect(actor: Actor) -> Iterator[Entry]:
    """Own bids by reference, never a title, those that count for nothing too; one query."""
    own = Bid.objects.filter(assessor__user=actor.person).select_related("application")
    for bid in own.order_by("placed_at", "pk"):
        yield Entry(
            bid.application.reference,
            facts=[
                Fact("wish", _("Bid"), bid.wish, str(bid.get_wish_display())),
                Fact("placed_at", _("Saved at"), bid.placed_at),
            ],
        )
