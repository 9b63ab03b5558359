"""Pages on which an organisation is listed, registered and changed."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _

from portal.accounts.actors import actor_of
from portal.core.denial import Denied, verdict
from portal.organisations import operations, queries, rules
from portal.organisations.forms import OrganisationForm
from portal.organisations.models import Organisation, Standing


def way_on(request: HttpRequest) -> str:
    """Where the person wanted to go when they found that they had no organisation yet."""
    wanted = request.POST.get("next") or request.GET.get("next", "")
    is_own = url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()})
    return wanted if is_own else ""


@login_required
def organisation_list(request: HttpRequest) -> HttpResponse:
    """The organisations one belongs to, with one's role in each."""
    actor = actor_of(request)
    return render(
        request,
        "portal/organisations/list.html",
        {"memberships": queries.memberships_of(actor)},
    )


@login_required
def register(request: HttpRequest) -> HttpResponse:
    """Register an organisation, then go on to where one came from."""
    form = OrganisationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actor = actor_of(request)
        try:
            organisation = operations.register(
                details=form.details(), actor=actor, now=timezone.now()
            )
        except Denied as denied:
            form.add_error("registration_number", str(denied))
        else:
            messages.success(request, _("The organisation is registered."))
            return _after_registering(request, organisation)
    context = {"form": form, "next": way_on(request)}
    return render(request, "portal/organisations/form.html", context)


def _after_registering(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """On to where one came from; past the page that tells of a number registered before."""
    wanted = way_on(request)
    if organisation.standing == Standing.WAITING:
        page = reverse("organisation-number", args=[organisation.pk])
        return redirect(f"{page}?{urlencode({'next': wanted})}" if wanted else page)
    return redirect(wanted or "organisation-list")


@login_required
def revise(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    """Change what an organisation says about itself."""
    actor, now = actor_of(request), timezone.now()
    organisation = get_object_or_404(queries.visible_to(actor), pk=organisation_id)
    may_revise = verdict(rules.check_revise, actor, organisation, now=now)
    form = OrganisationForm(request.POST or None, organisation=organisation)
    if request.method == "POST" and form.is_valid():
        try:
            operations.revise(
                organisation_id=organisation.pk, details=form.details(), actor=actor, now=now
            )
        except Denied as denied:
            form.add_error(None, str(denied))
        else:
            messages.success(request, _("The organisation is saved."))
            return redirect("organisation-list")
    context = {"form": form, "organisation": organisation, "may_revise": may_revise}
    return render(request, "portal/organisations/form.html", context)
