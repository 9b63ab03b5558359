"""One number registered twice: what the later side is told, and where officers decide."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from portal.accounts.access import only_for
from portal.accounts.actors import actor_of
from portal.accounts.models import Role
from portal.core.denial import Denied, verdict
from portal.documents.serving import download
from portal.organisations import holdings, queries, rules
from portal.organisations.comparison import compare
from portal.organisations.forms import AskTogetherForm, SettleForm
from portal.organisations.models import NumberCase
from portal.organisations.operations import numbers
from portal.organisations.views.registering import way_on

ROWS = 30


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def number_page(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    """The number was registered before: what that means, and how to ask to be joined.

    Nothing tells who the other is.
    """
    actor, now = actor_of(request), timezone.now()
    organisation = get_object_or_404(queries.visible_to(actor), pk=organisation_id)
    if organisation.standing != "waiting":
        return redirect("organisation-revise", organisation.pk)
    form = AskTogetherForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            numbers.ask(organisation_id=organisation.pk, **form.cleaned_data, actor=actor, now=now)
        except Denied as denied:
            form.add_error("certificate", str(denied))
        else:
            messages.success(request, _("The programme office has your request."))
            return redirect(request.get_full_path())
    context = {
        "organisation": organisation,
        "case": queries.last_case_of(organisation),
        "form": form,
        "next": way_on(request),
        "may_ask": verdict(rules.check_ask_together, actor, organisation, now=now),
    }
    return render(request, "portal/organisations/number.html", context)


@only_for(Role.OFFICER, Role.AUDITOR)
@require_safe
def case_list(request: HttpRequest) -> HttpResponse:
    """Every number that was registered twice, the unsettled ones first."""
    found = queries.cases_visible_to(actor_of(request))
    page = Paginator(found, ROWS).get_page(request.GET.get("page"))
    return render(request, "portal/organisations/cases.html", {"page": page})


@only_for(Role.OFFICER, Role.AUDITOR)
@require_http_methods(["GET", "HEAD", "POST"])
def case_page(request: HttpRequest, number: int) -> HttpResponse:
    """Both registrations side by side, and the decision."""
    actor = actor_of(request)
    case = get_object_or_404(queries.cases_visible_to(actor), pk=number)
    form = SettleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _settle(request, case, form.cleaned_data)
        except Denied as denied:
            form.add_error(None, str(denied))
        else:
            messages.success(request, _("The case is settled. The people are told by e-mail."))
            return redirect("number-cases")
    members = [queries.members_of(one) for one in (case.first, case.second)]
    context = {
        "case": case,
        "form": form,
        "rows": compare(case, *members),
        "sides": [
            (_("Earlier registration"), case.first, holdings.of(case.first, actor)),
            (_("Later registration"), case.second, holdings.of(case.second, actor)),
        ],
        "obstacles": holdings.obstacles(case.first, case.second),
        "may_settle": verdict(rules.check_settle, actor, case, "-", now=timezone.now()),
    }
    return render(request, "portal/organisations/case.html", context)


def _settle(request: HttpRequest, case: NumberCase, chosen: dict[str, Any]) -> None:
    actor, now = actor_of(request), timezone.now()
    if chosen["decision"] == "apart":
        numbers.keep_apart(case_id=case.pk, reason=chosen["reason"], actor=actor, now=now)
        return
    numbers.join(
        case_id=case.pk,
        keeps=chosen["decision"],
        role=chosen["role"],
        reason=chosen["reason"],
        actor=actor,
        now=now,
    )


@login_required
@require_safe
def case_certificate(request: HttpRequest, number: int) -> FileResponse:
    """The certificate that came with a request; nobody but officers and auditors opens it."""
    case = get_object_or_404(queries.cases_visible_to(actor_of(request)), pk=number)
    if case.certificate is None:
        raise Http404
    return download(case.certificate)
