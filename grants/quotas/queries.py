"""Reads of the quotas of a call."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Q

from grants.programmes.models import Call, Term
from grants.programmes.parts import Gap
from grants.programmes.queries import all_terms
from grants.quotas.models import GROUPED_BY, CallQuota
from grants.quotas.rules import Bounds, obstacles
from portal.ui.formats import in_hong_kong

SECTION = "quotas"


def quotas_of(call: Call) -> list[CallQuota]:
    """The quotas in the order of their terms."""
    return list(call.quotas.in_order())


def quotas_as_details(call: Call) -> list[dict[str, Any]]:
    """The quotas as ``operations.replace_quotas`` takes them."""
    return [{"term": one.term_id, "least": one.least, "most": one.most} for one in quotas_of(call)]


def terms_to_bound(call: Call) -> list[Term]:
    """The terms that a quota of ``call`` may be about: offered when it opens, or bound already."""
    day = in_hong_kong(call.opens_at).date()
    begun = Q(active_from__isnull=True) | Q(active_from__lte=day)
    running = Q(active_to__isnull=True) | Q(active_to__gte=day)
    bound = Q(pk__in=call.quotas.values("term"))
    found = all_terms().filter(taxonomy__in=GROUPED_BY)
    return list(found.filter((begun & running) | bound))


def bounds_of(details: Sequence[dict[str, Any]]) -> list[Bounds]:
    """The quotas of ``details`` with their terms; raises ``ValueError`` for a term of no group."""
    terms = all_terms().filter(taxonomy__in=GROUPED_BY).in_bulk([one["term"] for one in details])
    unknown = {one["term"] for one in details} - set(terms)
    if unknown:
        raise ValueError(f"no quota can be about the terms {sorted(unknown)}")
    return [Bounds(terms[one["term"]], one["least"], one["most"]) for one in details]


def gaps_of(call: Call) -> list[Gap]:
    """What stands against publishing the quotas: the money may have changed after they were set."""
    stored = [Bounds(one.term, one.least, one.most) for one in quotas_of(call)]
    return [Gap(sentence, SECTION) for sentence in obstacles(call, stored)]
