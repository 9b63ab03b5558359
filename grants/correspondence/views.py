"""Pages of correspondence: the thread of an application, and the lists of threads."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from grants.applications.models import Application
from grants.correspondence import operations, queries, rules
from grants.correspondence.forms import MessageForm
from portal.accounts.access import only_for
from portal.accounts.actors import actor_of
from portal.core.denial import Denied, verdict
from portal.documents.serving import download

ROWS = 30


def _application(request: HttpRequest, reference: str) -> Application:
    return get_object_or_404(queries.visible_to(actor_of(request)), reference=reference)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def correspondence(request: HttpRequest, reference: str) -> HttpResponse:
    """The thread of one application; opening it marks it as read."""
    actor, now = actor_of(request), timezone.now()
    application = _application(request, reference)
    posted: dict[str, Any] = {}
    if request.method == "POST":
        posted = {"data": request.POST, "files": request.FILES}
    form = MessageForm(initial={"key": uuid4().hex}, **posted)
    if form.is_valid():
        try:
            operations.write(
                application_id=application.pk,
                text=form.cleaned_data["text"],
                key=form.cleaned_data["key"],
                files=form.files_given(),
                actor=actor,
                now=now,
            )
        except Denied as denied:
            form.add_error(None, str(denied))
        else:
            messages.success(request, _("Your message is sent."))
            return redirect("correspondence", reference)
    context = {
        "application": application,
        "form": form,
        "lines": queries.thread(application),
        "is_own": str(application.organisation_id) in actor.memberships,
        "allowed": verdict(rules.check_write, actor, application),
    }
    operations.mark_read(application_id=application.pk, actor=actor)
    return render(request, "grants/correspondence/thread.html", context)


@login_required
@require_safe
def correspondence_file(request: HttpRequest, reference: str, file_id: UUID) -> FileResponse:
    """A file of the thread, for whoever may read the thread (AZ-05)."""
    application = _application(request, reference)
    is_own = str(application.organisation_id) in actor_of(request).memberships
    file = queries.enclosure_of(application, file_id, is_own=is_own)
    if file is None:
        raise Http404
    return download(file.document)


@only_for(*queries.OFFICE)
@require_safe
def correspondence_list(request: HttpRequest) -> HttpResponse:
    """The threads of one's calls, those that wait for the office first."""
    found = queries.threads(actor_of(request), now=timezone.now())
    page = Paginator(found, ROWS).get_page(request.GET.get("page"))
    context = {"page": page, "waiting": sum(one.is_waiting for one in found)}
    return render(request, "grants/correspondence/list.html", context)
