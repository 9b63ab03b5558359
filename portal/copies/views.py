"""The page on which a person asks for a copy of everything of theirs, and the download."""

from __future__ import annotations

from typing import cast

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from portal.accounts.actors import actor_of
from portal.copies import operations, queries, registry, rules
from portal.copies.models import PersonalCopy
from portal.core.denial import Denied, verdict
from portal.documents.models import Document
from portal.documents.serving import download as served


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def personal_copy(request: HttpRequest) -> HttpResponse:
    """What a copy holds, where one's own stands, and the button.

    htmx asks for the progress alone, and for the whole page once there is none.
    """
    actor, now = actor_of(request), timezone.now()
    if request.method == "POST":
        try:
            operations.request(actor=actor, now=now)
        except Denied as denied:
            messages.error(request, str(denied))
        return redirect("personal-copy")
    copy = queries.newest_of(actor)
    phase = rules.phase_of(copy, now=now)
    context = {
        "copy": copy,
        "phase": phase.value,
        "job": copy.job if copy else None,
        "can_ask": verdict(rules.check_request, actor, copy, now=now),
        "can_download": verdict(rules.check_download, actor, copy, now=now),
        "days": rules.LIFETIME.days,
        "most_bytes": rules.MOST_BYTES,
        "parts": registry.parts(),
    }
    if not request.headers.get("HX-Request"):
        return render(request, "portal/copies/copy.html", context)
    answer = render(request, "portal/copies/_progress.html", context)
    if phase != rules.Phase.MAKING:
        answer["HX-Refresh"] = "true"
    return answer


@login_required
@reauthentication_required  # type: ignore[untyped-decorator]  # allauth comes without types
@require_safe
def download(request: HttpRequest) -> HttpResponse | FileResponse:
    """The file, for the person who asked for it, after their password or second factor."""
    actor = actor_of(request)
    copy = queries.newest_of(actor)
    try:
        rules.check_download(actor, copy, now=timezone.now())
    except Denied as denied:
        messages.error(request, str(denied))
        return redirect("personal-copy")
    ready = cast("PersonalCopy", copy)
    operations.fetched(copy=ready, actor=actor)
    return served(cast("Document", ready.document))
