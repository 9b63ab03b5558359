"""What bidding adds to home pages, exports and personal copies."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.accounts.actors import Actor, holds
from portal.accounts.models import Role
from portal.copies.registry import register_part
from portal.dashboard import registry
from portal.exports.registry import register as register_export
from portal.jobs.operations import enqueue
from portal.ui.formats import hkt
from reviews.bidding import exports, personal_copy, queries
from reviews.pool.register import followers
from reviews.pool.register.models import RegisterFiling


def register() -> None:
    """The card of assessors; the table of officers; own bids in the copy; a look after filings."""
    register_export(exports.KIND)
    followers.register(look_after)
    register_part(73, "bids", gettext_lazy("Your bids on applications"), personal_copy.collect)
    registry.register(
        registry.Card(
            order=16,
            shown_to=holds(Role.ASSESSOR),
            load=applications_to_bid_on,
            title=gettext_lazy("Bidding"),
        )
    )


def applications_to_bid_on(actor: Actor, now: datetime) -> Sequence[registry.Entry]:
    """One entry for each call that takes bids; it counts nothing, for a count would tell."""
    return [
        registry.Entry(
            title=_("Applications to bid on in %(call)s") % {"call": bidding.call.code},
            text=_("Until %(at)s.") % {"at": hkt(bidding.closes_at)},
            href=reverse("bid-list", args=[bidding.call.code]),
            action=_("Say what you would like to assess"),
            tone="teal",
        )
        for bidding in queries.open_rounds_for(actor, now=now)
    ]


def look_after(filing: RegisterFiling) -> None:
    """Promise a look for conflicts in each call in whose pool they are and that takes bids now."""
    for bidding in queries.open_rounds_of(filing.assessor, now=filing.filed_at):
        enqueue(
            "reviews.bidding.look_again",
            key=f"bidding-look:{bidding.pk}:{filing.pk}",
            requested_by=filing.assessor.user,
            round_id=bidding.pk,
            assessor_id=filing.assessor_id,
        )
