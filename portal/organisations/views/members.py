"""Pages on the people of an organisation: who they are, what they may do, who owns it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.accounts.actors import Actor, actor_of
from portal.core.denial import Denied, verdict
from portal.organisations import queries, rules
from portal.organisations.forms import HandoverForm, MemberRoleForm
from portal.organisations.models import Membership, Organisation
from portal.organisations.operations import membership as deeds


@login_required
@require_safe
def member_list(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    """Everybody in the organisation; for owners what they can do about it."""
    actor, now = actor_of(request), timezone.now()
    organisation = get_object_or_404(queries.visible_to(actor), pk=organisation_id)
    may_own = verdict(rules.check_own, actor, organisation, now=now)
    members = queries.members_of(organisation)
    owners = [one for one in members if one.role == "owner" and one.user.is_active]
    own = next(one for one in members if one.user_id == actor.person.pk)
    context = {
        "organisation": organisation,
        "rows": [_row(actor, one, owners) for one in members],
        "invitations": queries.open_invitations_of(organisation) if may_own else [],
        "offer": queries.open_offer_in(organisation, now),
        "may_own": may_own,
        "may_leave": verdict(rules.check_leave, actor, own, owners=owners, now=now),
        "now": now,
    }
    return render(request, "portal/organisations/members.html", context)


def _row(actor: Actor, membership: Membership, owners: list[Membership]) -> dict[str, Any]:
    now = timezone.now()
    return {
        "membership": membership,
        "is_self": membership.user_id == actor.person.pk,
        "may_change": verdict(
            rules.check_change_role, actor, membership, "viewer", owners=owners, now=now
        ),
        "may_remove": verdict(rules.check_remove, actor, membership, owners=owners, now=now),
        "may_offer": verdict(rules.check_offer_ownership, actor, membership, earlier=None, now=now),
    }


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def member_role(request: HttpRequest, organisation_id: UUID, number: int) -> HttpResponse:
    """Choose another role for a member."""
    found = _find(request, organisation_id, number)
    form = MemberRoleForm(
        request.POST or None, is_owner=found.role == "owner", initial={"role": found.role}
    )

    def act() -> None:
        deeds.change_role(
            membership_id=found.pk,
            role=form.cleaned_data["role"],
            actor=actor_of(request),
            now=timezone.now(),
        )

    return _deed(request, form, act, found, told=_("The role is changed."), page="member_role")


@login_required
@require_POST
def member_certifier(request: HttpRequest, organisation_id: UUID, number: int) -> HttpResponse:
    """Name a member certifier, or end that."""
    found = _find(request, organisation_id, number)
    actor, now = actor_of(request), timezone.now()
    try:
        if request.POST.get("certifies") == "yes":
            deeds.name_certifier(membership_id=found.pk, actor=actor, now=now)
            messages.success(request, _("The member is a certifier now."))
        else:
            deeds.dismiss_certifier(membership_id=found.pk, actor=actor, now=now)
            messages.success(request, _("The member is no certifier any more."))
    except Denied as denied:
        messages.error(request, str(denied))
    return redirect("organisation-members", organisation_id)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def member_remove(request: HttpRequest, organisation_id: UUID, number: int) -> HttpResponse:
    """Ask, then end a membership."""
    found = _find(request, organisation_id, number)
    form = forms.Form(request.POST if request.method == "POST" else None)

    def act() -> None:
        deeds.remove(membership_id=found.pk, actor=actor_of(request), now=timezone.now())

    told = _("The membership has ended. The person is told by e-mail.")
    return _deed(request, form, act, found, told=told, page="member_remove")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def ownership_offer(request: HttpRequest, organisation_id: UUID, number: int) -> HttpResponse:
    """Offer ownership to a member, and say what one will be oneself."""
    found = _find(request, organisation_id, number)
    form = HandoverForm(request.POST or None, initial={"giver_becomes": "editor"})

    def act() -> None:
        deeds.offer_ownership(
            membership_id=found.pk,
            giver_becomes=form.cleaned_data["giver_becomes"],
            actor=actor_of(request),
            now=timezone.now(),
        )

    told = _("Ownership is offered. The person is told by e-mail and must accept it.")
    return _deed(request, form, act, found, told=told, page="ownership_offer")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def organisation_leave(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    """Ask, then end one's own membership."""
    actor, now = actor_of(request), timezone.now()
    organisation = get_object_or_404(queries.visible_to(actor), pk=organisation_id)
    form = forms.Form(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            deeds.leave(organisation_id=organisation.pk, actor=actor, now=now)
        except Denied as denied:
            form.add_error(None, str(denied))
        else:
            messages.success(request, _("You have left the organisation."))
            return redirect("organisation-list")
    own = next(one for one in queries.members_of(organisation) if one.user_id == actor.person.pk)
    owners = queries.owners_of(organisation.pk)
    context = {
        "form": form,
        "organisation": organisation,
        "may_leave": verdict(rules.check_leave, actor, own, owners=owners, now=now),
    }
    return render(request, "portal/organisations/leave.html", context)


@login_required
@require_safe
def ownership(request: HttpRequest, number: int) -> HttpResponse:
    """An offer of ownership, as its receiver reads it."""
    actor = actor_of(request)
    offer = get_object_or_404(queries.offers_to(actor), pk=number)
    may_answer = verdict(rules.check_answer_offer, actor, offer, now=timezone.now())
    context = {"offer": offer, "may_answer": may_answer}
    return render(request, "portal/organisations/ownership.html", context)


@login_required
@require_POST
def ownership_answer(request: HttpRequest, number: int) -> HttpResponse:
    """Accept or decline an offer of ownership."""
    actor, now = actor_of(request), timezone.now()
    offer = get_object_or_404(queries.offers_to(actor), pk=number)
    try:
        if request.POST.get("answer") == "accept":
            deeds.accept_ownership(handover_id=offer.pk, actor=actor, now=now)
            messages.success(request, _("You are now an owner of the organisation."))
            return redirect("organisation-members", offer.organisation_id)
        deeds.decline_ownership(handover_id=offer.pk, actor=actor, now=now)
        messages.success(request, _("You have declined. Nothing has changed."))
    except Denied as denied:
        messages.error(request, str(denied))
        return redirect("ownership", number)
    return redirect("organisation-list")


@login_required
@require_POST
def ownership_withdraw(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    """Take the open offer of ownership back."""
    actor, now = actor_of(request), timezone.now()
    organisation = get_object_or_404(queries.visible_to(actor), pk=organisation_id)
    offer = queries.open_offer_in(organisation, now)
    try:
        if offer is not None:
            deeds.withdraw_offer(handover_id=offer.pk, actor=actor, now=now)
        messages.success(request, _("No offer of ownership is open now."))
    except Denied as denied:
        messages.error(request, str(denied))
    return redirect("organisation-members", organisation.pk)


def _find(request: HttpRequest, organisation_id: UUID, number: int) -> Membership:
    """A member of an organisation that the actor belongs to; only owners go on from here."""
    actor = actor_of(request)
    organisation: Organisation = get_object_or_404(queries.visible_to(actor), pk=organisation_id)
    found = next((one for one in queries.members_of(organisation) if one.pk == number), None)
    if found is None:
        raise Http404
    return found


def _deed(
    request: HttpRequest,
    form: Any,
    act: Callable[[], None],
    found: Membership,
    *,
    told: str,
    page: str,
) -> HttpResponse:
    """Show the form, or act and go back to the list; what stands against it is shown."""
    back = redirect("organisation-members", found.organisation_id)
    if request.method == "POST" and form.is_valid():
        try:
            act()
        except Denied as denied:
            form.add_error(None, str(denied))
        else:
            messages.success(request, told)
            return back
    may_own = verdict(rules.check_own, actor_of(request), found.organisation, now=timezone.now())
    context = {"form": form, "membership": found, "may_own": may_own}
    return render(request, f"portal/organisations/{page}.html", context)
