"""Pages of invitations: officers send them, the invited accept them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from portal.accounts.actors import actor_of
from portal.core.denial import Denied, verdict
from portal.organisations.queries import confirmed_addresses
from portal.ui.answers import refusal_as_message, refusal_in
from reviews.pool.inviting import operations, queries, rules
from reviews.pool.inviting.forms import InviteForm
from reviews.pool.inviting.models import InvitedAs
from reviews.pool.queries import calls_for
from reviews.pool.rules import check_keep_pool


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def pool_invite(request: HttpRequest, code: str) -> HttpResponse:
    """Invite somebody, and see who was invited and has not answered."""
    actor, now = actor_of(request), timezone.now()
    call = get_object_or_404(calls_for(actor), code=code)
    form = InviteForm(request.POST or None)
    if form.is_valid():
        with refusal_in(form):
            operations.invite(call_id=call.pk, **form.cleaned_data, actor=actor, now=now)
            told = _("The invitation is on its way to %(address)s.")
            messages.success(request, told % {"address": form.cleaned_data["email"]})
            return redirect("pool-invite", code)
    waiting = queries.waiting_in(actor, call)
    context = {
        "call": call,
        "form": form,
        "waiting": [(one, one.is_open(now)) for one in waiting],
        "may_keep": verdict(check_keep_pool, actor, call),
    }
    return render(request, "reviews/pool/invite.html", context)


@login_required
@require_POST
def pool_invite_again(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Send an invitation again, with a new link."""
    told = _("The invitation is sent again. The earlier link is dead.")
    return _do(request, code, number, operations.send_again, told)


@login_required
@require_POST
def pool_invite_withdraw(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Take an invitation back."""
    return _do(request, code, number, operations.withdraw, _("The invitation is withdrawn."))


def _do(
    request: HttpRequest, code: str, number: int, deed: Callable[..., Any], told: str
) -> HttpResponse:
    actor = actor_of(request)
    call = get_object_or_404(calls_for(actor), code=code)
    invitation = get_object_or_404(queries.waiting_in(actor, call), pk=number)
    with refusal_as_message(request):
        deed(invitation_id=invitation.pk, actor=actor, now=timezone.now())
        messages.success(request, told)
    return redirect("pool-invite", code)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def pool_invitation(request: HttpRequest, secret: str) -> HttpResponse:
    """Where the message leads: to accept, or to the log-in and back, or to a clear sentence."""
    actor, now = actor_of(request), timezone.now()
    invitation = queries.by_secret(secret)
    if invitation is None:
        return render(request, "portal/organisations/invitation_unknown.html", status=404)
    refusal = ""
    if request.method == "POST":
        try:
            operations.accept(invitation_id=invitation.pk, actor=actor, now=now)
        except Denied as denied:
            refusal = str(denied)
        else:
            messages.success(request, _("Thank you. You take part in the assessment."))
            is_panel = invitation.invited_as == InvitedAs.PANEL
            return redirect("home" if is_panel else "expertise")
    addresses = confirmed_addresses(actor)
    way_back = urlencode({"next": reverse("pool-invitation", args=[secret])})
    context = {
        "invitation": invitation,
        "is_open": invitation.is_open(now),
        "refusal": refusal,
        "may_accept": verdict(rules.check_accept, actor, invitation, addresses=addresses, now=now),
        "sign_in": f"{reverse('account_login')}?{way_back}",
        "sign_up": f"{reverse('account_signup')}?{way_back}",
        "sign_out": f"{reverse('account_logout')}?{way_back}",
    }
    return render(request, "reviews/pool/invitation.html", context)
