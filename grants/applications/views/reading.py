"""Pages that show applications: the list, one of them, what was submitted."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from grants.applications import queries, rules, snapshots, standing
from grants.applications.lifecycle import DRAFT
from grants.applications.models import Application
from grants.applications.progress import standings
from grants.programmes.queries import open_calls
from portal.accounts.actors import Actor, actor_of
from portal.core.denial import verdict

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
    rows = [(one, shown_state(actor, one), is_member(actor, one)) for one in page]
    context = {"page": page, "rows": rows, "words": words, "calls": open_calls(now), "now": now}
    return render(request, "grants/applications/list.html", context)


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
    sections = []
    if member and application.state == DRAFT:
        whole = queries.with_parts(queries.own(actor)).get(pk=application.pk)
        sections = standings(snapshots.content(whole))
    label, tone = shown_state(actor, application)
    context = {
        "application": application,
        "is_member": member,
        "state": label,
        "tone": tone,
        "public_state": standing.public_state(application),
        "next": standing.next_of(application, now=now),
        "sections": sections,
        "done": sum(one.is_done for one in sections),
        "timeline": standing.timeline(application, queries.told_events(application), now=now),
        "can_edit": verdict(rules.check_edit, actor, application, now=now),
        "can_withdraw": verdict(rules.check_withdraw, actor, application, now=now),
        "now": now,
    }
    page = "detail" if member else "overview"
    return render(request, f"grants/applications/{page}.html", context)


@login_required
@require_safe
def application_snapshot(request: HttpRequest, reference: str) -> HttpResponse:
    """What was submitted, word for word."""
    return _of_snapshot(request, reference, "snapshot")


@login_required
@require_safe
def application_receipt(request: HttpRequest, reference: str) -> HttpResponse:
    """The receipt: reference, time, checksum."""
    return _of_snapshot(request, reference, "receipt")


def _of_snapshot(request: HttpRequest, reference: str, page: str) -> HttpResponse:
    actor = actor_of(request)
    application = get_object_or_404(queries.visible_to(actor), reference=reference)
    snapshot = queries.snapshot_of(application)
    if snapshot is None:
        raise Http404
    label, tone = shown_state(actor, application)
    context = {
        "application": application,
        "snapshot": snapshot,
        "content": snapshot.content,
        "reference": application.reference,
        "attachment_url_name": "attachment-download",
        "state": label,
        "tone": tone,
        "is_member": is_member(actor, application),
    }
    return render(request, f"grants/applications/{page}.html", context)
