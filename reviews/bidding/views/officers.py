"""Officers' page of the bidding of a call: opening it, its closing, and how much was said."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from grants.programmes.models import Call
from portal.accounts.actors import Actor, actor_of
from portal.core.denial import Verdict, verdict
from portal.exports.models import ExportFormat
from portal.ui.answers import refusal_in
from portal.ui.formats import hkt
from reviews.bidding import operations, queries, rules
from reviews.bidding.forms import ClosingForm
from reviews.bidding.models import BiddingRound
from reviews.bidding.tallies import tallies
from reviews.bidding.views.assessors import form_page
from reviews.pool.queries import calls_for, serving

PAGE = 50


@login_required
@form_page
def call_bidding(request: HttpRequest, code: str) -> HttpResponse:
    """Switch bidding on, or move its closing; below, what assessors said."""
    actor = actor_of(request)
    call = get_object_or_404(calls_for(actor), code=code)
    bidding = queries.round_of(call)
    now = timezone.now()
    given = {"closes_at": bidding.closes_at} if bidding else None
    form = ClosingForm(request.POST if request.method == "POST" else None, initial=given)
    if form.is_valid():
        with refusal_in(form):
            deed = operations.move_closing if bidding else operations.open_bidding
            kept = deed(call_id=call.pk, **form.cleaned_data, actor=actor, now=now)
            sentence = _("Assessors can bid until %(at)s.")
            messages.success(request, sentence % {"at": hkt(kept.closes_at)})
            return redirect("call-bidding", code)
    told = tallies(call, actor, now=now) if bidding else None
    context = {
        "call": call,
        "bidding": bidding,
        "is_open": bidding is not None and rules.is_open(bidding, now=now),
        "is_over": bidding is not None and now >= bidding.closes_at,
        "form": form,
        "may_set": _may_set(actor, call, bidding),
        "tallies": told,
        "page": Paginator(told.applications if told else [], PAGE).get_page(
            request.GET.get("page")
        ),
        "parameters": {"call": call.code},
        "buttons": ExportFormat.buttons(_("Take the tables away as %(name)s")),
    }
    return render(request, "reviews/bidding/call.html", context)


def _may_set(actor: Actor, call: Call, bidding: BiddingRound | None) -> Verdict:
    now = timezone.now()
    if bidding is not None:
        return verdict(rules.check_can_move, actor, bidding, now=now)
    return verdict(
        rules.check_can_open,
        actor,
        call,
        applications=call.applications.filter(state__in=queries.UP_FOR_BIDS).count(),
        serving=serving(call, now=now).count(),
    )
