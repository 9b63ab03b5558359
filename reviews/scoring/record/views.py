"""Pages of what assessors have done: all of them, and one over the calls."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.accounts.actors import Actor, actor_of
from portal.core.denial import verdict
from portal.exports.models import ExportFormat
from reviews.pool.models import Assessor
from reviews.scoring.record import queries
from reviews.scoring.record.figures import LEAST_SHEETS
from reviews.scoring.record.forms import RecordFilter
from reviews.scoring.record.rules import check_see_record

PAGE = 50


def _officer(request: HttpRequest) -> Actor:
    """The actor, if they may see the record; for anybody else the page is not there."""
    actor = actor_of(request)
    if not verdict(check_see_record, actor):
        raise Http404
    return actor


@login_required
@require_safe
def assessor_record(request: HttpRequest) -> HttpResponse:
    """Load, timeliness and agreement of each assessor, over all calls or of one."""
    actor = _officer(request)
    form = RecordFilter(request.GET or None, calls=queries.calls_for(actor))
    call = form.cleaned_data["call"] if form.is_valid() else None
    code = call.code if call else ""
    rows = queries.by_assessor(actor, call=code, now=timezone.now())
    context = {
        "form": form,
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "parameters": {"call": code},
        "buttons": ExportFormat.buttons(_("Export the record as %(name)s")),
        "least_sheets": LEAST_SHEETS,
    }
    return render(request, "reviews/scoring/record.html", context)


@login_required
@require_safe
def assessor_record_of(request: HttpRequest, assessor: UUID) -> HttpResponse:
    """One assessor, call by call."""
    actor = _officer(request)
    person = Assessor.objects.select_related("user").filter(reference=assessor).first()
    rows = queries.by_call(actor, person, now=timezone.now()) if person else []
    if person is None or not rows:
        raise Http404
    context = {"assessor": person, "rows": rows, "least_sheets": LEAST_SHEETS}
    return render(request, "reviews/scoring/record_of.html", context)
