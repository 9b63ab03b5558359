"""What conflicts add to the home page of officers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.accounts.actors import Actor, holds
from portal.accounts.models import Role
from portal.copies.registry import register_part
from portal.dashboard import registry
from reviews.conflicts import personal_copy, queries
from reviews.conflicts.models import Ruling


def register() -> None:
    """The conflicts that wait for a ruling."""
    register_part(72, "interests", gettext_lazy("Interests you declared"), personal_copy.collect)
    registry.register(
        registry.Card(
            order=16,
            shown_to=holds(Role.CHAIR),
            load=conflicts_for_the_chair,
            title=gettext_lazy("Conflicts of interest"),
        )
    )
    registry.register(
        registry.Card(
            order=35,
            shown_to=holds(Role.OFFICER),
            load=conflicts_to_rule,
            title=gettext_lazy("Conflicts of interest"),
        )
    )


def conflicts_to_rule(actor: Actor, now: datetime) -> Sequence[registry.Entry]:
    """One entry for each call with suggested conflicts."""
    del now
    return [
        registry.Entry(
            title=_("Conflicts to rule on in %(call)s") % {"call": code},
            text=_("Assessor and application stay apart until you rule."),
            href=f"{reverse('conflict-list', args=[code])}?ruling={Ruling.SUGGESTED.value}",
            action=_("Rule on them"),
            tone="amber",
            count=number,
        )
        for code, number in queries.unruled_by_call(actor).items()
    ]


def conflicts_for_the_chair(actor: Actor, now: datetime) -> Sequence[registry.Entry]:
    """One entry for everything that officers referred to the chair."""
    del now
    number = queries.referred_for(actor).count()
    if not number:
        return []
    return [
        registry.Entry(
            title=_("Doubtful conflicts of interest"),
            text=_("Assessor and application stay apart until you rule."),
            href=reverse("conflict-referred"),
            action=_("Rule on them"),
            tone="amber",
            count=number,
        )
    ]
