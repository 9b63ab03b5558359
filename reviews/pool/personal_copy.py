"""What a personal copy says of a person who assesses: profile and pools."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from portal.accounts.actors import Actor
from portal.copies.registry import Entry, Fact
from reviews.pool.models import Assessor, PoolMember


def collect(actor: Actor) -> Iterator[Entry]:
    """The own profile and the pools it is or was in, role running or not; three queries."""
    found = Assessor.objects.filter(user=actor.person).prefetch_related("expertise").first()
    if found is None:
        return
    terms = sorted(found.expertise.all(), key=lambda term: (term.taxonomy, term.position, term.pk))
    yield Entry(
        _("Profile as an assessor"),
        facts=[
            Fact("disciplines", _("Disciplines"), found.disciplines, found.discipline_labels),
            Fact("employer", _("Bureau or employer"), found.employer),
            Fact(
                "expertise",
                _("Expertise"),
                [term.code for term in terms],
                [str(term.label) for term in terms],
            ),
            Fact("languages", _("Languages"), found.languages, found.language_names),
            Fact("is_available", _("Available"), found.is_available),
        ],
    )
    pools = PoolMember.objects.filter(assessor=found).select_related("call")
    for member in pools.order_by("added_at", "pk"):
        yield Entry(
            _("Pool of %(call)s") % {"call": member.call.code},
            facts=[
                Fact("least_load", _("Least applications"), member.least_load),
                Fact("most_load", _("Most applications"), member.most_load),
                Fact("added_at", _("From"), member.added_at),
                Fact("left_at", _("Left on"), member.left_at),
            ],
        )
