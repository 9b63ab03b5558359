"""What calls add to the menus, to the front page and to the home page of officers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from grants.programmes import queries
from grants.programmes.progress import next_of, officer_status
from portal.accounts import scopes
from portal.accounts.actors import Actor, holds
from portal.accounts.models import Role
from portal.dashboard import registry
from portal.ui import navigation

CALLS_ON_FRONT = 6


def register() -> None:
    """Menu items, the open calls on the front page, the calls that wait for an officer."""
    navigation.register(navigation.Item(_("Calls"), "call-list", 10))
    navigation.register(
        navigation.Item(_("Manage calls"), "call-manage-list", 40, shown_to=holds(*queries.KEEPERS))
    )
    scopes.register(queries.scopes)
    registry.register_front(open_calls)
    registry.register(
        registry.Card(
            order=20,
            shown_to=holds(Role.OFFICER),
            load=calls_to_move,
            title=_("Calls that need you"),
        )
    )


def open_calls(now: datetime) -> registry.Fragment | None:
    """The calls one can apply to now, and the way to all others."""
    calls = list(queries.open_calls(now)[:CALLS_ON_FRONT])
    return registry.Fragment("grants/programmes/_front_calls.html", {"calls": calls, "now": now})


def calls_to_move(actor: Actor, now: datetime) -> Sequence[registry.Entry]:
    """The officer's calls whose next step is theirs."""
    waiting = [
        (call, next_of(call, now), officer_status(call, now)) for call in queries.run_by(actor)
    ]
    return [
        registry.Entry(
            title=call.title,
            text=following.sentence,
            href=reverse("call-manage", args=[call.code]),
            status=status.word,
            tone=status.tone,
        )
        for call, following, status in waiting
        if following.is_officers
    ]
