"""Reads of the register of interests."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Max, Min, QuerySet

from grants.programmes import lifecycle as calls
from grants.programmes.models import Programme
from portal.accounts.actors import Actor
from portal.accounts.models import Role
from portal.ui.formats import in_hong_kong
from reviews.pool.models import Assessor, PoolMember
from reviews.pool.register.models import RegisteredInterest, RegisterFiling


def year_at(now: datetime) -> int:
    """The calendar year in Hong Kong: a register is for one of them."""
    return in_hong_kong(now).year


def filed_in(year: int) -> QuerySet[RegisterFiling]:
    """Every filing for a year."""
    return RegisterFiling.objects.filter(year=year)


def has_filed(assessor: Assessor, *, now: datetime) -> bool:
    """Whether this year's register is there."""
    return filed_in(year_at(now)).filter(assessor=assessor).exists()


def filings_of(assessor: Assessor) -> QuerySet[RegisterFiling]:
    """Everything the assessor filed, the newest first, with the interests."""
    found = RegisterFiling.objects.filter(assessor=assessor).prefetch_related("interests")
    return found.order_by("-year", "-version")


def newest(assessors: Iterable[Assessor]) -> dict[int, list[RegisteredInterest]]:
    """The interests of each assessor's newest filing, by assessor's id; two queries."""
    ids = [one.pk for one in assessors]
    filings = RegisterFiling.objects.filter(assessor__in=ids)
    latest = filings.order_by("assessor", "-year", "-version").distinct("assessor")
    owner = dict(latest.values_list("pk", "assessor_id"))
    found: dict[int, list[RegisteredInterest]] = {}
    for one in RegisteredInterest.objects.filter(filing__in=list(owner)).order_by("pk"):
        found.setdefault(owner[one.filing_id], []).append(one)
    return found


def terms_now() -> dict[str, int]:
    """What the page asks for: the lowest threshold and the longest look-back of any programme."""
    found = Programme.objects.aggregate(
        threshold=Min("holdings_threshold"), look_back=Max("look_back_years")
    )
    return {"threshold": int(found["threshold"] or 0), "look_back": found["look_back"] or 0}


def programmes_for(actor: Actor) -> QuerySet[Programme]:
    """The programmes whose terms of the register an officer of all calls keeps."""
    if not actor.has(Role.OFFICER, ""):
        return Programme.objects.none()
    return Programme.objects.order_by("code")


def in_question(*, now: datetime) -> QuerySet[Assessor]:
    """Available assessors in a pool, with an open account, who have not filed this year."""
    serving = PoolMember.objects.current().exclude(call__state=calls.RELEASED)
    found = Assessor.objects.filter(
        is_available=True, user__is_active=True, pk__in=serving.values("assessor")
    )
    filed = filed_in(year_at(now)).values("assessor")
    return found.exclude(pk__in=filed).select_related("user").order_by("pk")
