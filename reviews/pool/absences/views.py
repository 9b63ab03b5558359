"""An assessor's own page of absences."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from portal.accounts.actors import actor_of
from reviews.pool.absences import operations, queries
from reviews.pool.absences.forms import AbsenceForm
from reviews.pool.absences.spans import SCORING_TIME
from reviews.pool.answers import refusal_as_message, refusal_in
from reviews.pool.models import Assessor
from reviews.pool.queries import own_profile


def _own(request: HttpRequest) -> Assessor:
    """The profile of the person who asks; for anybody else the page is not there."""
    profile = own_profile(actor_of(request))
    if profile is None:
        raise Http404
    return profile


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def absences(request: HttpRequest) -> HttpResponse:
    """When one is away, and a form that adds to it."""
    profile, now = _own(request), timezone.now()
    form = AbsenceForm(request.POST or None)
    if form.is_valid():
        with refusal_in(form):
            operations.add_absence(**form.cleaned_data, actor=actor_of(request), now=now)
            messages.success(request, _("Your absence was saved."))
            return redirect("absences")
    context = {
        "form": form,
        "absences": queries.ahead_of(profile, now=now),
        "days": SCORING_TIME.days,
    }
    return render(request, "reviews/pool/absences.html", context)


@login_required
@require_POST
def absence_remove(request: HttpRequest, number: int) -> HttpResponse:
    """Take one's own absence back."""
    profile, now = _own(request), timezone.now()
    absence = get_object_or_404(queries.ahead_of(profile, now=now), pk=number)
    with refusal_as_message(request):
        operations.remove_absence(absence_id=absence.pk, actor=actor_of(request), now=now)
        messages.success(request, _("Your absence was removed."))
    return redirect("absences")
