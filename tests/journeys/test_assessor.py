"""An assessor on a telephone declares, scores, abstains, hands in, corrects; nothing is lost."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from portal.accounts.actors import Actor
from reviews.assignment.models import Assignment
from reviews.assignment.order import in_own_order
from reviews.assignment.queries import readable_by
from reviews.scoring.models import ReviewVersion
from tests.factories import assessors, assignments, reviews
from tests.journeys.stack import Stack, until
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.usefixtures("stack")

CODE = "2028-6"
SAVED = re.compile(r"Saved at \d+:\d\d [ap]m HKT")


@pytest.fixture
def noor(stack: Stack) -> Actor:
    """Nadia accepted two applications of a call, and a third is offered to her."""
    call = reviews.call_in_assessment(3, code=CODE, assessors_per_application=1)
    assessor = assessors.profile("Nadia Aziz")
    first, second, third = reviews.applications_of(call)
    assignments.accepted(first, assessor)
    assignments.accepted(second, assessor)
    assignments.offered(third, assessor)
    return assessors.actor(assessor)


@pytest.fixture
def telephone(browser: Browser, stack: Stack) -> Iterator[Visitor]:
    """A browser as wide as a telephone."""
    context = browser.new_context(base_url=stack.url, viewport={"width": 375, "height": 800})
    context.set_default_timeout(20_000)
    yield Visitor(context.new_page(), stack.url)
    context.close()


def queue_of(who: Actor) -> list[str]:
    return [one.application.reference for one in in_own_order(readable_by(who))]


def looks(noor: Visitor) -> None:
    """No barrier, and nothing beyond the edge of the screen."""
    noor.finds_no_barrier()
    assert noor.is_within_the_screen(), noor.page.url


def is_told_saved(page: Page) -> None:
    expect(page.locator("[data-status]")).to_have_text(SAVED)


def comment_saved(reference: str, words: str) -> None:
    """The database has the words, on the sheet of ``reference``."""
    found = Assignment.objects.filter(
        application__reference=reference, review__marks__comment=words
    )
    until(found.exists, seconds=30, what=words)


def declares(noor: Visitor, reference: str) -> None:
    noor.opens(f"/assignments/{reference}/")
    looks(noor)
    noor.ticks("No, I have no interest")
    noor.sends("Declare and continue")
    noor.sends("Accept")
    looks(noor)


def writes_in_two_windows(noor: Visitor, reference: str) -> None:
    """What the first window does not know of is asked about, never overwritten."""
    page = noor.page
    noor.opens(f"/assessments/{reference}/")
    looks(noor)
    page.locator("[name=mark_innovation][value='4']").check()
    page.locator("[name=comment_innovation]").fill("Typed and left 𨋢")
    is_told_saved(page)
    comment_saved(reference, "Typed and left 𨋢")
    second = page.context.new_page()
    second.goto(f"/assessments/{reference}/")
    expect(second.locator("[name=comment_innovation]")).to_have_value("Typed and left 𨋢")
    second.locator("[name=comment_feasibility]").fill("From the second window")
    comment_saved(reference, "From the second window")
    second.close()
    page.locator("[name=comment_feasibility]").fill("From the first window")
    expect(page.locator(".conflict")).to_be_visible()
    looks(noor)
    page.locator("[data-choose=mine]").click()
    comment_saved(reference, "From the first window")


def hands_in(noor: Visitor, reference: str) -> None:
    noor.opens(f"/assessments/{reference}/")
    for mark in noor.page.locator("[name^=mark_][value='4']").all():
        mark.check()
    for comment in noor.page.locator("textarea[name^=comment_]").all():
        comment.fill("Clear and costed.")
    noor.presses("Hand in")


def test_a_queue_is_worked_through_on_a_telephone(noor: Actor, telephone: Visitor) -> None:
    telephone.steps_into(noor)
    offered = Assignment.objects.get(assessor__user=noor.person, state="offered")
    declares(telephone, offered.application.reference)
    first, second, third = queue_of(noor)
    writes_in_two_windows(telephone, first)
    telephone.presses("Save and next")
    expect(telephone.page).to_have_url(re.compile(f"/assessments/{second}/$"))

    telephone.follows("I cannot judge this application: abstain")
    looks(telephone)
    telephone.page.locator("[name=reason]").fill("Outside of my field.")
    telephone.presses("Abstain")
    expect(telephone.page).to_have_url(re.compile("/assignments/$"))
    looks(telephone)
    hands_in(telephone, first)
    expect(telephone.page).to_have_url(re.compile(f"/assessments/{third}/$"))

    telephone.opens(f"/assessments/{first}/")
    looks(telephone)
    telephone.follows("Correct the score sheet")
    looks(telephone)
    telephone.page.locator("[name=mark_innovation][value='1']").check()
    telephone.page.locator("[name=reason]").fill("I misread the market.")
    telephone.presses("Hand in the correction")
    telephone.sees("The old version is kept.")
    looks(telephone)
    kept = ReviewVersion.objects.filter(review__assignment__application__reference=first)
    assert list(kept.order_by("number").values_list("number", "reason")) == [
        (1, ""),
        (2, "I misread the market."),
    ]
