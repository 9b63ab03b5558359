"""What applications add to the menu and to the home page of applicants."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grants.applications import (
    extending,
    gates,
    lifecycle,
    moving,
    personal_copy,
    queries,
    snapshots,
    standing,
)
from grants.applications.clearing import warn_of_virus
from grants.applications.departures import applications_to_settle
from grants.applications.holdings import APPLICATIONS
from grants.applications.models import Application, Extension
from grants.applications.progress import Standing, Unsent, standings, unsent
from grants.applications.veils import hidden_references
from grants.programmes import parts
from grants.programmes.models import Call
from grants.programmes.parts import Gap
from grants.programmes.queries import open_calls
from grants.questionnaires import followers
from portal.accounts import closing
from portal.accounts.actors import Actor
from portal.copies.registry import register_part
from portal.core.denial import verdict
from portal.dashboard import registry
from portal.documents.listeners import on_infection
from portal.organisations import holdings as organisation_holdings
from portal.oversight.veils import register_veil
from portal.ui import navigation
from portal.ui.formats import days_left, hkt

MOST_CARDS = 20


def applies_or_reads(actor: object) -> bool:
    """Whether the person sees applications: everybody who is known but assessors alone."""
    if not isinstance(actor, Actor) or not actor.is_known:
        return False
    return not actor.is_staff or bool(actor.memberships) or actor.has_any(*queries.READERS)


def register() -> None:
    """Called once when Django starts."""
    organisation_holdings.register(APPLICATIONS)
    register_veil(hidden_references)
    register_part(30, "applications", gettext_lazy("Applications"), personal_copy.collect)
    closing.register_obstacle(applications_to_settle)
    on_infection(warn_of_virus)
    gates.register_follower(extending.use_up)
    parts.register_gate("start_assessment", extensions_running)
    parts.register_shelf(5, more_time)
    registry.register(
        registry.Card(order=8, shown_to=lambda actor: bool(actor.memberships), load=own_extensions)
    )
    followers.register_follower(moving.follow)
    navigation.register(
        navigation.Item(
            gettext_lazy("Applications"), "application-list", 20, shown_to=applies_or_reads
        )
    )
    registry.register(
        registry.Card(
            order=10,
            shown_to=lambda actor: bool(actor.memberships),
            load=own_applications,
            title=gettext_lazy("Your applications"),
        )
    )
    registry.register(
        registry.Card(
            order=15,
            shown_to=lambda actor: actor.is_known and not actor.is_staff,
            load=calls_to_apply_to,
            title=gettext_lazy("Open calls"),
        )
    )


def own_applications(actor: Actor, now: datetime) -> Sequence[registry.Entry]:
    """The applications of one's organisations: where each stands and what is next."""
    found = queries.own(actor).order_by("-saved_at", "pk")
    return [_entry(one, now) for one in queries.with_parts(found)[:MOST_CARDS]]


def _entry(application: Application, now: datetime) -> registry.Entry:
    entry = registry.Entry(
        title=application.title or application.reference,
        text=standing.next_of(application, now=now).sentence,
        href=reverse("application-detail", args=[application.reference]),
        status=standing.public_label(application),
        tone=standing.public_tone(application),
    )
    if application.state not in lifecycle.WRITABLE:
        return entry
    sections = standings(snapshots.content(application))
    waiting = unsent(application, sections, now=now)
    if waiting is None:
        return entry
    if waiting.is_pressing:
        text = _pressing_text(waiting, now)
        return replace(entry, text=text, status=waiting.words, tone="red")
    return replace(entry, text=_draft_text(sections, waiting, now))


def _pressing_text(waiting: Unsent, now: datetime) -> str:
    sentence = _("Everything is filled in, but nothing is submitted until you submit it.")
    if waiting.is_reopened:
        sentence = _("What you submitted stands. Your changes count only if you submit again.")
    return f"{sentence} {_closing(waiting, now)}"


def _draft_text(sections: Sequence[Standing], waiting: Unsent, now: datetime) -> str:
    counted = _("%(done)s of %(total)s sections have no gaps.") % {
        "done": sum(one.is_done for one in sections),
        "total": len(sections),
    }
    return f"{counted} {_closing(waiting, now)}"


def _closing(waiting: Unsent, now: datetime) -> str:
    return _("The call closes on %(at)s: %(left)s.") % {
        "at": hkt(waiting.closes_at),
        "left": days_left(waiting.closes_at, now).lower(),
    }


def calls_to_apply_to(actor: Actor, now: datetime) -> Sequence[registry.Entry]:
    """Open calls that one's organisations have not applied to yet."""
    applied = queries.own(actor).exclude(state=lifecycle.WITHDRAWN).values("call")
    return [
        registry.Entry(
            title=call.title,
            text=f"{hkt(call.closing_at)} ({days_left(call.closing_at, now)})",
            href=reverse("application-start", args=[call.code]),
            action=_("Apply"),
            tone="green",
        )
        for call in open_calls(now).exclude(pk__in=applied)
    ]


def own_extensions(actor: Actor, now: datetime) -> Sequence[registry.Entry]:
    """More time that one's organisation alone was given, and the way to what it is for."""
    given = [one for one in queries.extensions_of(actor) if one.until > now]
    begun = queries.begun_in({one.call_id for one in given}, actor) if given else {}
    return [
        registry.Entry(
            title=_("More time for %(organisation)s") % {"organisation": one.organisation.name},
            text=_("One submission to “%(call)s” until %(until)s. Reason: %(reason)s")
            % {"call": one.call.title, "until": hkt(one.until), "reason": one.reason},
            href=_way_to(one, begun.get((one.call_id, one.organisation_id))),
            tone="amber",
        )
        for one in given
    ]


def _way_to(given: Extension, application: Application | None) -> str:
    if application is None:
        return reverse("application-start", args=[given.call.code])
    return reverse("application-detail", args=[application.reference])


def extensions_running(call: Call) -> list[Gap]:
    """Assessment waits for an organisation whose own closing time lies ahead."""
    running = extending.waiting_for(call).filter(until__gt=Now()).order_by("-until").first()
    if running is None:
        return []
    sentence = _("An organisation has more time until %(until)s.")
    return [Gap(sentence % {"until": hkt(running.until)})]


def more_time(actor: Actor, call: Call, _now: datetime) -> Sequence[registry.Entry]:
    """The way to give more time, while that is possible."""
    if not verdict(extending.check_extend, actor, call, now=_now):
        return []
    return [
        registry.Entry(
            title=_("More time"),
            text=_("For everybody, or for one organisation, with a reason."),
            href=reverse("call-extend", args=[call.code]),
        )
    ]
