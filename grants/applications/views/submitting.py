"""Check your answers, submit, withdraw."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from grants.applications import clearing, gates, lifecycle, operations, queries, rules, snapshots
from grants.applications.deadlines import closing_time
from grants.applications.forms.deeds import WithdrawForm
from grants.applications.models import Application
from grants.applications.progress import standings
from portal.accounts.actors import actor_of
from portal.core.denial import Denied, verdict

LONGEST_KEY = 64


@login_required
@require_safe
def application_check(request: HttpRequest, reference: str) -> HttpResponse:
    """Everything on one page, each gap with the way to it, and the button that submits."""
    application = get_object_or_404(queries.own(actor_of(request)), reference=reference)
    if application.state not in lifecycle.WRITABLE:
        return redirect("application-detail", application.reference)
    return _check_page(request, application)


@login_required
@require_POST
def application_submit(request: HttpRequest, reference: str) -> HttpResponse:
    """Submit once: the same page posted again leads to the same receipt (requirement SU-02)."""
    actor = actor_of(request)
    application = get_object_or_404(queries.own(actor), reference=reference)
    try:
        operations.submit_now(
            application_id=application.pk, key=_key(request) or str(uuid4()), actor=actor
        )
    except Denied as denied:
        application.refresh_from_db()
        if application.state not in lifecycle.WRITABLE:
            messages.info(request, str(denied))
            return redirect("application-detail", application.reference)
        return _check_page(request, application, refusal=str(denied))
    return redirect("application-receipt", application.reference)


def _key(request: HttpRequest) -> str:
    """The page's key, if it is one: letters, digits and dashes."""
    written = request.POST.get("key", "")
    plain = written.replace("-", "")
    return written if plain.isascii() and plain.isalnum() and len(written) <= LONGEST_KEY else ""


def _check_page(
    request: HttpRequest, application: Application, *, refusal: str = ""
) -> HttpResponse:
    whole = queries.with_parts(queries.own(actor_of(request))).get(pk=application.pk)
    content = snapshots.content(whole)
    sections = standings(content)
    gaps = [gap for one in sections for gap in one.gaps]
    conditions = gates.conditions(actor_of(request), whole, content)
    may_submit = verdict(
        rules.check_submit,
        actor_of(request),
        whole,
        is_complete=not gaps,
        now=timezone.now(),
        conditions=conditions,
    )
    context: dict[str, Any] = {
        "application": whole,
        "call": whole.call,
        "content": content,
        "sections": sections,
        "gaps": gaps,
        "conditions": conditions,
        "refusal": refusal,
        "may_submit": may_submit,
        "key": uuid4(),
        "reference": whole.reference,
        "attachment_url_name": "attachment-download",
        "now": timezone.now(),
        "standing_version": queries.snapshot_of(whole),
        "closes_at": closing_time(whole),
    }
    return render(request, "grants/applications/check.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def application_delete(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask whether it is meant, then delete a draft that was never submitted."""
    actor = actor_of(request)
    application = get_object_or_404(queries.own(actor), reference=reference)
    refusal = ""
    if request.method == "POST":
        try:
            clearing.delete_draft(application_id=application.pk, actor=actor, now=timezone.now())
        except Denied as denied:
            refusal = str(denied)
        else:
            messages.success(request, _("The draft is deleted."))
            return redirect("application-list")
    context = {
        "application": application,
        "refusal": refusal,
        "files": queries.attachments_of(application),
        "can_delete": verdict(
            rules.check_delete,
            actor,
            application,
            was_submitted=queries.snapshot_of(application) is not None,
        ),
    }
    return render(request, "grants/applications/delete.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def application_withdraw(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask for the reason, then take the application back for good."""
    actor, now = actor_of(request), timezone.now()
    application = get_object_or_404(queries.own(actor), reference=reference)
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            operations.withdraw(
                application_id=application.pk,
                reason=form.cleaned_data["reason"],
                actor=actor,
                now=now,
            )
        except Denied as denied:
            form.add_error(None, str(denied))
        else:
            messages.success(request, _("The application is withdrawn."))
            return redirect("application-detail", application.reference)
    context = {
        "application": application,
        "form": form,
        "can_withdraw": verdict(rules.check_withdraw, actor, application, now=now),
    }
    return render(request, "grants/applications/withdraw.html", context)
