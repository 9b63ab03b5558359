"""What a personal copy says of a person who assesses: profile and pools."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from portal.accounts.actors import Actor
from portal.copies.registry import Entry, Fact
from reviews.pool.absences.models import Absence
from reviews.pool.models import Assessor, PoolMember
from reviews.pool.register.queries import filings_of


def collect(actor: Actor) -> Iterator[Entry]:
    """The own profile and the pools it is or was in, role running or not; six queries."""
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
            Fact("words", _("Words of expertise"), found.words),
            Fact("languages", _("Languages"), found.languages, found.language_names),
            Fact("is_available", _("Available"), found.is_available),
        ],
    )
    yield from _absences(found)
    yield from _filings(found)
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


def _absences(assessor: Assessor) -> Iterator[Entry]:
    """From when to when they were or will be away."""
    for absence in Absence.objects.filter(assessor=assessor).order_by("starts_on", "pk"):
        yield Entry(
            _("Absence"),
            facts=[
                Fact("starts_on", _("First day away"), absence.starts_on),
                Fact("ends_on", _("Last day away"), absence.ends_on),
                Fact("reason", _("Reason"), absence.reason),
            ],
        )


def _filings(assessor: Assessor) -> Iterator[Entry]:
    """Every version of the register of interests, as it was filed."""
    for filing in filings_of(assessor):
        title = _("Register of interests %(year)s, version %(version)s")
        yield Entry(
            title % {"year": filing.year, "version": filing.version},
            facts=[
                Fact("filed_at", _("Filed at"), filing.filed_at),
                *(
                    Fact(
                        f"interest_{number}",
                        one.get_kind_display(),
                        [one.kind, one.body, one.detail, one.address, one.years],
                        [part for part in (one.body, one.detail, one.address, one.years) if part],
                    )
                    for number, one in enumerate(filing.interests.all(), start=1)
                ),
            ],
        )
