"""One's own account: what it says, what protects it, where it is signed in."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.accounts import operations, queries
from portal.accounts.actors import actor_of
from portal.accounts.forms import ProfileForm
from portal.core.denial import Denied


@login_required
@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """Everything about one's own account, with the way to change it."""
    now, person = timezone.now(), actor_of(request).person
    context = {
        "person": person,
        "roles": queries.running_grants(person, now=now),
        "is_protected": queries.has_second_factor(person),
    }
    return render(request, "portal/accounts/account.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """Name, telephone and language of messages."""
    actor = actor_of(request)
    form = ProfileForm(request.POST or None, instance=queries.account_of(actor))
    if request.method == "POST" and form.is_valid():
        operations.revise_profile(details=form.cleaned_data, actor=actor, now=timezone.now())
        messages.success(request, _("Your profile is saved."))
        return redirect("account")
    return render(request, "portal/accounts/profile.html", {"form": form})


@login_required
@require_POST
def end_session(request: HttpRequest, session_id: int) -> HttpResponse:
    """Sign out one of one's own sessions."""
    try:
        operations.end_session(session_id=session_id, actor=actor_of(request), now=timezone.now())
        messages.success(request, _("The session has ended."))
    except Denied as denied:
        messages.error(request, str(denied))
    return redirect("usersessions_list")


@login_required
@require_safe
def second_factor_needed(request: HttpRequest) -> HttpResponse:
    """Why a role needs a second factor, and the two ways to set one up."""
    actor = actor_of(request)
    if not actor.is_staff or queries.has_second_factor(actor.person):
        return redirect("home")
    roles = queries.running_grants(actor.person, now=timezone.now())
    return render(request, "portal/accounts/second_factor_needed.html", {"roles": roles})
