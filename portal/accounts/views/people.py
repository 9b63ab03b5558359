"""Administrators' pages: who has an account, which roles they hold."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from portal.accounts import operations, queries, rules
from portal.accounts.access import only_for
from portal.accounts.actors import actor_of
from portal.accounts.forms import GiveRoleForm, PeopleFilterForm, ReasonForm
from portal.accounts.models import Role, RoleGrant, User
from portal.core.denial import Denied, verdict

PER_PAGE = 30


@only_for(Role.ADMINISTRATOR)
@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """Everybody with an account, by name, role and state."""
    form = PeopleFilterForm(request.GET)
    wanted = form.cleaned_data if form.is_valid() else {}
    found = queries.people(actor_of(request), now=timezone.now(), **wanted)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "is_filtered": any(wanted.values())}
    return render(request, "portal/accounts/people.html", context)


@only_for(Role.ADMINISTRATOR)
@require_safe
def person(request: HttpRequest, number: int) -> HttpResponse:
    """One account with every role it ever held."""
    actor, now, found = actor_of(request), timezone.now(), _find(request, number)
    grants = [
        {
            "grant": grant,
            "is_running": grant.ended_at is None and grant.ends_at > now,
            "may_end": verdict(rules.check_end_role, actor, grant, now=now),
        }
        for grant in queries.all_grants(found)
    ]
    context = {
        "person": found,
        "grants": grants,
        "is_protected": queries.has_second_factor(found),
        "is_verified": queries.has_verified_address(found),
        "may_give": verdict(rules.check_give_role_to, actor, found, now=now),
        "may_close": verdict(rules.check_close_account, actor, found, now=now),
    }
    return render(request, "portal/accounts/person.html", context)


@only_for(Role.ADMINISTRATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def give_role(request: HttpRequest, number: int) -> HttpResponse:
    """Choose a role, its call and its last day."""
    found = _find(request, number)
    form = GiveRoleForm(request.POST or None)

    def act() -> None:
        operations.give_role(
            user_id=found.pk,
            role=form.cleaned_data["role"],
            scope=form.cleaned_data["scope"],
            ends_at=form.ends_at,
            reason=form.cleaned_data["reason"],
            actor=actor_of(request),
            now=timezone.now(),
        )

    if _done(request, form, act, _("The role is given. The person is told by e-mail.")):
        return redirect("person", number=number)
    return render(request, "portal/accounts/give_role.html", {"form": form, "person": found})


@only_for(Role.ADMINISTRATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def end_role(request: HttpRequest, number: int, grant_id: int) -> HttpResponse:
    """End a role before its time."""
    found = _find(request, number)
    grant = get_object_or_404(RoleGrant, pk=grant_id, user=found)
    form = ReasonForm(request.POST or None)

    def act() -> None:
        operations.end_role(
            grant_id=grant.pk,
            reason=form.cleaned_data["reason"],
            actor=actor_of(request),
            now=timezone.now(),
        )

    if _done(request, form, act, _("The role has ended. The person is told by e-mail.")):
        return redirect("person", number=number)
    context = {"form": form, "person": found, "grant": grant}
    return render(request, "portal/accounts/end_role.html", context)


@only_for(Role.ADMINISTRATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def close_account(request: HttpRequest, number: int) -> HttpResponse:
    """Close an account, so that nobody can sign in with it."""
    told = _("The account is closed. Its roles and sessions have ended.")
    return _change_state(request, number, operations.close_account, told)


@only_for(Role.ADMINISTRATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def open_account(request: HttpRequest, number: int) -> HttpResponse:
    """Open a closed account again."""
    return _change_state(request, number, operations.open_account, _("The account is open again."))


def _change_state(
    request: HttpRequest, number: int, deed: Callable[..., User], told: str
) -> HttpResponse:
    found = _find(request, number)
    form = ReasonForm(request.POST or None)

    def act() -> None:
        deed(
            user_id=found.pk,
            reason=form.cleaned_data["reason"],
            actor=actor_of(request),
            now=timezone.now(),
        )

    if _done(request, form, act, told):
        return redirect("person", number=number)
    closes = deed is operations.close_account
    context = {"form": form, "person": found, "closes": closes}
    return render(request, "portal/accounts/account_state.html", context)


def _find(request: HttpRequest, number: int) -> User:
    found = queries.visible_to(actor_of(request)).filter(pk=number).first()
    if found is None:
        raise Http404
    return found


def _done(request: HttpRequest, form: Any, act: Callable[[], None], told: str) -> bool:
    """Whether a valid form was posted and ``act`` was allowed; what stands against it is shown."""
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        act()
    except Denied as denied:
        form.add_error(None, str(denied))
        return False
    messages.success(request, told)
    return True
