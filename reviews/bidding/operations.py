"""Opening the bidding of a call, moving its closing, and keeping an assessor's bids."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from grants.applications.models import Application
from grants.applications.queries import transaction_time
from grants.programmes.models import Call
from portal.accounts.actors import Actor
from portal.audit.operations import record
from portal.notifications.operations import notify
from reviews.bidding import queries, rules
from reviews.bidding.models import Bid, BiddingRound, Wish
from reviews.conflicts.operations import suggest
from reviews.conflicts.queries import pool_assessors
from reviews.pool.models import Assessor
from reviews.pool.queries import serving


@transaction.atomic
def open_bidding(*, call_id: int, closes_at: datetime, actor: Actor, now: datetime) -> BiddingRound:
    """Let the assessors of a call bid until ``closes_at``, and tell each who can be given work.

    Conflicts are looked for first. Opened already, the closing is moved instead.
    """
    call = Call.objects.select_for_update(no_key=True).get(pk=call_id)
    known = queries.round_of(call)
    if known is not None:
        return _move(known, closes_at=closes_at, actor=actor, now=now)
    able = serving(call, now=now).count()
    applications = call.applications.filter(state__in=queries.UP_FOR_BIDS).count()
    rules.check_can_open(actor, call, applications=applications, serving=able)
    rules.check_closing(closes_at, now=now)
    suggest(call, assessors=pool_assessors(call), actor=actor, now=now)
    bidding = BiddingRound.objects.create(
        call=call, opened_by=actor.person, opened_at=now, closes_at=closes_at, told_at=now
    )
    record("bidding.open", actor=actor, subject=bidding, closes_at=closes_at.isoformat())
    _tell(bidding, is_moved=False, now=now)
    return bidding


@transaction.atomic
def move_closing(*, call_id: int, closes_at: datetime, actor: Actor, now: datetime) -> BiddingRound:
    """Close the bidding earlier or later than was said, and tell everybody who can bid.

    The same closing again changes nothing and is told to nobody.
    """
    call = Call.objects.select_for_update(no_key=True).get(pk=call_id)
    bidding = BiddingRound.objects.select_related("call").get(call=call)
    return _move(bidding, closes_at=closes_at, actor=actor, now=now)


def _move(
    bidding: BiddingRound, *, closes_at: datetime, actor: Actor, now: datetime
) -> BiddingRound:
    rules.check_can_move(actor, bidding, now=now)
    if closes_at == bidding.closes_at:
        return bidding
    rules.check_closing(closes_at, now=now)
    before, bidding.closes_at, bidding.told_at = bidding.closes_at, closes_at, now
    bidding.save(update_fields=["closes_at", "told_at"])
    record(
        "bidding.move_closing",
        actor=actor,
        subject=bidding,
        closed_at=before.isoformat(),
        closes_at=closes_at.isoformat(),
    )
    _tell(bidding, is_moved=True, now=now)
    return bidding


@transaction.atomic
def look_again(*, round_id: int, assessor_id: int, now: datetime) -> int:
    """Suggest what an assessor's new register has in common with the applications of a call.

    The list of bids leaves it out anyhow. Written down it stays out whatever is filed next, so a
    register cannot be used to find out who applies; and officers see it. How many were new.
    """
    bidding = BiddingRound.objects.get(pk=round_id)
    call = Call.objects.select_for_update(no_key=True).get(pk=bidding.call_id)
    people = pool_assessors(call).filter(pk=assessor_id)
    return suggest(call, assessors=people, actor=None, now=now)


def _tell(bidding: BiddingRound, *, is_moved: bool, now: datetime) -> None:
    call = bidding.call
    for member in serving(call, now=now):
        notify(
            "bidding-open",
            key=f"bidding-open:{bidding.pk}:{now.isoformat()}:{member.assessor_id}",
            to=member.assessor.user,
            context={"call": call, "closes_at": bidding.closes_at, "is_moved": is_moved},
            scope=call.code,
        )


@transaction.atomic
def save_bids_now(*, call_id: int, wishes: Mapping[str, str], actor: Actor) -> int:
    """Keep bids by the database's clock at the start of this transaction, as submitting does.

    A wrong clock of the web server lets nobody in after the closing.
    """
    return save_bids(call_id=call_id, wishes=wishes, actor=actor, now=transaction_time())


@transaction.atomic
def save_bids(*, call_id: int, wishes: Mapping[str, str], actor: Actor, now: datetime) -> int:
    """Keep what ``actor`` says of applications, by reference; how many bids changed.

    Only of applications they may hear of; the others are passed over as if they were not there.
    What is the same already is not written again, so a double click changes nothing. Two windows
    of one person do not know of each other: of each application the last save stands.
    """
    bidding = BiddingRound.objects.select_related("call").get(call=call_id)
    is_serving = queries.bidder(actor, bidding.call, now=now) is not None
    rules.check_bid(actor, bidding, is_serving=is_serving, now=now)
    assessor = Assessor.objects.select_for_update().get(user=actor.person)
    seen = queries.visible_to(actor, bidding.call, assessor).filter(reference__in=list(wishes))
    applications = list(seen.select_related("call").order_by("reference"))
    known = queries.wishes_of(assessor, [one.pk for one in applications])
    changed = 0
    for application in applications:
        before = Wish(known.get(application.pk, Wish.COULD))
        after = Wish(wishes[application.reference])
        if after != before:
            _place(assessor, application, before, after, actor=actor, now=now)
            changed += 1
    return changed


def _place(
    assessor: Assessor,
    application: Application,
    before: Wish,
    after: Wish,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    bid = Bid(assessor=assessor, application=application, wish=after, placed_at=now)
    own = Bid.objects.filter(assessor=assessor, application=application)
    if after == Wish.COULD:
        own.delete()
    elif not own.update(wish=after, placed_at=now):
        bid.save(force_insert=True)
    record("bid.place", actor=actor, subject=bid, states=(before.value, after.value))
