"""Pages of the register of interests: an assessor's own, and what officers keep and read."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from portal.accounts.actors import actor_of
from portal.ui.answers import refusal_in
from reviews.pool.queries import assessors_for, own_profile
from reviews.pool.register import operations, queries
from reviews.pool.register.forms import CompleteForm, TermsForm, rows_for, with_more_rows


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """An assessor's own register: what was filed, and the rows of the next version."""
    actor, now = actor_of(request), timezone.now()
    assessor = own_profile(actor)
    if assessor is None:
        raise Http404
    filings = list(queries.filings_of(assessor))
    year = queries.year_at(now)
    posted = request.POST or None
    wants_rows = posted is not None and "more" in posted
    rows = rows_for(
        with_more_rows(posted) if wants_rows else posted,
        year=year,
        earlier=filings[0] if filings else None,
    )
    complete = CompleteForm(None if wants_rows else posted)
    if not wants_rows and posted and rows.is_valid() and complete.is_valid():
        with refusal_in(complete):
            operations.file_register(lines=rows.lines(), actor=actor, now=now)
            messages.success(request, _("Your register of interests is filed."))
            return redirect("register")
    context = {
        "rows": rows,
        "complete": complete,
        "formset": complete if wants_rows else rows,
        "filings": filings,
        "year": year,
        "is_filed": any(filing.year == year for filing in filings),
        **queries.terms_now(),
    }
    return render(request, "reviews/pool/register.html", context)


@login_required
@require_safe
def register_of(request: HttpRequest, assessor: UUID) -> HttpResponse:
    """What one assessor filed, every version, for officers and auditors."""
    profile = get_object_or_404(assessors_for(actor_of(request)), reference=assessor)
    context = {"assessor": profile, "filings": list(queries.filings_of(profile))}
    return render(request, "reviews/pool/register_of.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def register_terms(request: HttpRequest) -> HttpResponse:
    """The threshold and the look-back of the programme."""
    actor = actor_of(request)
    programme = queries.programmes_for(actor).first()
    if programme is None:
        raise Http404
    initial = {
        "threshold": int(programme.holdings_threshold),
        "look_back": programme.look_back_years,
    }
    form = TermsForm(request.POST or None, initial=initial)
    if form.is_valid():
        with refusal_in(form):
            operations.keep_terms(
                programme=programme.code, **form.cleaned_data, actor=actor, now=timezone.now()
            )
            messages.success(request, _("The register asks for this from now on."))
            return redirect("pool-list")
    return render(request, "reviews/pool/register_terms.html", {"form": form})
