"""What correspondence adds to menus, home pages and the timeline of an application."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from grants.applications import standing
from grants.applications.models import Application
from grants.applications.standing import Happening
from grants.correspondence import personal_copy, queries
from grants.correspondence.models import Line
from portal.accounts.actors import Actor, holds
from portal.accounts.models import Role
from portal.copies.registry import register_part
from portal.dashboard import registry
from portal.ui import navigation

MOST_ENTRIES = 10


def register() -> None:
    """Menu item of the office, cards of both sides, lines of the timeline."""
    register_part(
        50,
        "correspondence",
        gettext_lazy("Messages with the programme office"),
        personal_copy.collect,
    )
    navigation.register(
        navigation.Item(
            gettext_lazy("Messages"), "correspondence-list", 48, shown_to=holds(*queries.OFFICE)
        )
    )
    registry.register(
        registry.Card(
            order=11,
            shown_to=holds(Role.OFFICER),
            load=to_answer,
            title=gettext_lazy("Messages to answer"),
        )
    )
    registry.register(
        registry.Card(
            order=5,
            shown_to=lambda actor: bool(actor.memberships),
            load=to_read,
            title=gettext_lazy("New messages"),
        )
    )
    standing.register_source(happenings)


def to_answer(actor: Actor, now: datetime) -> Sequence[registry.Entry]:
    """Threads in which the applicant wrote last, the longest waiting first."""
    waiting = [one for one in queries.threads(actor, now=now) if one.is_waiting]
    return [
        registry.Entry(
            title=one.application.reference,
            text=_waits(one.age),
            href=reverse("correspondence", args=[one.application.reference]),
            status=_("New") if one.is_unread else "",
            tone="amber",
        )
        for one in waiting[:MOST_ENTRIES]
    ]


def _waits(days: int) -> str:
    if not days:
        return _("It came on this working day.")
    sentence = ngettext(
        "It has waited for an answer for %(days)s working day.",
        "It has waited for an answer for %(days)s working days.",
        days,
    )
    return sentence % {"days": days}


def to_read(actor: Actor, now: datetime) -> Sequence[registry.Entry]:
    """Threads of one's own applications with something unread."""
    unread = [one for one in queries.own_threads(actor, now=now) if one.is_unread]
    return [
        registry.Entry(
            title=one.application.title or one.application.reference,
            text=_("There is a new message on this application."),
            href=reverse("correspondence", args=[one.application.reference]),
            status=_("New"),
            tone="amber",
        )
        for one in unread[:MOST_ENTRIES]
    ]


def happenings(application: Application) -> Iterable[Happening]:
    """Each message as a line of the timeline, without the names of staff."""
    for line in Line.objects.filter(application=application).order_by("pk"):
        title = (
            _("The programme office wrote to you")
            if line.is_from_office
            else _("You wrote to the programme office")
        )
        yield Happening(title, line.written_at)
