"""Minutes in the browser: versions, reading, signing, papers."""

from __future__ import annotations

import logging

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from grants.applications.views.papers import TURNS
from portal.accounts.actors import Actor, actor_of
from portal.core.denial import verdict
from portal.documents.serving import download
from portal.pdf.render import RenderFailed
from portal.ui.answers import refusal_as_message
from reviews.meetings.models import Meeting
from reviews.meetings.queries import visible_to as meetings_visible_to
from reviews.minutes import operations, queries, rules
from reviews.minutes.contents import without
from reviews.minutes.models import Minutes
from reviews.minutes.papers import LANGUAGES, minutes_pdf, words_of
from reviews.panels.queries import conflicted

log = logging.getLogger(__name__)


def _meeting(request: HttpRequest, code: str, number: int) -> tuple[Actor, Meeting]:
    actor = actor_of(request)
    found = meetings_visible_to(actor).filter(call__code=code)
    return actor, get_object_or_404(found, number=number)


def _version(
    request: HttpRequest, code: str, number: int, version: int
) -> tuple[Actor, Minutes, set[str]]:
    actor, meeting = _meeting(request, code, number)
    found = queries.visible_to(actor).filter(meeting=meeting).prefetch_related("papers__document")
    return (
        actor,
        get_object_or_404(found, number=version),
        queries.hidden_from(actor, meeting),
    )


@login_required
@require_safe
def minutes_list(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """The versions of the minutes of one meeting."""
    actor, meeting = _meeting(request, code, number)
    hidden = conflicted(meeting.call, actor)
    context = {
        "call": meeting.call,
        "meeting": meeting,
        "versions": queries.of_meeting(actor, meeting),
        "can_make": verdict(rules.check_make, actor, meeting, conflicts=hidden),
    }
    return render(request, "reviews/minutes/list.html", context)


@login_required
@require_POST
def minutes_make(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Make the next version."""
    actor, meeting = _meeting(request, code, number)
    with refusal_as_message(request):
        operations.make(meeting_id=meeting.pk, actor=actor, now=timezone.now())
        messages.success(request, _("The version says how things are now."))
    return redirect("minutes-list", code=code, number=number)


@login_required
@require_safe
def minutes_detail(request: HttpRequest, code: str, number: int, version: int) -> HttpResponse:
    """One version to read; what the reader has an interest in is not in it (AZ-06)."""
    actor, minutes, hidden = _version(request, code, number, version)
    meeting = minutes.meeting
    can_sign = verdict(
        rules.check_sign,
        actor,
        meeting,
        conflicts=conflicted(meeting.call, actor),
        is_current=operations.is_current(minutes, now=timezone.now()),
    )
    context = {
        "call": meeting.call,
        "meeting": meeting,
        "minutes": minutes,
        "content": words_of(without(minutes.content, hidden)),
        "hidden": len(hidden),
        "can_sign": can_sign,
        "languages": settings.LANGUAGES,
    }
    return render(request, "reviews/minutes/detail.html", context)


@login_required
@require_POST
def minutes_sign(request: HttpRequest, code: str, number: int, version: int) -> HttpResponse:
    """The chair signs."""
    actor, minutes, _hidden = _version(request, code, number, version)
    with refusal_as_message(request):
        operations.sign(minutes_id=minutes.pk, actor=actor, now=timezone.now())
        messages.success(request, _("The minutes are signed. They can no longer be changed."))
    return redirect("minutes-detail", code=code, number=number, version=version)


@login_required
@require_safe
def minutes_paper(
    request: HttpRequest, code: str, number: int, version: int, language: str
) -> HttpResponse | FileResponse:
    """The PDF: the kept one, or for a draft or a reader with an interest one made now."""
    _actor, minutes, hidden = _version(request, code, number, version)
    if language not in LANGUAGES:
        raise Http404
    kept = next((one for one in minutes.papers.all() if one.language == language), None)
    if kept is not None and not hidden:
        return download(kept.document)
    return _printed(request, minutes, language, hidden)


def _printed(
    request: HttpRequest, minutes: Minutes, language: str, hidden: set[str]
) -> HttpResponse:
    if not TURNS.acquire(blocking=False):
        return _later(request, minutes)
    try:
        pdf = minutes_pdf(minutes, language=language, hidden=hidden)
    except RenderFailed:
        log.exception("%s cannot be printed", minutes.audit_reference)
        return _later(request, minutes)
    finally:
        TURNS.release()
    name = f"minutes-{minutes.meeting.call.code}-{minutes.meeting.number}-{language}.pdf"
    return HttpResponse(
        pdf,
        content_type="application/pdf",
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "private, no-store",
        },
    )


def _later(request: HttpRequest, minutes: Minutes) -> HttpResponse:
    answer = render(request, "reviews/minutes/later.html", {"minutes": minutes}, status=503)
    answer["Retry-After"] = "60"
    return answer
