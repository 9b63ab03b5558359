"""Pages of the documents that applicants bring."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from grants.programmes import operations, queries, rows, rules
from grants.programmes.fingerprints import fingerprint
from grants.programmes.forms.documents import DocumentForm, DocumentFormSet
from grants.programmes.models import Call
from grants.programmes.views.manage import FOLDER, kept_call
from portal.accounts.actors import actor_of
from portal.core.denial import Denied, verdict


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def document_list(request: HttpRequest, code: str) -> HttpResponse:
    """Order and obligation of all documents at once."""
    call = kept_call(request, code)
    details = queries.documents_as_details(call)
    initial = rows.numbered(details)
    formset = DocumentFormSet(request.POST or None, initial=initial, prefix="documents")
    if formset.is_valid():
        kept = rows.reordered(details, formset, ("is_required",))
        if _replace(request, call, kept):
            return redirect("needed-document-list", call.code)
    context = {
        **_shared(request, call, details),
        "formset": formset,
        "rows": [(form, rows.named(details, form)) for form in formset],
    }
    return render(request, f"{FOLDER}/document_list.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def document_add(request: HttpRequest, code: str) -> HttpResponse:
    """A further document, after the others."""
    return _document_page(request, kept_call(request, code), "")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def document_edit(request: HttpRequest, code: str, document: str) -> HttpResponse:
    """The words on one document."""
    return _document_page(request, kept_call(request, code), document)


def _document_page(request: HttpRequest, call: Call, document: str) -> HttpResponse:
    details = queries.documents_as_details(call)
    current = next((row for row in details if row["code"] == document), None)
    if document and current is None:
        raise Http404
    form = DocumentForm(request.POST or None, details=current)
    if form.is_valid():
        code = document or form.cleaned_data["code"]
        changed = {"code": code, **form.details()}
        kept = rows.with_row(details, changed) if current else [*details, changed]
        if _replace(request, call, kept, form):
            return redirect("needed-document-list", call.code)
    context = {**_shared(request, call, details), "form": form, "document": current}
    return render(request, f"{FOLDER}/document_edit.html", context)


def _shared(request: HttpRequest, call: Call, details: Sequence[Any]) -> dict[str, Any]:
    return {
        "call": call,
        "seen": request.POST.get("seen") or fingerprint(details),
        "allowed": verdict(rules.check_revise_call, actor_of(request), call, now=timezone.now()),
    }


def _replace(
    request: HttpRequest,
    call: Call,
    documents: Sequence[Mapping[str, Any]],
    form: BaseForm | None = None,
) -> bool:
    """Whether the new documents were saved; a refusal is told on the page."""
    try:
        operations.replace_documents(
            call_id=call.pk,
            documents=documents,
            seen=request.POST.get("seen", ""),
            actor=actor_of(request),
            now=timezone.now(),
        )
    except Denied as denied:
        if form is None:
            messages.error(request, str(denied))
        else:
            form.add_error(None, str(denied))
        return False
    messages.success(request, _("The changes are saved."))
    return True
