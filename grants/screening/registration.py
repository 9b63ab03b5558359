"""What screening adds to the menus, to the page of a call and to the home page of officers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from grants.applications.lifecycle import SUBMITTED
from grants.programmes import parts
from grants.programmes.models import Call
from grants.programmes.parts import Gap
from grants.programmes.queries import run_by
from grants.screening import queries
from grants.screening.figures import figures_of
from portal.accounts.actors import Actor, holds
from portal.accounts.models import Role
from portal.dashboard import registry
from portal.ui import navigation


def register() -> None:
    """Menu item, gates of the call's steps, figures on its page, cards of officers."""
    navigation.register(
        navigation.Item(_("Screening"), "screening-index", 45, shown_to=holds(*queries.SCREENERS))
    )
    parts.register_gate("start_assessment", left_to_screen)
    parts.register_gate("open_panel", left_to_assess)
    parts.register_shelf(10, figures_on_call)
    registry.register(
        registry.Card(
            order=10, shown_to=holds(Role.OFFICER), load=work_waiting, title=_("Screening")
        )
    )


def left_to_screen(call: Call) -> list[Gap]:
    """Assessment cannot start while applications are still to be screened."""
    number = queries.unscreened(call)
    if not number:
        return []
    sentence = ngettext(
        "%(number)d application is still to be screened.",
        "%(number)d applications are still to be screened.",
        number,
    )
    return [Gap(sentence % {"number": number})]


def left_to_assess(call: Call) -> list[Gap]:
    """The panel cannot open while eligible applications lack marks."""
    number = queries.unassessed(call)
    if not number:
        return []
    sentence = ngettext(
        "%(number)d eligible application does not have all its marks yet.",
        "%(number)d eligible applications do not have all their marks yet.",
        number,
    )
    return [Gap(sentence % {"number": number})]


def figures_on_call(_actor: Actor, call: Call, _now: datetime) -> Sequence[registry.Entry]:
    """The funnel of the screening on the officers' page of a published call."""
    if not call.is_frozen:
        return []
    figures = figures_of(call, queries.counts([call])[call.pk])
    return [
        registry.Entry(title=figure.label, count=figure.value, href=figure.href)
        for figure in figures
    ]


def work_waiting(actor: Actor, _now: datetime) -> Sequence[registry.Entry]:
    """For each call of the officer what is to be screened."""
    calls = list(run_by(actor))
    counted = queries.counts(calls)
    return [
        registry.Entry(
            title=call.title,
            text=_("Applications to screen"),
            count=counted[call.pk][SUBMITTED],
            href=reverse("screening-queue", args=[call.code]) + f"?state={SUBMITTED}",
            tone="amber",
        )
        for call in calls
        if counted[call.pk].get(SUBMITTED)
    ]
