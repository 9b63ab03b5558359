"""What a personal copy says of interests: what the assessor declared, in their own words.

What the portal noticed or an officer ruled speaks of applicants too, and stays out.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from portal.accounts.actors import Actor
from portal.copies.registry import Entry, Fact
from reviews.conflicts.models import InterestDeclaration


def collect(actor: Actor) -> Iterator[Entry]:
    """Own declarations by reference, never a title or an organisation; one query."""
    own = InterestDeclaration.objects.filter(assessor__user=actor.person)
    for one in own.select_related("application").order_by("declared_at", "pk"):
        yield Entry(
            one.application.reference,
            facts=[
                Fact("declared_at", _("Declared at"), one.declared_at),
                Fact("has_interest", _("Interest declared"), one.has_interest),
                Fact("statement", _("Statement"), one.statement),
            ],
        )
