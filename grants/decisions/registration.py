"""What decisions add to the menu and to the home pages."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grants.decisions import lifecycle, queries
from grants.decisions.rules import READERS
from grants.programmes.models import Call
from grants.programmes.parts import register_shelf
from portal.accounts.actors import Actor, holds
from portal.accounts.models import Role
from portal.dashboard import registry
from portal.dashboard.registry import Card, Entry
from portal.ui import navigation

WAITING = (lifecycle.PUT_FORWARD, lifecycle.APPROVED)


def to_decide(actor: Actor, _now: datetime) -> Sequence[Entry]:
    """The lists that wait for an approver's decision, or for their release."""
    lists = queries.visible_to(actor).filter(state__in=WAITING).order_by("put_forward_at")
    return [
        Entry(
            title=str(prepared.call.title),
            text=_("The panel has put its list forward. Read it, then approve or return it.")
            if prepared.state == lifecycle.PUT_FORWARD
            else _("The list is approved. Its letters wait to be released."),
            href=reverse("decision-detail", args=[prepared.call.code]),
            action=_("Open the list"),
            tone="amber",
            status=prepared.get_state_display(),
        )
        for prepared in lists
    ]


def on_call_page(actor: Actor, call: Call, _now: datetime) -> Sequence[Entry]:
    """The call's list, and its letters once they are released, on the officers' page of a call."""
    prepared = queries.visible_to(actor).filter(call=call).first()
    if prepared is None:
        return []
    entries = [
        Entry(
            title=_("Recommendation list"),
            text=_("What the panel recommends against the envelope, and who decided."),
            href=reverse("decision-detail", args=[call.code]),
            status=prepared.get_state_display(),
        )
    ]
    if prepared.state == lifecycle.RELEASED:
        letters = reverse("letter-list", args=[call.code])
        entries.append(
            Entry(title=_("Letters"), text=_("Which are made, sent or stopped."), href=letters)
        )
    return entries


def register() -> None:
    """Called once when Django starts."""
    register_shelf(70, on_call_page)
    navigation.register(
        navigation.Item(
            label=gettext_lazy("Decisions"),
            url_name="decision-list",
            order=50,
            shown_to=holds(*READERS),
        )
    )
    registry.register(
        Card(
            order=20,
            shown_to=holds(Role.APPROVER),
            load=to_decide,
            title=gettext_lazy("Lists to decide"),
        )
    )
