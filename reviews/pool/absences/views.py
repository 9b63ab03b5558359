"""Absences: an assessor's own page, and what officers keep for an assessor."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from portal.accounts.actors import Actor, actor_of
from portal.accounts.models import Role
from portal.core.denial import verdict
from portal.ui.answers import refusal_as_message, refusal_in
from reviews.pool.absences import operations, queries, rules
from reviews.pool.absences.forms import AbsenceForm, OfficersAbsenceForm
from reviews.pool.absences.spans import SCORING_TIME
from reviews.pool.models import Assessor
from reviews.pool.queries import assessors_for, own_profile


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


def _of_officer(request: HttpRequest, assessor: UUID) -> tuple[Actor, Assessor]:
    """An officer and the assessor they ask about; for anybody else nothing is there."""
    actor = actor_of(request)
    if not actor.has(Role.OFFICER):
        raise Http404
    return actor, get_object_or_404(assessors_for(actor), reference=assessor)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def assessor_absences(request: HttpRequest, assessor: UUID) -> HttpResponse:
    """When an assessor is away, for officers, and a form that adds to it."""
    actor, profile = _of_officer(request, assessor)
    now = timezone.now()
    form = OfficersAbsenceForm(request.POST or None)
    if form.is_valid():
        with refusal_in(form):
            operations.enter_absence(
                assessor_id=profile.pk, **form.cleaned_data, actor=actor, now=now
            )
            told = _("The absence was saved. %(name)s is told by e-mail.")
            messages.success(request, told % {"name": profile})
            return redirect("assessor-absences", assessor)
    context = {
        "assessor": profile,
        "form": form,
        "absences": queries.ahead_of(profile, now=now),
        "days": SCORING_TIME.days,
        "may_keep": verdict(rules.check_keep_absences, actor, profile),
    }
    return render(request, "reviews/pool/assessor_absences.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def assessor_absence(request: HttpRequest, assessor: UUID, number: int) -> HttpResponse:
    """Change an absence, or end it: the button pressed says which."""
    actor, profile = _of_officer(request, assessor)
    now = timezone.now()
    absence = get_object_or_404(queries.ahead_of(profile, now=now), pk=number)
    if request.POST.get("deed") == "end":
        with refusal_as_message(request):
            operations.end_absence(absence_id=absence.pk, actor=actor, now=now)
            told = _("The absence has ended. %(name)s is told by e-mail.")
            messages.success(request, told % {"name": profile})
        return redirect("assessor-absences", assessor)
    initial = {name: getattr(absence, name) for name in ("starts_on", "ends_on", "reason")}
    form = OfficersAbsenceForm(request.POST or None, initial=initial)
    if form.is_valid():
        with refusal_in(form):
            operations.change_absence(
                absence_id=absence.pk, **form.cleaned_data, actor=actor, now=now
            )
            told = _("The absence was changed. %(name)s is told by e-mail.")
            messages.success(request, told % {"name": profile})
            return redirect("assessor-absences", assessor)
    context = {
        "assessor": profile,
        "absence": absence,
        "form": form,
        "may_keep": verdict(rules.check_keep_absences, actor, profile),
    }
    return render(request, "reviews/pool/assessor_absence.html", context)
