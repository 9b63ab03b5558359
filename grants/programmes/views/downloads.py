"""What everybody may take along of a call: its PDF, its dates, and the dates of all calls."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import http_date, quote_etag
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from grants.programmes import calendars, printing, queries
from grants.programmes.models import Call
from grants.programmes.views.public import page_of
from portal.accounts.actors import actor_of
from portal.pdf.render import RenderFailed

FRESH_SECONDS = 3600
"""How long a copy may be shown without asking again."""


@require_safe
def call_pdf(request: HttpRequest, code: str, language: str) -> HttpResponse:
    """The whole call as PDF in one language; a draft is there for its officers alone."""
    call = get_object_or_404(queries.visible_to(actor_of(request)), code=code)
    page = request.build_absolute_uri(reverse("call-detail", args=[call.code]))
    with translation.override(language):
        context = {**page_of(call, timezone.now()), "page": page}
    sheet = printing.sheet_of(call, context, language=language)
    etag = quote_etag(sheet.fingerprint)
    unchanged = get_conditional_response(request, etag=etag)
    if unchanged is not None:
        return unchanged
    try:
        pdf = printing.pdf_of(call, sheet)
    except RenderFailed:
        return render(request, "grants/programmes/call_pdf_failed.html", {"call": call}, status=503)
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="call-{call.code}-{language}.pdf"'
    response["ETag"] = etag
    patch_cache_control(response, public=call.is_frozen, private=not call.is_frozen, max_age=60)
    return response


@require_safe
def call_calendar(request: HttpRequest, code: str, language: str) -> HttpResponse:
    """The dates of one call for a calendar."""
    call = get_object_or_404(queries.announced_calls(), code=code)
    return _calendar(request, [call], language, str(call.title), f"call-{call.code}.ics")


@require_safe
def calls_feed(request: HttpRequest, language: str) -> HttpResponse:
    """The dates of every published call: a feed that a calendar asks again and again."""
    with translation.override(language):
        name = _("LEAP Pilot Funding: dates of all calls")
    return _calendar(request, list(queries.announced_calls()), language, name, "leap-calls.ics")


def _calendar(
    request: HttpRequest, calls: list[Call], language: str, name: str, filename: str
) -> HttpResponse:
    def link(call: Call) -> str:
        return request.build_absolute_uri(reverse("call-detail", args=[call.code]))

    with translation.override(language):
        content = calendars.calendar_of(calls, name=str(name), language=language, link=link)
    changed = max(map(calendars.changed_at, calls), default=None)
    headers = _validators(content, changed)
    unchanged = get_conditional_response(
        request,
        etag=headers["ETag"],
        last_modified=int(changed.timestamp()) if changed else None,
    )
    response = unchanged or HttpResponse(
        content,
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{filename}"'},
    )
    for field, value in headers.items():
        response[field] = value
    patch_cache_control(response, public=True, max_age=FRESH_SECONDS)
    return response


def _validators(content: bytes, changed: datetime | None) -> dict[str, Any]:
    """By which a calendar learns that nothing has changed, without loading it again."""
    headers = {"ETag": quote_etag(hashlib.sha256(content).hexdigest())}
    if changed is not None:
        headers["Last-Modified"] = http_date(changed.timestamp())
    return headers
