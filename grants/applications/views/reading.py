"""Pages that show applications: the list, and one of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from grants.applications import preparation, queries, rules, snapshots, standing
from grants.applications.lifecycle import WRITABLE
from grants.applications.models import Application
from grants.applications.progress import Standing, standings, unsent
from grants.programmes.queries import open_calls
from portal.accounts.actors import Actor, actor_of
from portal.core.denial import Verdict, verdict

ROWS = 30


@login_required
@require_safe
def application_list(request: HttpRequest) -> HttpResponse:
    """Every application one may see, the last changed first; searched by words."""
    actor, now = actor_of(request), timezone.now()
    words = request.GET.get("q", "").strip()[:200]
    found = queries.visible_to(actor)
    if words:
        found = queries.found_by(found, words)
    page = Paginator(found.order_by(F("saved_at").desc(), "pk"), ROWS).get_page(
        request.GET.get("page")
    )
    pressing = _pressing_among(actor, page.object_list, now=now)
    rows = [
        (one, pressing.get(one.pk) or shown_state(actor, one), is_member(actor, one))
        for one in page
    ]
    context = {"page": page, "rows": rows, "words": words, "calls": open_calls(now), "now": now}
    return render(request, "grants/applications/list.html", context)


def _pressing_among(
    actor: Actor, shown: Iterable[Application], *, now: datetime
) -> dict[int, tuple[object, str]]:
    """Which of one's own applications in ``shown`` only look as if they were handed in."""
    written = [one.pk for one in shown if one.state in WRITABLE and is_member(actor, one)]
    found: dict[int, tuple[object, str]] = {}
    for one in queries.with_parts(queries.own(actor).filter(pk__in=written)) if written else ():
        waiting = unsent(one, standings(snapshots.content(one)), now=now)
        if waiting is not None and waiting.is_pressing:
            found[one.pk] = (waiting.words, "red")
    return found


def is_member(actor: Actor, application: Application) -> bool:
    """Whether the application is ``actor``'s own organisation's."""
    return str(application.organisation_id) in actor.memberships


def shown_state(actor: Actor, application: Application) -> tuple[object, str]:
    """The state in words and its tone: sealed for members, whole for staff."""
    if is_member(actor, application):
        return standing.public_label(application), standing.public_tone(application)
    return application.get_state_display(), "grey"


@login_required
@require_safe
def application_detail(request: HttpRequest, reference: str) -> HttpResponse:
    """One application: for members the sections, the timeline and what is next; for staff facts."""
    actor, now = actor_of(request), timezone.now()
    application = get_object_or_404(queries.visible_to(actor), reference=reference)
    member = is_member(actor, application)
    sections: list[Standing] = []
    correction = None
    if member and application.state in WRITABLE:
        whole = queries.with_parts(queries.own(actor)).get(pk=application.pk)
        sections = standings(snapshots.content(whole))
        correction = standing.correction_told(whole)
    label, tone = shown_state(actor, application)
    upcoming = standing.next_in_detail(application, now=now)
    context = {
        "application": application,
        "is_member": member,
        "state": label,
        "tone": tone,
        "public_state": standing.public_state(application),
        "next": upcoming,
        "sections": sections,
        "unsent": unsent(application, sections, now=now),
        "preliminary": preparation.outcomes_kept(application) if member else [],
        "reference": application.reference,
        "correction": correction,
        "done": sum(one.is_done for one in sections),
        "timeline": standing.timeline(
            application,
            queries.told_events(application),
            more=standing.told_elsewhere(application),
            upcoming=upcoming,
            now=now,
        ),
        **_allowed(actor, application, now),
        "now": now,
    }
    page = "detail" if member else "overview"
    return render(request, f"grants/applications/{page}.html", context)


def _allowed(actor: Actor, application: Application, now: datetime) -> dict[str, Verdict]:
    """Which deeds the page offers."""
    was_submitted = application.submitted_at is not None
    return {
        "can_edit": verdict(rules.check_edit, actor, application, now=now),
        "can_delete": verdict(rules.check_delete, actor, application, was_submitted=was_submitted),
        "can_withdraw": verdict(rules.check_withdraw, actor, application, now=now),
        "can_reopen": verdict(rules.check_reopen, actor, application, now=now),
    }
