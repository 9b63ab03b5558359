"""Bidding that is open or over, and bids, by the operations that officers and assessors use."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from grants.applications.models import Application
from grants.programmes.models import Call
from reviews.bidding import operations
from reviews.bidding.models import BiddingRound
from reviews.pool.models import Assessor
from tests.factories import assessors, assignments, people


def opened(call: Call, *, days: int = 7) -> BiddingRound:
    """The bidding of the call, open for ``days`` more."""
    now = timezone.now()
    return operations.open_bidding(
        call_id=call.pk, closes_at=now + timedelta(days=days), actor=people.paul(), now=now
    )


def over(bidding: BiddingRound) -> BiddingRound:
    """The same after its closing, as if it had been an hour ago."""
    now = timezone.now()
    bidding.opened_at, bidding.closes_at = now - timedelta(days=3), now - timedelta(hours=1)
    bidding.save(update_fields=["opened_at", "closes_at"])
    return bidding


def placed(assessor: Assessor, *applications: Application, wish: str = "would_like") -> int:
    """The assessor's wish about each of the applications; how many changed."""
    return operations.save_bids(
        call_id=applications[0].call_id,
        wishes={one.reference: wish for one in applications},
        actor=assessors.actor(assessor),
        now=timezone.now(),
    )


def scene(applications: int = 3, in_pool: int = 2) -> tuple[list[Application], list[Assessor]]:
    """A call in assessment with bare applications and a pool, whose bidding is open."""
    call = assignments.closed_call(assessors_per_application=1)
    rows = assignments.rows(call, applications)
    people_in_it = assessors.pool(call, in_pool)
    opened(call)
    return rows, people_in_it
