"""An officer opens bidding, two assessors bid, and the proposal gives the reason."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from grants.programmes.models import Call
from reviews.bidding.models import Bid
from reviews.pool.models import Assessor
from tests.factories import assessors, assignments, people
from tests.journeys.visitor import Visitor, mail_to

pytestmark = pytest.mark.usefixtures("stack")

CODE = "2035-1"


@pytest.fixture(scope="module")
def pool(stack: object) -> list[Assessor]:
    """Two assessors of one application each, and two applications with a seat each."""
    call = assignments.closed_call(code=CODE, assessors_per_application=1)
    assignments.rows(call, 2)
    found = [assessors.profile(f"{name} Mok") for name in ("Bidisha", "Bidwell")]
    for assessor in found:
        assessors.in_pool(call, assessor, most=1)
    return found


def opens_bidding(visitor: Visitor) -> None:
    visitor.steps_into(people.paul())
    visitor.opens(f"/assignments/calls/{CODE}/")
    visitor.follows("Bidding")
    visitor.sends("Open the bidding")
    visitor.sees("There is a problem")
    closing = timezone.localtime() + timedelta(days=7)
    visitor.writes("Closing of the bidding", closing.strftime("%Y-%m-%dT18:00"))
    visitor.sends("Open the bidding")
    visitor.sees("Assessors can bid until")
    visitor.looks_well()


def bids(visitor: Visitor, assessor: Assessor, wishes: dict[str, str]) -> None:
    """From the home page, with one press for the whole list."""
    visitor.steps_into(assessors.actor(assessor))
    visitor.page.get_by_role("link", name=re.compile("Say what you would like to assess")).click()
    for title, wish in wishes.items():
        row = visitor.page.get_by_role("group", name=re.compile(title))
        row.get_by_label(wish, exact=True).check()
    visitor.looks_well()
    visitor.sends("Save all bids on this page")
    visitor.sees("2 bids were saved.")


def test_from_the_opening_to_the_reason(visitor: Visitor, pool: list[Assessor]) -> None:
    first, second = Call.objects.get(code=CODE).applications.order_by("reference")
    one, other = pool
    opens_bidding(visitor)
    assert f"/bids/{CODE}/" in mail_to(one.user.email).body

    like, not_like = "Would like to", "Would rather not"
    bids(visitor, one, {second.title: like, first.title: not_like})
    bids(visitor, other, {first.title: like, second.title: not_like})
    assert Bid.objects.filter(application__call__code=CODE).count() == 4

    visitor.steps_into(people.paul())
    visitor.opens(f"/bidding/{CODE}/")
    visitor.sees("Assessors who have bid")
    visitor.looks_well()
    visitor.opens(f"/assignments/calls/{CODE}/")
    visitor.presses("Propose assessors")
    see = visitor.page.get_by_role("link", name="See the proposal")
    see.or_(visitor.page.get_by_role("button", name="See the proposal")).first.click(timeout=60_000)
    row = visitor.page.get_by_role("row").filter(has_text=second.reference)
    expect(row).to_contain_text(str(one))
    expect(row).to_contain_text("Bid: would like to")
    visitor.looks_well()
