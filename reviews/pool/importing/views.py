"""The page that takes a table: first it shows what each row would do, then it does that."""

from __future__ import annotations

from collections import Counter

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from grants.programmes.models import Call
from portal.accounts.actors import Actor, actor_of
from portal.core.denial import verdict
from portal.ui.answers import refusal_in
from reviews.pool.importing import operations, preview
from reviews.pool.importing.columns import COLUMNS
from reviews.pool.importing.files import MOST_ROWS
from reviews.pool.importing.forms import ImportForm
from reviews.pool.importing.preview import Line
from reviews.pool.importing.standing import vocabulary_on
from reviews.pool.queries import calls_for
from reviews.pool.rules import check_keep_pool


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def pool_import(request: HttpRequest, code: str) -> HttpResponse:
    """Look at the rows of a file, then import what was looked at."""
    actor, now = actor_of(request), timezone.now()
    call = get_object_or_404(calls_for(actor), code=code)
    form = ImportForm(request.POST or None, request.FILES or None)
    may_keep = verdict(check_keep_pool, actor, call)
    lines: list[Line] = []
    if form.is_valid() and not may_keep:
        form.add_error(None, may_keep.reason)
    elif form.is_valid():
        if request.POST.get("deed") == "import" and form.cleaned_data["seen"]:
            with refusal_in(form):
                return _imported(request, call, form, actor)
        lines = preview.preview(call, form.cleaned_data["rows"], actor=actor, now=now)
    context = {
        "call": call,
        "form": form,
        "lines": [line for line in lines if line.effect != preview.SAME],
        "counts": Counter(line.effect for line in lines),
        "looked": bool(lines),
        "text": form.cleaned_data.get("text", "") if lines else "",
        "seen": preview.fingerprint(lines) if lines else "",
        "columns": COLUMNS,
        "terms": vocabulary_on(now).described(),
        "most_rows": MOST_ROWS,
        "may_keep": may_keep,
    }
    return render(request, "reviews/pool/import.html", context)


def _imported(request: HttpRequest, call: Call, form: ImportForm, actor: Actor) -> HttpResponse:
    lines = operations.import_rows(
        call_id=call.pk,
        rows=form.cleaned_data["rows"],
        seen=form.cleaned_data["seen"],
        language=form.cleaned_data["language"],
        actor=actor,
        now=timezone.now(),
    )
    counts = Counter(line.effect for line in lines)
    told = _(
        "Imported: %(invited)d invited, %(added)d added, %(changed)d changed, %(refused)d left out."
    )
    kinds = (preview.INVITED, preview.ADDED, preview.CHANGED, preview.REFUSED)
    messages.success(request, told % {kind: counts[kind] for kind in kinds})
    return redirect("pool", call.code)
