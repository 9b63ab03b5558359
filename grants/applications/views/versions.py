"""What was submitted: the receipt, each version, how two of them differ, and files to keep."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from grants.applications import comparison, queries, reopening, rules, snapshots
from grants.applications.models import Application, Snapshot
from grants.applications.views.reading import is_member, shown_state
from portal.accounts.actors import Actor, actor_of
from portal.core.denial import Denied, verdict


@login_required
@require_safe
def application_snapshot(request: HttpRequest, reference: str) -> HttpResponse:
    """What stands, word for word."""
    return _of_version(request, reference, "snapshot")


@login_required
@require_safe
def application_receipt(request: HttpRequest, reference: str) -> HttpResponse:
    """The receipt of what stands: reference, time, checksums."""
    return _of_version(request, reference, "receipt")


@login_required
@require_safe
def application_version(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """One of the submitted versions, word for word."""
    return _of_version(request, reference, "snapshot", number=number)


def _of_version(
    request: HttpRequest, reference: str, page: str, *, number: int | None = None
) -> HttpResponse:
    actor = actor_of(request)
    application = get_object_or_404(queries.visible_to(actor), reference=reference)
    snapshot = version_of(actor, application, number)
    label, tone = shown_state(actor, application)
    newest = queries.snapshot_of(application)
    context = {
        "application": application,
        "snapshot": snapshot,
        "is_newest": snapshot == newest,
        "newest": newest,
        "content": snapshot.content,
        "reference": application.reference,
        "attachment_url_name": "attachment-download",
        "state": label,
        "tone": tone,
        "is_member": is_member(actor, application),
        "can_reopen": verdict(rules.check_reopen, actor, application, now=timezone.now()),
    }
    return render(request, f"grants/applications/{page}.html", context)


def version_of(actor: Actor, application: Application, number: int | None) -> Snapshot:
    """Version ``number``, or the newest; one that ``actor`` may not read is not there."""
    versions = queries.versions_visible_to(actor, application)
    found = (versions if number is None else versions.filter(number=number)).first()
    if found is None:
        raise Http404
    return found


@login_required
@require_safe
def application_versions(request: HttpRequest, reference: str) -> HttpResponse:
    """Every version that was submitted, the newest first, and how any two of them differ."""
    actor = actor_of(request)
    application = get_object_or_404(queries.visible_to(actor), reference=reference)
    versions = list(queries.versions_visible_to(actor, application))
    if not versions:
        raise Http404
    context: dict[str, Any] = {"application": application, "versions": versions}
    if len(versions) > 1:
        by_number = {str(one.number): one for one in versions}
        after = by_number.get(request.GET.get("to", ""), versions[0])
        before = by_number.get(request.GET.get("from", ""), versions[1])
        context |= {
            "before": before,
            "after": after,
            "changes": comparison.changes(before.content, after.content),
        }
    return render(request, "grants/applications/versions.html", context)


@login_required
@require_safe
def application_content(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """The very bytes whose SHA-256 is the checksum of a version."""
    actor = actor_of(request)
    application = get_object_or_404(queries.visible_to(actor), reference=reference)
    snapshot = version_of(actor, application, number)
    name = f"{application.reference}-version-{snapshot.number}.json"
    return HttpResponse(
        snapshots.canonical(snapshot.content),
        content_type="application/json",
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "private, no-store",
        },
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def application_reopen(request: HttpRequest, reference: str) -> HttpResponse:
    """Say what reopening means, then open what was submitted for writing."""
    actor, now = actor_of(request), timezone.now()
    application = get_object_or_404(queries.own(actor), reference=reference)
    if request.method == "POST":
        try:
            reopening.reopen(application_id=application.pk, actor=actor, now=now)
        except Denied as denied:
            messages.error(request, str(denied))
        else:
            messages.success(request, _("The application is open for changes."))
        return redirect("application-detail", application.reference)
    context = _deed_context(application)
    context["may"] = verdict(rules.check_reopen, actor, application, now=now)
    return render(request, "grants/applications/reopen.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def application_keep(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask, then drop the changes made since reopening."""
    actor, now = actor_of(request), timezone.now()
    application = get_object_or_404(queries.own(actor), reference=reference)
    if request.method == "POST":
        try:
            reopening.keep(application_id=application.pk, actor=actor, now=now)
        except Denied as denied:
            messages.error(request, str(denied))
        else:
            messages.success(request, _("Your changes are dropped. What you submitted stands."))
        return redirect("application-detail", application.reference)
    context = _deed_context(application)
    context["may"] = verdict(rules.check_keep, actor, application, now=now)
    return render(request, "grants/applications/keep.html", context)


def _deed_context(application: Application) -> dict[str, Any]:
    snapshot = queries.snapshot_of(application)
    if snapshot is None:
        raise Http404
    return {"application": application, "snapshot": snapshot}
