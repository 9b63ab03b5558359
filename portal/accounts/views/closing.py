"""The page on which a person closes their own account."""

from __future__ import annotations

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from portal.accounts import closing, rules
from portal.accounts.actors import actor_of
from portal.accounts.forms import CloseOwnAccountForm
from portal.core.denial import Denied, verdict


@login_required
@reauthentication_required  # type: ignore[untyped-decorator]  # allauth comes without types
@require_http_methods(["GET", "HEAD", "POST"])
def close_own_account(request: HttpRequest) -> HttpResponse:
    """What closing means, what stands against it, and the button; asks for the password first."""
    actor, now = actor_of(request), timezone.now()
    form = CloseOwnAccountForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            closing.close_own_account(actor=actor, now=now)
        except Denied as denied:
            form.add_error(None, str(denied))
        else:
            logout(request)
            messages.success(request, _("Your account is closed. An e-mail confirms it."))
            return redirect("front")
    obstacles = closing.obstacles_of(actor.person)
    context = {
        "form": form,
        "obstacles": obstacles,
        "allowed": verdict(
            rules.check_close_own_account, actor, actor.person, obstacles=obstacles, now=now
        ),
    }
    return render(request, "portal/accounts/close_own.html", context)
