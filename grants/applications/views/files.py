"""Files of an application: handed out to whoever may see it, removed from a draft."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from grants.applications import operations, queries
from grants.applications.models import AttachmentKind
from grants.applications.sections import ATTACHMENTS, SPONSOR
from portal.accounts.actors import actor_of
from portal.core.denial import Denied
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
    file = get_object_or_404(application.attachments, pk=attachment_id)
    section = SPONSOR if file.kind == AttachmentKind.SPONSOR_AGREEMENT else ATTACHMENTS
    try:
        operations.remove_attachment(attachment_id=file.pk, actor=actor, now=timezone.now())
    except Denied as denied:
        messages.error(request, str(denied))
    else:
        messages.success(request, _("The file is removed."))
    return redirect("application-section", reference, section)
