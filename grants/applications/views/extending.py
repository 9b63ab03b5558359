"""The officers' pages on more time: for everybody, or for one organisation."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from grants.applications import extending, queries
from grants.applications.forms.extending import (
    ExtendCallForm,
    ExtendForForm,
    FindOrganisationForm,
)
from grants.programmes.models import Call
from grants.programmes.queries import managed_by
from portal.accounts.actors import actor_of
from portal.core.denial import Denied, verdict
from portal.organisations.queries import found_by, in_being
from portal.oversight.outages import in_words, lost_between, outages_between
from portal.ui.formats import hkt

LOOKED_BACK = timedelta(hours=48)
"""Outages of so many hours before the closing time count."""

MOST_FOUND = 20
"""Organisations shown of those that were looked for."""

ALMOST_A_MINUTE = timedelta(seconds=59, microseconds=999_999)
"""Added before the seconds are cut off, so that the offer is never less than was lost."""


def proposed(call: Call, now: datetime) -> tuple[timedelta, datetime | None]:
    """What was lost to outages before the closing time, and the time that makes up for it.

    Whole hours, and at least what was lost; counted from the later of the closing time and now.
    """
    lost = lost_between(call.closing_at - LOOKED_BACK, call.closing_at, now=now)
    if not lost:
        return lost, None
    hours = -(-lost // timedelta(hours=1))
    start = max(call.closing_at, now) + ALMOST_A_MINUTE
    return lost, start.replace(second=0, microsecond=0) + timedelta(hours=hours)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def call_extend(request: HttpRequest, code: str) -> HttpResponse:
    """Every extension of a call, outages before its closing time, and the two forms."""
    actor, now = actor_of(request), timezone.now()
    call = get_object_or_404(managed_by(actor), code=code)
    lost, until = proposed(call, now)
    everybody = ExtendCallForm(request.POST or None, initial={"until": until}, prefix="all")
    finding = FindOrganisationForm(request.GET if "organisation" in request.GET else None)

    def for_everybody() -> None:
        extending.extend_call(call_id=call.pk, **everybody.cleaned_data, actor=actor, now=now)

    if _done(everybody, for_everybody):
        messages.success(request, _("More time is given to everybody. They are told by e-mail."))
        return redirect("call-extend", code)
    context = {
        "call": call,
        "forms": [everybody, finding],
        "everybody": everybody,
        "finding": finding,
        **_found(call, finding),
        "given": queries.extensions_in(call),
        "common": call.extensions.select_related("extended_by").order_by("-extended_at"),
        "outages": [
            (one, in_words(one))
            for one in outages_between(call.closing_at - LOOKED_BACK, call.closing_at)
            if lost
        ],
        "lost_minutes": -(-lost // timedelta(minutes=1)),
        "may_extend": verdict(extending.check_extend, actor, call, now=now),
    }
    return render(request, "grants/applications/extend.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def call_extend_for(request: HttpRequest, code: str, organisation_id: UUID) -> HttpResponse:
    """More time for the organisation that the page names, before and after it is given."""
    actor, now = actor_of(request), timezone.now()
    call = get_object_or_404(managed_by(actor), code=code)
    organisation = get_object_or_404(in_being(), pk=organisation_id)
    form = ExtendForForm(request.POST or None)

    def give() -> None:
        extending.extend_for(
            call_id=call.pk,
            organisation_id=organisation.pk,
            **form.cleaned_data,
            actor=actor,
            now=now,
        )

    if _done(form, give):
        sentence = _("%(organisation)s has more time until %(until)s. Its people are told.")
        terms = {"organisation": organisation.name, "until": hkt(form.cleaned_data["until"])}
        messages.success(request, sentence % terms)
        return redirect("call-extend", code)
    earlier = queries.open_extension(call, organisation.pk)
    context = {
        "call": call,
        "organisation": organisation,
        "number": queries.numbers_in(call, [organisation])[organisation.pk],
        "form": form,
        "may_extend": verdict(
            extending.check_extend_for, actor, call, organisation, earlier=earlier, now=now
        ),
    }
    return render(request, "grants/applications/extend_for.html", context)


def _found(call: Call, form: FindOrganisationForm) -> dict[str, Any]:
    """The organisations that were looked for, each with the number of its applications."""
    if not form.is_bound or not form.is_valid():
        return {"found": None}
    rows = list(found_by(form.cleaned_data["organisation"])[: MOST_FOUND + 1])
    numbers = queries.numbers_in(call, rows)
    found = [(one, numbers[one.pk]) for one in rows[:MOST_FOUND]]
    return {"found": found, "are_more": len(rows) > MOST_FOUND}


def _done(form: Any, act: Callable[[], Any]) -> bool:
    """Whether this form was posted, is valid and its deed was allowed."""
    if not form.is_bound or not form.is_valid():
        return False
    try:
        act()
    except Denied as denied:
        form.add_error(None, str(denied))
        return False
    return True
