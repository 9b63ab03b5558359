"""Documents to keep: the receipt and a submitted version as PDF."""

from __future__ import annotations

import logging
from collections.abc import Callable
from threading import BoundedSemaphore

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from grants.applications import papers, queries
from grants.applications.models import Application, Snapshot
from grants.applications.views.versions import version_of
from portal.accounts.actors import actor_of
from portal.pdf.render import RenderFailed

log = logging.getLogger(__name__)

TURNS = BoundedSemaphore(2)
"""Of the threads of this web server one prints and one waits; the others stay free to submit."""

Printer = Callable[..., bytes]


@login_required
@require_safe
def application_receipt_pdf(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """The receipt of one version."""
    return _paper(request, reference, number, papers.receipt_pdf, "receipt")


@login_required
@require_safe
def application_version_pdf(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Everything that was submitted with one version."""
    return _paper(request, reference, number, papers.version_pdf, "application")


def _paper(
    request: HttpRequest, reference: str, number: int, printer: Printer, kind: str
) -> HttpResponse:
    actor = actor_of(request)
    application = get_object_or_404(queries.visible_to(actor), reference=reference)
    snapshot = version_of(actor, application, number)
    if not TURNS.acquire(blocking=False):
        return _later(request, application, snapshot)
    try:
        pdf = printer(application, snapshot, language=get_language() or "en")
    except RenderFailed:
        log.exception("%s of %s version %s cannot be printed", kind, reference, number)
        return _later(request, application, snapshot)
    finally:
        TURNS.release()
    name = f"{application.reference}-{kind}-version-{snapshot.number}.pdf"
    return HttpResponse(
        pdf,
        content_type="application/pdf",
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "private, no-store",
        },
    )


def _later(request: HttpRequest, application: Application, snapshot: Snapshot) -> HttpResponse:
    context = {"application": application, "snapshot": snapshot}
    answer = render(request, "grants/applications/paper_later.html", context, status=503)
    answer["Retry-After"] = "60"
    return answer
