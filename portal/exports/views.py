"""The page that watches an export, and the download."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from portal.accounts.actors import actor_of
from portal.core.denial import Denied, verdict
from portal.documents.models import Document
from portal.documents.serving import download as served
from portal.exports import operations, queries, rules
from portal.exports.models import Export, ExportFormat
from portal.exports.registry import kind_named
from portal.jobs.models import JobState


@login_required
@require_POST
def request_export(request: HttpRequest, kind: str) -> HttpResponse:
    """Ask for an export; the fields of the form are its parameters."""
    chosen = request.POST.get("format", "")
    if chosen not in ExportFormat.values:
        raise BadRequest("unknown format")
    parameters = {
        key: str(value)
        for key, value in request.POST.items()
        if key not in ("csrfmiddlewaretoken", "format")
    }
    try:
        export = operations.request(
            kind=kind,
            parameters=parameters,
            file_format=ExportFormat(chosen),
            actor=actor_of(request),
            now=timezone.now(),
        )
    except Denied as denied:
        return render(request, "portal/exports/denied.html", {"reason": denied}, status=403)
    return redirect("export-progress", export_id=export.pk)


@login_required
@require_GET
def progress(request: HttpRequest, export_id: UUID) -> HttpResponse:
    """The progress of one export, then its download; htmx asks for the fragment alone."""
    export = get_object_or_404(queries.visible_to(actor_of(request)), pk=export_id)
    template = "_progress.html" if request.headers.get("HX-Request") else "progress.html"
    return render(request, f"portal/exports/{template}", _context(request, export))


def _context(request: HttpRequest, export: Export) -> dict[str, Any]:
    kind = kind_named(export.kind)
    actor, now = actor_of(request), timezone.now()
    return {
        "export": export,
        "kind": kind,
        "job": export.job,
        "failed": export.job is not None and export.job.state == JobState.DEAD,
        "can_download": verdict(rules.check_download, actor, export, kind, now=now),
        "expired": export.expires_at <= now,
        "back": kind.back(export.parameters) if kind else "",
    }


@login_required
@require_GET
def download(request: HttpRequest, export_id: UUID) -> HttpResponse | FileResponse:
    """The file, for the person who asked for it, while it lasts and while they may."""
    actor = actor_of(request)
    export = get_object_or_404(queries.visible_to(actor), pk=export_id)
    try:
        rules.check_download(actor, export, kind_named(export.kind), now=timezone.now())
    except Denied as denied:
        return render(request, "portal/exports/denied.html", {"reason": denied}, status=403)
    operations.fetched(export=export, actor=actor)
    return served(cast("Document", export.document))
