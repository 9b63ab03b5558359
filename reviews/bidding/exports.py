"""The bids of a call, counted, as a table to take away."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grants.programmes.models import Call
from portal.accounts.actors import Actor
from portal.exports.registry import Column, Table
from reviews.bidding.tallies import tallies
from reviews.pool.call_exports import counted_by_both, kind_of_call


def table(call: Call, actor: Actor) -> Table:
    """The two tables of the page as they are when the file is made (AZ-06)."""
    told = tallies(call, actor, now=timezone.now())
    return counted_by_both(
        _("Bids"),
        [
            Column("would_like", _("Would like to")),
            Column("rather_not", _("Would rather not")),
        ],
        lambda tally: (tally.would_like, tally.rather_not),
        applications=told.applications,
        assessors=told.assessors,
    )


KIND = kind_of_call(
    "bids",
    gettext_lazy("Bids by application and by assessor"),
    page="call-bidding",
    refusal=gettext_lazy("You have no role that reads the bids of this call."),
    table=table,
)
