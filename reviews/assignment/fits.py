"""The fit of assessors to applications: every page, problem and reason asks here.

What the rows say is read and prepared once for each row, so that asking for a pair costs neither a
query nor a loop over rows; the number of queries does not grow with the sets.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import prefetch_related_objects

from grants.applications.models import Application
from grants.programmes.models import Term
from reviews.assignment.affinity import Topics, affinity, matched
from reviews.assignment.willingness import with_wish
from reviews.bidding.models import Wish
from reviews.bidding.queries import wishes
from reviews.pool.models import Assessor


@dataclass(frozen=True)
class Fit:
    """``value`` is 0–10,000; the rest is what it was made of.

    ``topics`` are those that meet, as (kind, code), the weightiest kind first; ``wish`` is the
    assessor's bid, if it counts.
    """

    value: int
    topics: Sequence[tuple[str, str]] = ()
    wish: Wish = Wish.COULD

    @property
    def points(self) -> int:
        """The fit of 100, as people read it."""
        return round(self.value / 100)

    def to_json(self) -> list[Any]:
        """The value and its parts, as they are kept with a run."""
        further = {} if self.wish == Wish.COULD else {"wish": self.wish.value}
        topics = [list(topic) for topic in self.topics]
        return [self.value, topics, further] if further else [self.value, topics]

    @classmethod
    def from_json(cls, stored: Sequence[Any]) -> Fit:
        """What ``to_json`` wrote, now or in an earlier release."""
        value, topics, *later = stored
        further = later[0] if later else {}
        wish = Wish(further.get("wish", Wish.COULD))
        return cls(value, [(kind, code) for kind, code in topics], wish)


class Fits:
    """The fits of a set of assessors to a set of applications.

    Terms that are not loaded yet are read in bulk. Asking for anybody else is a ``KeyError``.
    """

    def __init__(self, applications: Iterable[Application], assessors: Iterable[Assessor]) -> None:
        rows, people = list(applications), list(assessors)
        prefetch_related_objects(rows, "pillar", "technology", "use_cases")
        prefetch_related_objects(people, "expertise")
        self._named = {one.pk: _topics_of_application(one) for one in rows}
        self._declared = {one.pk: _topics(one.expertise.all()) for one in people}
        self._wishes = wishes([one.pk for one in rows], [one.pk for one in people])

    def value(self, application: Application, assessor: Assessor) -> int:
        """The fit of one pair alone, for those who ask for every pair."""
        topics = affinity(self._named[application.pk], self._declared[assessor.pk])
        return with_wish(topics, self._wish(application, assessor))

    def of(self, application: Application, assessor: Assessor) -> Fit:
        """The fit of one pair and what it is made of."""
        named, declared = self._named[application.pk], self._declared[assessor.pk]
        wish = self._wish(application, assessor)
        return Fit(self.value(application, assessor), matched(named, declared), wish)

    def _wish(self, application: Application, assessor: Assessor) -> Wish:
        return self._wishes.get((application.pk, assessor.pk), Wish.COULD)


def _topics_of_application(application: Application) -> Topics:
    single = [term for term in (application.pillar, application.technology) if term is not None]
    return _topics([*single, *application.use_cases.all()])


def _topics(terms: Iterable[Term]) -> Topics:
    found: dict[str, set[str]] = defaultdict(set)
    for term in terms:
        found[term.taxonomy].add(term.code)
    return {kind: frozenset(codes) for kind, codes in found.items()}
