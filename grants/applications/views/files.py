"""Files of an application: handed out to whoever may see it, replaced in a draft or removed."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from grants.applications import operations, queries, rules
from grants.applications.forms.deeds import ReplacementForm
from grants.applications.models import Attachment, AttachmentKind
from grants.applications.sections import ATTACHMENTS, SPONSOR, of_form
from portal.accounts.actors import actor_of
from portal.core.denial import Denied, verdict
from portal.documents.serving import download


@login_required
@require_safe
def attachment_download(request: HttpRequest, reference: str, attachment_id: UUID) -> FileResponse:
    """One file, authorised by its application and not by its address (requirement AZ-05)."""
    actor = actor_of(request)
    file = get_object_or_404(
        queries.files_visible_to(actor), application__reference=reference, pk=attachment_id
    )
    return download(file.document)


@login_required
@require_POST
def attachment_remove(request: HttpRequest, reference: str, attachment_id: UUID) -> HttpResponse:
    """Take a file off a draft."""
    actor = actor_of(request)
    application = get_object_or_404(queries.own(actor), reference=reference)
    files = application.attachments.select_related("question__section")
    file = get_object_or_404(files, pk=attachment_id)
    section = _section_of(file)
    try:
        operations.remove_attachment(attachment_id=file.pk, actor=actor, now=timezone.now())
    except Denied as denied:
        messages.error(request, str(denied))
    else:
        messages.success(request, _("The file is removed."))
    return redirect("application-section", reference, section)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def attachment_replace(request: HttpRequest, reference: str, attachment_id: UUID) -> HttpResponse:
    """Put another file in the place of one; the old one stays until the new one is in order."""
    actor, now = actor_of(request), timezone.now()
    application = get_object_or_404(queries.own(actor), reference=reference)
    file = get_object_or_404(application.attachments.select_related("document"), pk=attachment_id)
    form = ReplacementForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            operations.add_attachment(
                application_id=application.pk,
                kind=file.kind,
                file=form.cleaned_data["file"],
                actor=actor,
                now=now,
                replaces=file.pk,
            )
        except Denied as denied:
            form.add_error("file", str(denied))
        else:
            messages.success(request, _("The file is replaced."))
            return redirect("application-section", reference, _section_of(file))
    context = {
        "application": application,
        "file": file,
        "form": form,
        "section": _section_of(file),
        "can_edit": verdict(rules.check_edit, actor, application, now=now),
    }
    return render(request, "grants/applications/attachment_replace.html", context)


def _section_of(file: Attachment) -> str:
    """The section of the form in which a file was attached."""
    if file.question is not None:
        return of_form(file.question.section.code)
    return SPONSOR if file.kind == AttachmentKind.SPONSOR_AGREEMENT else ATTACHMENTS
