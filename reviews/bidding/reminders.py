"""Reminding assessors who have bid on nothing, once, before the bidding closes."""

from __future__ import annotations

from datetime import datetime, time
from typing import NamedTuple

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from grants.applications.models import Application
from portal.accounts.models import User
from portal.jobs.models import Job
from portal.jobs.operations import enqueue
from portal.notifications.operations import notify
from portal.ui.formats import in_hong_kong
from portal.workdays.queries import calendar
from portal.workdays.reckoning import Calendar
from reviews.bidding import rules
from reviews.bidding.models import Bid, BiddingRound
from reviews.bidding.queries import UP_FOR_BIDS
from reviews.pool.models import PoolMember
from reviews.pool.queries import serving

DAYS_BEFORE = 2
"""Working days before the closing day on which the reminder leaves."""

MORNING = time(9, 0)
"""Nobody is reminded before this time of Hong Kong."""


class Occasion(NamedTuple):
    """One reminder: an assessor who has said nothing of any application of the call."""

    round_id: int
    assessor_id: int

    @property
    def key(self) -> str:
        """Unique for ever: nobody is reminded twice, also where the closing moves."""
        return f"bidding-reminder:{self.round_id}:{self.assessor_id}"


def is_time(bidding: BiddingRound, known: Calendar, *, now: datetime) -> bool:
    """Whether reminders of the round leave now; not on the day on which everybody was told.

    Everybody is told of the opening, and of each other closing.
    """
    here, closing = in_hong_kong(now), in_hong_kong(bidding.closes_at)
    is_later = in_hong_kong(bidding.told_at).date() < here.date()
    is_near = known.before(closing.date(), DAYS_BEFORE) <= here.date()
    return rules.is_open(bidding, now=now) and is_later and is_near and here.time() >= MORNING


def silent(bidding: BiddingRound, *, now: datetime) -> QuerySet[PoolMember]:
    """Members who can be given work, could bid on something in the call and have said nothing."""
    spoken = Bid.objects.filter(application__call=bidding.call_id).values("assessor")
    theirs = Application.objects.filter(
        pk=OuterRef("pk"), assignments__assessor=OuterRef(OuterRef("assessor_id"))
    )
    up_for_bids = Application.objects.filter(call=bidding.call_id, state__in=UP_FOR_BIDS)
    members = serving(bidding.call, now=now).exclude(assessor__in=spoken)
    return members.filter(Exists(up_for_bids.filter(~Exists(theirs))))


def promise_all(*, now: datetime) -> int:
    """Promise every reminder that is due and was not promised yet; how many. Called by beat."""
    known_days = calendar()
    rounds = BiddingRound.objects.filter(closes_at__gt=now).select_related("call")
    wanted = {
        occasion.key: occasion
        for bidding in rounds.order_by("pk")
        if is_time(bidding, known_days, now=now)
        for occasion in (Occasion(bidding.pk, one.assessor_id) for one in silent(bidding, now=now))
    }
    known = set(Job.objects.filter(key__in=wanted).values_list("key", flat=True))
    for key in sorted(wanted.keys() - known):
        occasion = wanted[key]
        with transaction.atomic():
            enqueue(
                "reviews.bidding.remind",
                key=key,
                round_id=occasion.round_id,
                assessor_id=occasion.assessor_id,
            )
    return len(wanted.keys() - known)


@transaction.atomic
def remind(*, round_id: int, assessor_id: int, now: datetime) -> bool:
    """Write the message if it is still true and still the time; whether it was."""
    bidding = BiddingRound.objects.select_related("call").get(pk=round_id)
    if not is_time(bidding, calendar(), now=now):
        return False
    member = silent(bidding, now=now).filter(assessor=assessor_id).first()
    if member is None:
        return False
    _write(bidding, member.assessor.user, Occasion(round_id, assessor_id))
    return True


def _write(bidding: BiddingRound, user: User, occasion: Occasion) -> None:
    notify(
        "bidding-reminder",
        key=occasion.key,
        to=user,
        context={"call": bidding.call, "closes_at": bidding.closes_at},
        scope=bidding.call.code,
    )
