"""Assessors' pages: the applications of a call to bid on, and an interest in one of them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from portal.accounts.actors import Actor, actor_of
from portal.core.denial import verdict
from portal.ui.answers import refusal_in
from reviews.bidding import lists, operations, queries, rules
from reviews.bidding.forms import BidForm, InterestForm
from reviews.bidding.models import BiddingRound
from reviews.conflicts.operations import declare
from reviews.pool.models import Assessor

PAGE = 25
form_page = require_http_methods(["GET", "HEAD", "POST"])


def _round(request: HttpRequest, code: str) -> tuple[Actor, BiddingRound]:
    """The bidding of a call in whose pool the actor is; for anybody else it is not there."""
    actor = actor_of(request)
    return actor, get_object_or_404(queries.rounds_for(actor), call__code=code)


@login_required
@form_page
def bid_list(request: HttpRequest, code: str) -> HttpResponse:
    """A page of applications with a wish for each; one press saves all of them."""
    actor, bidding = _round(request, code)
    now = timezone.now()
    assessor = queries.bidder(actor, bidding.call, now=now)
    context: dict[str, Any] = {
        "call": bidding.call,
        "bidding": bidding,
        "is_open": rules.is_open(bidding, now=now),
        "is_over": now >= bidding.closes_at,
        "can_bid": verdict(
            rules.check_bid, actor, bidding, is_serving=assessor is not None, now=now
        ),
    }
    if assessor is not None:
        order = lists.in_own_order(queries.visible_to(actor, bidding.call, assessor), assessor)
        page = Paginator(order, PAGE).get_page(request.GET.get("page"))
        form = _form(request, bidding, assessor, order=order, page=page)
        if form.is_valid():
            with refusal_in(form):
                changed = operations.save_bids_now(
                    call_id=bidding.call_id, wishes=form.cleaned_data, actor=actor
                )
                messages.success(request, _saved(changed))
                return redirect(_onward(request, bidding, page))
        context |= {"page": page, "form": form}
    return render(request, "reviews/bidding/list.html", context)


def _form(
    request: HttpRequest,
    bidding: BiddingRound,
    assessor: Assessor,
    *,
    order: list[str],
    page: Page[str],
) -> BidForm:
    """The rows of the page; of what is sent, those that were on it, wherever they stand by now."""
    if request.method != "POST":
        return BidForm(rows=lists.rows(bidding.call, assessor, list(page)))
    sent = [reference for reference in order if f"{BidForm.prefix}-{reference}" in request.POST]
    return BidForm(request.POST, rows=lists.rows(bidding.call, assessor, sent))


def _saved(changed: int) -> str:
    if not changed:
        return _("Your bids stand as they were.")
    sentence = ngettext("%(number)d bid was saved.", "%(number)d bids were saved.", changed)
    return sentence % {"number": changed}


def _onward(request: HttpRequest, bidding: BiddingRound, page: Page[str]) -> str:
    """The same page again, or the next where that was asked for."""
    number = page.number
    if "next" in request.POST and page.has_next():
        number = page.next_page_number()
    return f"{reverse('bid-list', args=[bidding.call.code])}?page={number}"


@login_required
@form_page
def bid_interest(request: HttpRequest, code: str, reference: str) -> HttpResponse:
    """Declare an interest in one of the applications, which is gone from everywhere then."""
    actor, bidding = _round(request, code)
    assessor = queries.bidder(actor, bidding.call, now=timezone.now())
    if assessor is None:
        raise Http404
    visible = queries.visible_to(actor, bidding.call, assessor)
    application = get_object_or_404(visible, reference=reference)
    form = InterestForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with refusal_in(form):
            declare(
                application_id=application.pk,
                has_interest=True,
                **form.cleaned_data,
                actor=actor,
                now=timezone.now(),
            )
            messages.success(
                request, _("Thank you. You will not be asked about this application again.")
            )
            return redirect("bid-list", code)
    row = lists.rows(bidding.call, assessor, [reference])[0]
    context = {"call": bidding.call, "row": row, "form": form}
    return render(request, "reviews/bidding/interest.html", context)
