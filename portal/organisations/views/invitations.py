"""Inviting people, and what those who follow the link see."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.accounts.actors import actor_of
from portal.core.denial import Denied, verdict
from portal.core.tokens import digest
from portal.organisations import queries, rules
from portal.organisations.forms import InviteForm
from portal.organisations.models import Invitation
from portal.organisations.operations import inviting


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    """Say whom to invite, and as what."""
    actor, now = actor_of(request), timezone.now()
    organisation = get_object_or_404(queries.visible_to(actor), pk=organisation_id)
    form = InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            inviting.invite(
                organisation_id=organisation.pk, **form.cleaned_data, actor=actor, now=now
            )
        except Denied as denied:
            form.add_error("email", str(denied))
        else:
            told = _("The invitation is on its way to %(address)s.")
            messages.success(request, told % {"address": form.cleaned_data["email"]})
            return redirect("organisation-members", organisation.pk)
    may_own = verdict(rules.check_own, actor, organisation, now=now)
    context = {"form": form, "organisation": organisation, "may_own": may_own}
    return render(request, "portal/organisations/invite.html", context)


@login_required
@require_POST
def invitation_again(request: HttpRequest, organisation_id: UUID, number: int) -> HttpResponse:
    """Send an invitation again, with a new link."""
    invitation = _find(request, organisation_id, number)
    try:
        inviting.send_again(
            invitation_id=invitation.pk, actor=actor_of(request), now=timezone.now()
        )
        messages.success(request, _("The invitation is sent again. The earlier link is dead."))
    except Denied as denied:
        messages.error(request, str(denied))
    return redirect("organisation-members", organisation_id)


@login_required
@require_POST
def invitation_revoke(request: HttpRequest, organisation_id: UUID, number: int) -> HttpResponse:
    """Take an invitation back."""
    invitation = _find(request, organisation_id, number)
    try:
        inviting.revoke(invitation_id=invitation.pk, actor=actor_of(request), now=timezone.now())
        messages.success(request, _("The invitation is taken back."))
    except Denied as denied:
        messages.error(request, str(denied))
    return redirect("organisation-members", organisation_id)


@never_cache
@require_safe
def invitation_link(request: HttpRequest, secret: str) -> HttpResponse:
    """Where the message leads: to accept, or to the log-in and back, or to a clear sentence.

    Whoever holds the link reads the organisation's name and nothing else of it.
    """
    actor, now = actor_of(request), timezone.now()
    invitation = queries.invitation_by(digest(secret))
    if invitation is None:
        return render(request, "portal/organisations/invitation_unknown.html", status=404)
    if invitation.accepted_by_id is not None and invitation.accepted_by_id == actor_pk(request):
        return redirect("organisation-members", invitation.organisation_id)
    may_accept = verdict(
        rules.check_accept,
        actor,
        invitation,
        addresses=queries.confirmed_addresses(actor),
        now=now,
    )
    if may_accept:
        return redirect("invitation", invitation.pk)
    way_back = urlencode({"next": reverse("invitation-link", args=[secret])})
    context = {
        "invitation": invitation,
        "is_open": _is_open(invitation),
        "may_accept": may_accept,
        "sign_in": f"{reverse('account_login')}?{way_back}",
        "sign_up": f"{reverse('account_signup')}?{way_back}",
        "sign_out": f"{reverse('account_logout')}?{way_back}",
    }
    return render(request, "portal/organisations/invitation_link.html", context)


def actor_pk(request: HttpRequest) -> int | None:
    """The account's number; None for a visitor."""
    actor = actor_of(request)
    return actor.person.pk if actor.is_known else None


def _is_open(invitation: Invitation) -> bool:
    answered = invitation.accepted_at or invitation.revoked_at
    return answered is None and timezone.now() < invitation.expires_at


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def invitation_page(request: HttpRequest, number: int) -> HttpResponse:
    """An invitation to one's own address, and the button that accepts it."""
    actor, now = actor_of(request), timezone.now()
    invitation = get_object_or_404(queries.invitations_for(actor, now), pk=number)
    refusal = ""
    if request.method == "POST":
        try:
            inviting.accept(invitation_id=invitation.pk, actor=actor, now=now)
        except Denied as denied:
            refusal = str(denied)
        else:
            told = _("You are now a member of %(organisation)s.")
            messages.success(request, told % {"organisation": invitation.organisation.name})
            return redirect("home")
    may_accept = verdict(
        rules.check_accept,
        actor,
        invitation,
        addresses=queries.confirmed_addresses(actor),
        now=now,
    )
    context = {"invitation": invitation, "may_accept": may_accept, "refusal": refusal}
    return render(request, "portal/organisations/invitation.html", context)


def _find(request: HttpRequest, organisation_id: UUID, number: int) -> Invitation:
    organisation = get_object_or_404(queries.visible_to(actor_of(request)), pk=organisation_id)
    invitations = {one.pk: one for one in queries.open_invitations_of(organisation)}
    if number not in invitations:
        raise Http404
    return invitations[number]
