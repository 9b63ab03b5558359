"""Pages of assessors and pools."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from portal.accounts.actors import Actor, actor_of
from portal.accounts.models import Role
from portal.core.denial import verdict
from portal.exports.models import ExportFormat
from portal.ui.answers import refusal_in
from reviews.pool import operations, queries, rules
from reviews.pool.forms import (
    AssessorForm,
    JoinForm,
    LeaveForm,
    LoadsForm,
    NewAssessorForm,
    OwnProfileForm,
    initial_loads,
    initial_profile,
)

PAGE = 50
form_page = require_http_methods(["GET", "HEAD", "POST"])


def _officer(request: HttpRequest) -> Actor:
    """The actor, if they keep assessors; for anybody else the page is not there."""
    actor = actor_of(request)
    if not actor.has(Role.OFFICER):
        raise Http404
    return actor


@login_required
@require_safe
def pool_list(request: HttpRequest) -> HttpResponse:
    """All profiles, and the calls whose pools this person looks after."""
    actor = actor_of(request)
    if not actor.has_any(Role.OFFICER, Role.AUDITOR):
        raise Http404
    page = Paginator(queries.assessors_for(actor), PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "calls": queries.calls_with_pools(actor),
        "may_add": verdict(rules.check_keep_assessors, actor),
    }
    return render(request, "reviews/pool/list.html", context)


@login_required
@form_page
def assessor_new(request: HttpRequest) -> HttpResponse:
    """Write the profile of a person who holds the role."""
    actor, now = _officer(request), timezone.now()
    people = queries.people_without_profile(now=now)
    terms = queries.expertise_terms(on=timezone.localdate(now))
    form = NewAssessorForm(request.POST or None, people=people, terms=terms)
    if form.is_valid():
        profile = form.profile()
        person = profile.pop("person")
        with refusal_in(form):
            operations.add_assessor(user_id=person.pk, **profile, actor=actor, now=now)
            messages.success(request, _("%(name)s was added.") % {"name": person})
            return redirect("pool-list")
    context = {"form": form, "people": people.exists()}
    return render(request, "reviews/pool/new.html", context)


@login_required
@form_page
def assessor_edit(request: HttpRequest, assessor: UUID) -> HttpResponse:
    """Change a profile as an officer."""
    actor, now = _officer(request), timezone.now()
    profile = get_object_or_404(queries.assessors_for(actor), reference=assessor)
    terms = queries.expertise_terms(on=timezone.localdate(now), declared_by=profile)
    form = AssessorForm(request.POST or None, initial=initial_profile(profile), terms=terms)
    if form.is_valid():
        with refusal_in(form):
            operations.revise_assessor(
                assessor_id=profile.pk, **form.profile(), actor=actor, now=now
            )
            messages.success(request, _("The profile was saved."))
            return redirect("pool-list")
    return render(request, "reviews/pool/edit.html", {"form": form, "assessor": profile})


@login_required
@form_page
def expertise(request: HttpRequest) -> HttpResponse:
    """An assessor's own expertise and availability."""
    actor, now = actor_of(request), timezone.now()
    profile = queries.own_profile(actor)
    if profile is None:
        raise Http404
    terms = queries.expertise_terms(on=timezone.localdate(now), declared_by=profile)
    form = OwnProfileForm(request.POST or None, initial=initial_profile(profile), terms=terms)
    if form.is_valid():
        with refusal_in(form):
            operations.revise_own_profile(**form.profile(), actor=actor, now=now)
            messages.success(request, _("Your expertise was saved."))
            return redirect("expertise")
    return render(request, "reviews/pool/expertise.html", {"form": form, "assessor": profile})


@login_required
@form_page
def pool(request: HttpRequest, code: str) -> HttpResponse:
    """The pool of a call with loads, and the form that adds to it."""
    actor, now = actor_of(request), timezone.now()
    call = get_object_or_404(queries.calls_for(actor), code=code)
    form = JoinForm(
        request.POST or None,
        candidates=queries.candidates(call),
        initial={"most_load": call.assessor_load},
    )
    if form.is_valid():
        chosen = form.cleaned_data
        with refusal_in(form):
            operations.add_to_pool(
                call_id=call.pk,
                assessor_id=chosen["assessor"].pk,
                least_load=chosen["least_load"],
                most_load=chosen["most_load"],
                actor=actor,
                now=now,
            )
            messages.success(request, _("%(name)s was added.") % {"name": chosen["assessor"]})
            return redirect("pool", code)
    context = {
        "call": call,
        "form": form,
        "members": queries.members_with_load(call, now=now, actor=actor),
        "may_keep": verdict(rules.check_keep_pool, actor, call),
        "parameters": {"call": code},
        "buttons": ExportFormat.buttons(_("Export the pool as %(name)s"))
        if actor.has(Role.OFFICER, code)
        else [],
    }
    return render(request, "reviews/pool/call.html", context)


@login_required
@form_page
def pool_member(request: HttpRequest, code: str, assessor: UUID) -> HttpResponse:
    """Change a member's loads, or take them out: the button pressed says which."""
    actor, now = actor_of(request), timezone.now()
    call = get_object_or_404(queries.calls_for(actor), code=code)
    member = get_object_or_404(queries.members_of(call), assessor__reference=assessor)
    leaving = request.POST.get("deed") == "take-out"
    staying = request.method == "POST" and not leaving
    loads = LoadsForm(request.POST if staying else None, initial=initial_loads(member))
    leave = LeaveForm(request.POST if leaving else None)
    if loads.is_valid():
        with refusal_in(loads):
            operations.change_loads(member_id=member.pk, **loads.cleaned_data, actor=actor, now=now)
            messages.success(request, _("The load was saved."))
            return redirect("pool", code)
    if leave.is_valid():
        with refusal_in(leave):
            operations.take_out(
                member_id=member.pk, reason=leave.cleaned_data["reason"], actor=actor, now=now
            )
            messages.success(request, _("%(name)s left the pool.") % {"name": member.assessor})
            return redirect("pool", code)
    context = {
        "call": call,
        "member": member,
        "loads": loads,
        "leave": leave,
        "forms": [loads, leave],
        "may_keep": verdict(rules.check_keep_pool, actor, call),
        "keeps_assessors": verdict(rules.check_keep_assessors, actor),
    }
    return render(request, "reviews/pool/member.html", context)
