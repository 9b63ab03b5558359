"""What the quotas of a call may not say; who changes them is the rule of the call itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from grants.programmes.models import Call, Taxonomy, Term
from grants.quotas.models import GROUPED_BY
from portal.core.denial import Denied
from portal.ui.formats import hkd, in_hong_kong


class Bounds(NamedTuple):
    """A quota before it is stored."""

    term: Term
    least: int
    most: int | None


def obstacles(call: Call, quotas: Sequence[Bounds]) -> Iterator[Any]:
    """Each thing that stands against these quotas, as a sentence.

    A least is a promise made before anybody applied, so the envelope must pay it even if every
    project asks for the most that it can get.
    """
    opens_on = in_hong_kong(call.opens_at).date()
    for one in quotas:
        yield from _of_one(one, opens_on)
    affordable = int(call.envelope // call.cap)
    for taxonomy in GROUPED_BY:
        promised = sum(one.least for one in quotas if one.term.taxonomy == taxonomy)
        if promised > affordable:
            yield _(
                "%(taxonomy)s: the least numbers sum to %(promised)d awards, but %(envelope)s pays "
                "for %(affordable)d of %(cap)s each."
            ) % {
                "taxonomy": Taxonomy(taxonomy).label,
                "promised": promised,
                "envelope": hkd(call.envelope),
                "affordable": affordable,
                "cap": hkd(call.cap),
            }


def _of_one(one: Bounds, opens_on: date) -> Iterator[Any]:
    named = {"group": one.term.label}
    if one.most is not None and one.least > one.most:
        yield _("“%(group)s”: the least is above the most.") % named
    if one.least and not one.term.is_offered_on(opens_on):
        yield (
            _("“%(group)s” is not offered when the call opens, so it cannot have a least.") % named
        )


def check_quotas(call: Call, quotas: Iterable[Bounds]) -> None:
    """Refuse quotas that no selection could be sure to keep."""
    for sentence in obstacles(call, list(quotas)):
        raise Denied(sentence)
