"""What an assessor reads while they bid: reference, title and topics, and nothing else.

A title is what the declaration of interests shows before any content, too; in a blind call the
names in it are left out. Of who applies nothing is told in any call.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from grants.applications.models import Application, Snapshot
from grants.applications.readings import names_in, without_names
from grants.programmes.models import Call
from reviews.bidding.models import Wish
from reviews.bidding.queries import wishes_of
from reviews.pool.models import Assessor
from reviews.pool.turns import drawn


@dataclass(frozen=True)
class Row:
    """One application to bid on; ``topics`` are words in the reader's language."""

    reference: str
    title: str
    topics: Sequence[str]
    wish: Wish

    @property
    def topic_line(self) -> str:
        """The topics in one line that breaks after a dot, never before."""
        return "\u00a0· ".join(self.topics)


def in_own_order(applications: QuerySet[Application], assessor: Assessor) -> list[str]:
    """The references in the assessor's own order: nobody's application is first for everybody."""
    found = applications.values_list("reference", flat=True)
    return sorted(found, key=lambda reference: drawn(assessor, reference))


def rows(call: Call, assessor: Assessor, references: Sequence[str]) -> list[Row]:
    """The applications in this order; what they are and what the assessor said, in few queries."""
    found = call.applications.filter(reference__in=list(references))
    loaded = list(found.select_related("pillar", "technology").prefetch_related("use_cases"))
    ids = [one.pk for one in loaded]
    titles = _blind_titles(loaded) if call.is_blind else {}
    said = wishes_of(assessor, ids)
    made = {
        one.reference: Row(
            reference=one.reference,
            title=titles.get(one.pk, one.title),
            topics=_topics(one),
            wish=Wish(said.get(one.pk, Wish.COULD)),
        )
        for one in loaded
    }
    return [made[reference] for reference in references if reference in made]


def _topics(application: Application) -> list[str]:
    single = [term for term in (application.pillar, application.technology) if term is not None]
    cases = sorted(application.use_cases.all(), key=lambda term: (term.position, term.pk))
    return [str(term) for term in (*single, *cases)]


def _blind_titles(applications: Sequence[Application]) -> dict[int, str]:
    """Each title without the names that the newest snapshot knows."""
    newest = Snapshot.objects.filter(application__in=[one.pk for one in applications])
    newest = newest.order_by("application_id", "-number").distinct("application_id")
    contents = {snapshot.application_id: snapshot.content for snapshot in newest}
    return {
        one.pk: str(without_names(one.title, names_in(contents[one.pk]))) for one in applications
    }
