"""The fit of assessors to applications: every page, problem and reason asks here.

The value is the affinity of declared topics, and what free words of the assessor add that occur in
titles or public summary of what was submitted. A word that names a topic which meets already adds
nothing (docs/adr/0025). A bid moves the sum (docs/adr/0026).

What the rows say is read and prepared once for each row, so that asking for a pair costs neither a
query nor a loop over rows; the number of queries does not grow with the sets.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import prefetch_related_objects

from grants.applications.models import Application
from grants.programmes.models import Term
from reviews.assignment.affinity import Topics, affinity, matched, with_words
from reviews.assignment.concordance import Concordance
from reviews.assignment.queries import public_texts
from reviews.assignment.willingness import with_wish
from reviews.bidding.models import Wish
from reviews.bidding.queries import wishes
from reviews.pool.models import Assessor
from reviews.pool.words import plain


@dataclass(frozen=True)
class Fit:
    """``value`` is 0–10,000; the rest is what it was made of.

    ``topics`` are those that meet, as (kind, code), the weightiest kind first; ``words`` the free
    words that do, all of them, as the assessor wrote them and in that order; ``wish`` is the
    assessor's bid, if it counts.
    """

    value: int
    topics: Sequence[tuple[str, str]] = ()
    words: Sequence[str] = ()
    wish: Wish = Wish.COULD

    @property
    def points(self) -> int:
        """The fit of 100, as people read it."""
        return round(self.value / 100)

    def to_json(self) -> list[Any]:
        """The value and its parts, as they are kept with a run."""
        further: dict[str, Any] = {}
        if self.wish != Wish.COULD:
            further["wish"] = self.wish.value
        if self.words:
            further["words"] = list(self.words)
        topics = [list(topic) for topic in self.topics]
        return [self.value, topics, further] if further else [self.value, topics]

    @classmethod
    def from_json(cls, stored: Sequence[Any]) -> Fit:
        """What ``to_json`` wrote, now or in an earlier release."""
        value, topics, *later = stored
        further = later[0] if later else {}
        wish = Wish(further.get("wish", Wish.COULD))
        words = tuple(further.get("words", ()))
        return cls(value, [(kind, code) for kind, code in topics], words, wish)


class Fits:
    """The fits of a set of assessors to a set of applications.

    Terms that are not loaded yet are read in bulk. Asking for anybody else is a ``KeyError``.
    """

    def __init__(self, applications: Iterable[Application], assessors: Iterable[Assessor]) -> None:
        rows, people = list(applications), list(assessors)
        prefetch_related_objects(rows, "pillar", "technology", "use_cases")
        prefetch_related_objects(people, "expertise")
        self._named = {one.pk: _topics(_terms_of(one)) for one in rows}
        self._declared = {one.pk: _topics(one.expertise.all()) for one in people}
        self._names = _names(term for one in people for term in one.expertise.all())
        self._words = {one.pk: {plain(word): word for word in one.words} for one in people}
        self._met = _words_met(rows, self._words.values())
        self._wishes = wishes([one.pk for one in rows], [one.pk for one in people])

    def value(self, application: Application, assessor: Assessor) -> int:
        """The fit of one pair alone, for those who ask for every pair."""
        topics = affinity(self._named[application.pk], self._declared[assessor.pk])
        words = len(self._words_of(application, assessor))
        return with_wish(with_words(topics, words), self._wish(application, assessor))

    def of(self, application: Application, assessor: Assessor) -> Fit:
        """The fit of one pair and what it is made of."""
        topics = self._topics_of(application, assessor)
        words = self._words_of(application, assessor)
        wish = self._wish(application, assessor)
        return Fit(self.value(application, assessor), topics, words, wish)

    def _wish(self, application: Application, assessor: Assessor) -> Wish:
        return self._wishes.get((application.pk, assessor.pk), Wish.COULD)

    def _topics_of(self, application: Application, assessor: Assessor) -> list[tuple[str, str]]:
        return matched(self._named[application.pk], self._declared[assessor.pk])

    def _words_of(self, application: Application, assessor: Assessor) -> tuple[str, ...]:
        """The words that meet, without those that name a topic which meets."""
        written = self._words[assessor.pk]
        met = written.keys() & self._met.get(application.pk, frozenset())
        if met:
            for topic in self._topics_of(application, assessor):
                met -= self._names[topic]
        return tuple(word for name, word in written.items() if name in met) if met else ()


def _terms_of(application: Application) -> list[Term]:
    single = [term for term in (application.pillar, application.technology) if term is not None]
    return [*single, *application.use_cases.all()]


def _topics(terms: Iterable[Term]) -> Topics:
    found: dict[str, set[str]] = defaultdict(set)
    for term in terms:
        found[term.taxonomy].add(term.code)
    return {kind: frozenset(codes) for kind, codes in found.items()}


def _names(terms: Iterable[Term]) -> dict[tuple[str, str], frozenset[str]]:
    """What each term is called in any language, and its code, plain."""
    return {
        (term.taxonomy, term.code): frozenset(
            plain(name) for name in (term.code, *term.label.values())
        )
        for term in terms
    }


def _words_met(
    applications: Sequence[Application], words: Iterable[Mapping[str, str]]
) -> dict[int, frozenset[str]]:
    """Which of the words occur in each application; nothing is read where nobody wrote any."""
    wanted = {word for written in words for word in written}
    if not wanted:
        return {}
    concordance = Concordance(wanted)
    texts = public_texts([one.pk for one in applications])
    return {pk: concordance.met_in(text) for pk, text in texts.items()}
