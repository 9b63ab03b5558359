"""Pages that watch: the audit log, stopped jobs, messages that wait for a person."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portal.accounts.access import only_for
from portal.accounts.actors import actor_of
from portal.accounts.models import Role
from portal.audit.queries import narrowed
from portal.core.denial import Denied
from portal.documents import health as documents
from portal.notifications import operations as outbox
from portal.notifications import queries as post
from portal.oversight import operations, queries
from portal.oversight.forms import AuditFilterForm

PER_PAGE = 50


@only_for(Role.AUDITOR)
@require_safe
def audit_log(request: HttpRequest) -> HttpResponse:
    """What happened, newest first, with filters in the address."""
    form = AuditFilterForm(request.GET)
    found = queries.visible_to(actor_of(request))
    found = narrowed(found, **form.wanted) if form.is_valid() else found.none()
    context = {
        "form": form,
        "page": _page(request, found),
        "is_filtered": form.is_valid() and any(form.wanted.values()),
    }
    return render(request, "portal/oversight/audit_log.html", context)


@only_for(Role.AUDITOR)
@require_safe
def audit_event(request: HttpRequest, number: int) -> HttpResponse:
    """One event with everything that was written down."""
    event = get_object_or_404(queries.visible_to(actor_of(request)), pk=number)
    return render(request, "portal/oversight/audit_event.html", {"event": event})


@only_for(Role.ADMINISTRATOR)
@require_safe
def stopped_jobs(request: HttpRequest) -> HttpResponse:
    """Jobs that stopped after three starts."""
    actor = actor_of(request)
    page = _page(request, queries.stopped_jobs(actor))
    queries.veil_jobs(actor, page.object_list)
    return render(request, "portal/oversight/stopped_jobs.html", {"page": page})


@only_for(Role.ADMINISTRATOR)
@require_POST
def retry_job(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """Give a stopped job three new starts."""
    job = get_object_or_404(queries.stopped_jobs(actor_of(request)), pk=job_id)

    def act() -> None:
        operations.retry_job(job_id=job.pk, actor=actor_of(request), now=timezone.now())

    _attempt(request, act, _("The job is tried again."))
    return redirect("stopped-jobs")


@only_for(Role.ADMINISTRATOR)
@require_safe
def stored_files(request: HttpRequest) -> HttpResponse:
    """The scanner, what waits for it, and files that are not as they should be."""
    context = {
        "scanner": documents.scanner_standing(),
        "counts": documents.counts(),
        "page": _page(request, queries.troubled_files(actor_of(request))),
    }
    return render(request, "portal/oversight/stored_files.html", context)


@only_for(Role.ADMINISTRATOR)
@require_safe
def stuck_messages(request: HttpRequest) -> HttpResponse:
    """Messages that failed, or that may or may not have left."""
    actor = actor_of(request)
    page = _page(request, post.stuck(actor))
    queries.veil_messages(actor, page.object_list)
    return render(request, "portal/oversight/stuck_messages.html", {"page": page})


@only_for(Role.ADMINISTRATOR)
@require_POST
def send_message_again(request: HttpRequest, number: int) -> HttpResponse:
    """Promise another delivery."""
    return _settle(request, number, outbox.send_again, _("The message is sent again."))


@only_for(Role.ADMINISTRATOR)
@require_POST
def mark_message_as_sent(request: HttpRequest, number: int) -> HttpResponse:
    """Settle a message that left after all."""
    return _settle(request, number, outbox.mark_as_sent, _("The message is marked as sent."))


def _settle(request: HttpRequest, number: int, deed: Callable[..., Any], told: str) -> HttpResponse:
    actor = actor_of(request)
    message = get_object_or_404(post.visible_to(actor), pk=number)

    def act() -> None:
        deed(message_id=message.pk, actor=actor, now=timezone.now())

    _attempt(request, act, told)
    return redirect("stuck-messages")


def _attempt(request: HttpRequest, act: Callable[[], None], told: str) -> None:
    """Act and say so, or say what stands against it."""
    try:
        act()
        messages.success(request, told)
    except Denied as denied:
        messages.error(request, str(denied))


def _page(request: HttpRequest, found: QuerySet[Any]) -> Any:
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    page.object_list = list(page.object_list)
    return page
