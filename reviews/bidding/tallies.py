"""How many bid, and what they said: for officers, without what an interest hides from them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from grants.applications.models import Application
from grants.applications.veils import veiled_rows
from grants.programmes.models import Call
from portal.accounts.actors import Actor
from reviews.bidding.models import Wish
from reviews.bidding.queries import COUNTED_IN, counting
from reviews.pool.models import Assessor
from reviews.pool.queries import members_of, serving


@dataclass(frozen=True)
class Tally:
    """How many would like to and how many would rather not."""

    would_like: int
    rather_not: int

    @property
    def bids(self) -> int:
        """Both together."""
        return self.would_like + self.rather_not


@dataclass(frozen=True)
class Tallies:
    """Applications with the fewest wishes first; assessors by name, those without bids first.

    ``can_bid`` is how many assessors can bid now, ``have_bid`` how many said anything at all.
    """

    applications: Sequence[tuple[Application, Tally]]
    assessors: Sequence[tuple[Assessor, Tally]]
    can_bid: int
    have_bid: int
    total: Tally


def tallies(call: Call, actor: Actor, *, now: datetime) -> Tallies:
    """The bids that count, in a call that ``actor`` looks after; five queries (AZ-06)."""
    seen = call.applications.filter(state__in=COUNTED_IN)
    seen = seen.exclude(pk__in=veiled_rows(actor).values("pk"))
    on: dict[int, Counter[str]] = defaultdict(Counter)
    by: dict[int, Counter[str]] = defaultdict(Counter)
    bids = counting().filter(application__in=seen.values("pk"))
    for application, assessor, wish in bids.values_list("application_id", "assessor_id", "wish"):
        on[application][wish] += 1
        by[assessor][wish] += 1
    applications = [(one, _tally(on[one.pk])) for one in seen.order_by("reference")]
    assessors = [(one.assessor, _tally(by[one.assessor_id])) for one in members_of(call)]
    return Tallies(
        applications=sorted(applications, key=lambda one: one[1].would_like),
        assessors=sorted(assessors, key=lambda one: bool(one[1].bids)),
        can_bid=serving(call, now=now).count(),
        have_bid=sum(bool(tally.bids) for _assessor, tally in assessors),
        total=_tally(sum(by.values(), Counter())),
    )


def _tally(counted: Counter[str]) -> Tally:
    return Tally(counted[Wish.WOULD_LIKE], counted[Wish.RATHER_NOT])
