"""What a personal copy says of decisions: the letters that left, and what they told."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from grants.awards import queries
from grants.awards.models import Letter
from grants.decisions.feedback import to_tell
from portal.accounts.actors import Actor
from portal.copies.registry import Entry, Fact


def collect(actor: Actor) -> Iterator[Entry]:
    """Released letters to one's own organisations; two queries. Nobody who decided is named."""
    for letter in queries.own(actor):
        yield Entry(
            f"{letter.decision.application.reference} {letter.get_kind_display()}",
            facts=_facts(letter),
            files=[letter.document] if letter.document else [],
            entries=[*_feedback(letter), *_instalments(letter)],
        )


def _facts(letter: Letter) -> list[Fact]:
    decision = letter.decision
    return [
        Fact("number", _("Number of the letter"), letter.number),
        Fact("kind", _("Kind"), letter.kind, letter.get_kind_display()),
        Fact("issued_on", _("Date"), letter.issued_on),
        Fact("amount", _("Grant"), decision.amount if decision.is_award else None),
        Fact("conditions", _("Conditions"), decision.conditions),
        Fact("feedback", _("Feedback"), decision.feedback),
    ]


def _feedback(letter: Letter) -> list[Entry]:
    return [
        Entry(
            str(row.title),
            facts=[
                Fact("band", _("How it was found"), row.band, str(row.label)),
                Fact("text", _("Feedback"), row.text),
            ],
        )
        for row in to_tell(letter.decision.by_criterion)
    ]


def _instalments(letter: Letter) -> list[Entry]:
    award = getattr(letter.decision, "award", None)
    every = sorted(award.instalments.all(), key=lambda one: one.number) if award else []
    return [
        Entry(
            _("Instalment %(number)s") % {"number": one.number},
            facts=[
                Fact("share", _("Share"), one.share, f"{one.share} %"),
                Fact("amount", _("Amount"), one.amount),
            ],
        )
        for one in every
    ]
