"""How well an assessor's declared expertise fits an application: pure, from 0 to 10,000.

For each kind of topic that the application names, the share of its topics that the assessor
declared, weighted::

    affinity = floor(10,000 x sum of weight x |named and declared| / |named|  /  sum of weights)

with the weights technology area 50, use case 30, pillar 20; both sums run over the kinds that the
application names, so a kind left empty neither helps nor harms. Nothing named gives 0. Reckoned in
whole numbers, with one division at the end: the same terms give the same number everywhere.

Words of the assessor's own that the application's text holds add a little (docs/adr/0025).
"""

from __future__ import annotations

from collections.abc import Mapping
from math import prod

from reviews.assignment.problem import MAX_AFFINITY

Topics = Mapping[str, frozenset[str]]
"""Codes of terms by kind: ``{"technology": {"stablecoins"}, …}``."""

WEIGHTS = {"technology": 50, "use_case": 30, "pillar": 20}
WORD_ADDS = 250
WORDS_COUNTED = 3


def affinity(named: Topics, declared: Topics) -> int:
    """The fit of an assessor who declared some topics to an application that names some."""
    present = [kind for kind in WEIGHTS if named.get(kind)]
    whole = prod(len(named[kind]) for kind in present)
    met = sum(
        WEIGHTS[kind] * len(_both(named, declared, kind)) * (whole // len(named[kind]))
        for kind in present
    )
    total = sum(WEIGHTS[kind] for kind in present) * whole
    return MAX_AFFINITY * met // total if present else 0


def matched(named: Topics, declared: Topics) -> list[tuple[str, str]]:
    """The topics that meet, as (kind, code), the weightiest kind first."""
    return [(kind, code) for kind in WEIGHTS for code in sorted(_both(named, declared, kind))]


def with_words(value: int, met: int) -> int:
    """The affinity of topics, and what ``met`` words add: never less, and no more than a full fit.

    The first three words count.
    """
    return min(MAX_AFFINITY, value + WORD_ADDS * min(WORDS_COUNTED, met))


def _both(named: Topics, declared: Topics, kind: str) -> frozenset[str]:
    return named.get(kind, frozenset()) & declared.get(kind, frozenset())
