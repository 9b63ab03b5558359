"""Who may open the bidding of a call, move its closing, and bid; and until when."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from grants.programmes import lifecycle as calls
from grants.programmes.models import Call
from portal.accounts.actors import Actor
from portal.accounts.models import Role
from portal.core.denial import Denied
from portal.ui.formats import hkt
from reviews.bidding.models import BiddingRound

LONGEST = timedelta(days=180)
"""How far ahead the closing may lie."""

TAKEN_IN = (calls.PUBLISHED, calls.ASSESSMENT)
"""States of a call in which it may take bids: those in which assessors are assigned."""


def is_open(bidding: BiddingRound, *, now: datetime) -> bool:
    """Whether bids are taken at this moment; the closing moment itself is too late."""
    return bidding.call.state in TAKEN_IN and now < bidding.closes_at


def check_keep_bidding(actor: Actor, call: Call) -> None:
    """Officers of the call, while its assessors are assigned."""
    if not actor.has(Role.OFFICER, call.code):
        raise Denied(_("Only a programme officer of this call can do this."))
    if call.state == calls.DRAFT:
        raise Denied(_("This call is not published yet."))
    if call.state not in TAKEN_IN:
        raise Denied(_("The assessment of this call is over."))


def check_can_open(actor: Actor, call: Call, *, applications: int, serving: int) -> None:
    """Bidding needs something to bid on and somebody who bids."""
    check_keep_bidding(actor, call)
    if not applications:
        raise Denied(
            _("No application has been found eligible yet, so there is nothing to bid on.")
        )
    if not serving:
        raise Denied(_("The pool has no available assessor. Add assessors to the pool first."))


def check_can_move(actor: Actor, bidding: BiddingRound, *, now: datetime) -> None:
    """The closing moves while bidding is open. Once it is over it is over for everybody."""
    check_keep_bidding(actor, bidding.call)
    if not is_open(bidding, now=now):
        raise Denied(_("Bidding closed on %(at)s.") % {"at": hkt(bidding.closes_at)})


def check_closing(closes_at: datetime, *, now: datetime) -> None:
    """The closing lies ahead, and not farther than half a year."""
    if closes_at <= now:
        raise Denied(_("The closing must lie in the future."))
    if closes_at > now + LONGEST:
        raise Denied(_("Bidding may last 180 days at most."))


def check_bid(actor: Actor, bidding: BiddingRound, *, is_serving: bool, now: datetime) -> None:
    """Assessors who can be given work bid until the closing moment."""
    if not actor.has(Role.ASSESSOR, bidding.call.code):
        raise Denied(_("Only an assessor of this call can do this."))
    if bidding.call.state not in TAKEN_IN:
        raise Denied(_("The assessment of this call is over."))
    if now >= bidding.closes_at:
        raise Denied(
            _("Bidding closed on %(at)s. Nothing was changed.") % {"at": hkt(bidding.closes_at)}
        )
    if not is_serving:
        raise Denied(_("You can bid once you can be given applications."))
