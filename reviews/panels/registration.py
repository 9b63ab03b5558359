"""What panels and scoring add to the menu, the home pages, and the rule of two persons."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grants.decisions.queries import register_bar
from grants.programmes import lifecycle
from grants.programmes.models import Call
from portal.accounts.actors import Actor
from portal.accounts.models import Role, User
from portal.dashboard import registry
from portal.dashboard.registry import Card, Entry
from portal.ui import navigation
from reviews.panels import queries
from reviews.scoring.queries import has_scored_in


def scored(call: Call, person: User) -> str:
    """Nobody approves what they scored."""
    if has_scored_in(call, person):
        return _("You scored applications of this call, so another person approves its list.")
    return ""


def to_recommend(actor: Actor, _now: datetime) -> Sequence[Entry]:
    """The calls that wait for the panel."""
    waiting = queries.calls_before_a_panel(actor).filter(state=lifecycle.PANEL)
    return [
        Entry(
            title=str(call.title),
            text=_("The assessors have scored. The panel writes its recommendations."),
            href=reverse("panel-detail", args=[call.code]),
            action=_("Open the ranked list"),
            tone="amber",
            status=call.get_state_display(),
        )
        for call in waiting
    ]


def register() -> None:
    """Called once when Django starts."""
    register_bar(scored)
    navigation.register(
        navigation.Item(
            label=gettext_lazy("Panel"),
            url_name="panel-list",
            order=45,
            shown_to=lambda actor: actor.has_any(*queries.READERS),
        )
    )
    registry.register(
        Card(
            order=15,
            shown_to=lambda actor: actor.has_any(Role.CHAIR, Role.PANEL_MEMBER),
            load=to_recommend,
            title=gettext_lazy("Before the panel"),
        )
    )
