"""Reads of bidding; an assessor's page starts from ``visible_to``, an officer's from ``counted``.

What a conflict keeps from an assessor is in none of their lists and counts, and a bid on it counts
for nothing (AZ-06).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from grants.applications.lifecycle import ASSESSED, ASSESSMENT, ELIGIBLE
from grants.applications.models import Application
from grants.applications.veils import veiled_rows
from grants.programmes.models import Call
from portal.accounts.actors import Actor
from portal.accounts.models import Role
from reviews.bidding import rules
from reviews.bidding.models import Bid, BiddingRound, Wish
from reviews.conflicts.models import Conflict, Ruling
from reviews.conflicts.queries import evidence_in
from reviews.pool.models import Assessor, PoolMember
from reviews.pool.queries import serving

UP_FOR_BIDS = (ELIGIBLE, ASSESSMENT)
COUNTED_IN = (*UP_FOR_BIDS, ASSESSED)


def round_of(call: Call) -> BiddingRound | None:
    """The bidding of a call, open or over; None where it was never switched on."""
    return BiddingRound.objects.select_related("call", "opened_by").filter(call=call).first()


def open_round(call: Call, *, now: datetime) -> BiddingRound | None:
    """The bidding of a call, if it takes bids now."""
    found = round_of(call)
    return found if found is not None and rules.is_open(found, now=now) else None


def rounds_for(actor: Actor) -> QuerySet[BiddingRound]:
    """The bidding of the calls in whose pool ``actor`` is and for which the role is in force."""
    scopes = actor.scopes(Role.ASSESSOR)
    pools = PoolMember.objects.current().filter(assessor__user=actor.user)
    rounds = BiddingRound.objects.filter(call__in=pools.values("call"))
    if scopes is not None:
        rounds = rounds.filter(call__code__in=scopes)
    return rounds.select_related("call").order_by("closes_at", "pk")


def open_rounds_for(actor: Actor, *, now: datetime) -> list[BiddingRound]:
    """Those of them that take bids now."""
    return [one for one in rounds_for(actor) if rules.is_open(one, now=now)]


def open_rounds_of(assessor: Assessor, *, now: datetime) -> list[BiddingRound]:
    """Those that take bids now, of the calls in whose pool ``assessor`` is."""
    pools = PoolMember.objects.current().filter(assessor=assessor)
    rounds = BiddingRound.objects.filter(call__in=pools.values("call")).select_related("call")
    return [one for one in rounds.order_by("pk") if rules.is_open(one, now=now)]


def bidder(actor: Actor, call: Call, *, now: datetime) -> Assessor | None:
    """The assessor behind ``actor`` if they can be given work in the call now.

    Without this year's register nobody is shown anything: their interests could not be compared.
    """
    found = serving(call, now=now).filter(assessor__user=actor.user).first()
    return found.assessor if found else None


def visible_to(actor: Actor, call: Call, assessor: Assessor) -> QuerySet[Application]:
    """The applications up for assignment that ``assessor``, who is ``actor``, may hear of.

    Not those that were given to them already, in whatever state. Not those of a conflict, ruled on
    or not, nor those in which evidence would find one today: nobody need have looked since the
    application or the assessor came.
    """
    hidden = Conflict.objects.barring().filter(assessor=assessor).values("application_id")
    return (
        call.applications.filter(state__in=UP_FOR_BIDS)
        .exclude(assignments__assessor=assessor)
        .exclude(pk__in=hidden)
        .exclude(pk__in=_suspected(call, assessor))
        .exclude(pk__in=veiled_rows(actor).values("pk"))
    )


def _suspected(call: Call, assessor: Assessor) -> set[int]:
    """Applications that evidence speaks of and no officer has dismissed as it stands."""
    dismissed = set(
        Conflict.objects.filter(
            assessor=assessor, application__call=call, ruling=Ruling.DISMISSED
        ).values_list("application_id", "source", "evidence")
    )
    return {
        match.application_id
        for match in evidence_in(call, assessors=[assessor])
        if (match.application_id, match.source, match.found) not in dismissed
    }


def wishes_of(assessor: Assessor, applications: Iterable[int]) -> dict[int, str]:
    """What the assessor said of each of the applications, by id; without those left open."""
    bids = Bid.objects.filter(assessor=assessor, application__in=list(applications))
    return dict(bids.values_list("application_id", "wish"))


def counting() -> QuerySet[Bid]:
    """The bids that count.

    Of assessors who are in the pool of the call, on applications that still run, with no conflict
    between.
    """
    between = Conflict.objects.barring().filter(
        application_id=OuterRef("application_id"), assessor_id=OuterRef("assessor_id")
    )
    pool = PoolMember.objects.current().filter(
        call_id=OuterRef("application__call_id"), assessor_id=OuterRef("assessor_id")
    )
    return Bid.objects.filter(~Exists(between), Exists(pool), application__state__in=COUNTED_IN)


def wishes(
    applications: Collection[int], assessors: Collection[int]
) -> dict[tuple[int, int], Wish]:
    """The wishes that count among these, by (application, assessor) ids; one query."""
    bids = counting().filter(application__in=applications, assessor__in=assessors)
    rows = bids.values_list("application_id", "assessor_id", "wish")
    return {(application, assessor): Wish(wish) for application, assessor, wish in rows}
