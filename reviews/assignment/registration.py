"""What assignment adds to menus and home pages, and what it does for the areas below."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.accounts.actors import Actor, holds
from portal.accounts.models import Role
from portal.dashboard import registry
from portal.ui import navigation
from portal.ui.formats import hkdate
from reviews.assignment import lifecycle, queries
from reviews.assignment.operations import end_for_conflict
from reviews.conflicts import consequences
from reviews.pool import loads


def register() -> None:
    """Menu item and cards; loads for the pool; the end of an assignment for conflicts."""
    loads.register(queries.seen_loads)
    consequences.register(end_for_conflict)
    navigation.register(
        navigation.Item(
            gettext_lazy("My assignments"),
            "assignment-list",
            30,
            shown_to=holds(Role.ASSESSOR),
            rooms=("/assessments/", "/bids/"),
        )
    )
    registry.register(
        registry.Card(
            order=15,
            shown_to=holds(Role.ASSESSOR),
            load=assignments_to_do,
            title=gettext_lazy("My assignments"),
        )
    )
    registry.register(
        registry.Card(
            order=30,
            shown_to=holds(Role.OFFICER),
            load=open_seats,
            title=gettext_lazy("Assignment"),
        )
    )


def assignments_to_do(actor: Actor, now: datetime) -> Sequence[registry.Entry]:
    """What to answer and what to score, with the nearest due date."""
    del now
    mine = list(queries.visible_to(actor))
    words = {
        lifecycle.OFFERED: (_("Applications to answer for"), _("Declare your interests")),
        lifecycle.ACCEPTED: (_("Applications to score"), _("Go to your assignments")),
    }
    entries = []
    for state, (title, action) in words.items():
        waiting = [one for one in mine if one.state == state]
        if waiting:
            nearest = hkdate(waiting[0].due_on)
            entries.append(
                registry.Entry(
                    title=title,
                    text=_("The nearest is due on %(day)s.") % {"day": nearest},
                    href=reverse("assignment-list"),
                    action=action,
                    tone="amber",
                    count=len(waiting),
                )
            )
    return entries


def open_seats(actor: Actor, now: datetime) -> Sequence[registry.Entry]:
    """Calls in which seats stand open after assignments were made, as after declines."""
    del now
    return [
        registry.Entry(
            title=_("Open seats in %(call)s") % {"call": call.code},
            text=_("Applications wait for assessors."),
            href=f"{reverse('call-assignment', args=[call.code])}?open_only=on",
            action=_("Fill the seats"),
            tone="amber",
            count=number,
        )
        for call, number in queries.open_seats_by_call(actor)
    ]
