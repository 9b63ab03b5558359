"""What panels and scoring add to the menu, the home pages, and the rule of two persons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grants.applications.veils import register_veil
from grants.decisions.queries import register_bar
from grants.programmes import lifecycle
from grants.programmes.models import Call
from grants.programmes.parts import register_shelf
from portal.accounts.actors import Actor, holds
from portal.accounts.models import Role, User
from portal.dashboard import registry
from portal.dashboard.registry import Card, Entry
from portal.ui import navigation
from reviews.calibration import queries as calibration
from reviews.conflicts.models import Conflict
from reviews.panels import queries
from reviews.pool.queries import calls_for
from reviews.scoring.queries import has_scored_in


def scored(call: Call, person: User) -> str:
    """Nobody approves what they scored."""
    if has_scored_in(call, person):
        return _("You scored applications of this call, so another person decides on its list.")
    return ""


def to_recommend(actor: Actor, _now: datetime) -> Sequence[Entry]:
    """The calls that wait for the panel."""
    waiting = calibration.calls_for(actor).filter(state=lifecycle.PANEL)
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


def to_end(actor: Actor, _now: datetime) -> Sequence[Entry]:
    """The officer's calls in assessment, and how far they are."""
    assessed = calls_for(actor).filter(state=lifecycle.ASSESSMENT)
    return [_under_assessment(call, actor) for call in assessed]


def _under_assessment(call: Call, actor: Actor) -> Entry:
    ready = queries.readiness(call, actor)
    numbers = {"complete": ready.complete, "all": ready.applications}
    is_complete = ready.complete == ready.applications
    return Entry(
        title=str(call.title),
        text=_("%(complete)d of %(all)d applications have every score sheet.") % numbers,
        href=reverse("panel-open", args=[call.code]),
        action=_("Open the panel") if is_complete else _("See which sheets are missing"),
        tone="green" if is_complete else "teal",
        status=call.get_state_display(),
    )


def on_call_page(actor: Actor, call: Call, _now: datetime) -> Sequence[Entry]:
    """The end of the assessment and the ranked list, on the officers' page of a call."""
    if call.state == lifecycle.ASSESSMENT:
        return [replace(_under_assessment(call, actor), title=_("Score sheets"), status="")]
    if not calibration.calls_for(actor).filter(pk=call.pk).exists():
        return []
    ranked = reverse("panel-detail", args=[call.code])
    text = _("Scores with their spread, and what the panel recommends.")
    return [Entry(title=_("Ranked list"), text=text, href=ranked)]


def conflicts_of(actor: Actor) -> QuerySet[Conflict, int]:
    """Applications that a conflict of interest keeps from ``actor``, whatever their role."""
    barring = Conflict.objects.barring().filter(assessor__user=actor.user)
    return barring.values_list("application_id", flat=True)


def register() -> None:
    """Called once when Django starts."""
    register_bar(scored)
    register_veil(conflicts_of)
    register_shelf(60, on_call_page)
    navigation.register(
        navigation.Item(
            label=gettext_lazy("Panel"),
            url_name="panel-list",
            order=45,
            shown_to=holds(*calibration.READERS),
        )
    )
    registry.register(
        Card(
            order=15,
            shown_to=holds(Role.CHAIR, Role.PANEL_MEMBER),
            load=to_recommend,
            title=gettext_lazy("Before the panel"),
        )
    )
    registry.register(
        Card(
            order=35,
            shown_to=holds(Role.OFFICER),
            load=to_end,
            title=gettext_lazy("Score sheets"),
        )
    )
