"""An officer assigns: run, board, a change refused and allowed, why not, repair, many at once."""

from __future__ import annotations

import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from grants.programmes.models import Call
from reviews.assignment import operations
from reviews.assignment.models import Adjustment, Assignment
from reviews.pool.models import Assessor
from tests.factories import assessors, assignments, people
from tests.journeys.stack import until
from tests.journeys.visitor import Visitor, mail_to

pytestmark = pytest.mark.usefixtures("stack")

CODE = "2029-7"


@pytest.fixture(scope="module")
def call(stack: object) -> Call:
    """Three applications that want two assessors each, and five assessors."""
    made = assignments.closed_call(code=CODE, assessors_per_application=2)
    assignments.rows(made, 3)
    for index in range(1, 6):
        assessors.in_pool(made, assessors.profile(f"Arbor{index} Lam"))
    return made


def proposes(visitor: Visitor, button: str) -> None:
    """Have a proposal worked out by the worker and open it."""
    visitor.opens(f"/assignments/calls/{CODE}/")
    visitor.looks_well()
    visitor.presses(button)
    see = visitor.page.get_by_role("link", name="See the proposal")
    see.or_(visitor.page.get_by_role("button", name="See the proposal")).first.click(timeout=60_000)
    expect(visitor.page).to_have_url(re.compile("/proposal/$"))
    visitor.looks_well()


def swaps(visitor: Visitor, call: Call) -> None:
    """A change that breaks a limit is refused in words; one that does not is weighed and made."""
    visitor.page.get_by_role("link", name=re.compile("^Change the panel")).first.click()
    visitor.page.get_by_label("Put on the panel").select_option(index=1)
    visitor.sends("See what it changes")
    visitor.sees("Every seat is taken. Choose who goes as well.")
    visitor.page.get_by_label("Take off the panel").select_option(index=1)
    visitor.sends("See what it changes")
    visitor.sees("This can be done")
    visitor.looks_well()
    visitor.sends("Make the change")
    visitor.sees("Give a reason.")
    visitor.writes("Reason", "They know the field.")
    visitor.sends("Make the change")
    visitor.sees("The panel was changed.")
    assert Adjustment.objects.filter(run__call=call).count() == 2


def asks_why_not(visitor: Visitor, call: Call) -> None:
    """Of somebody who was never chosen: reasons at once, the price when the worker has found it."""
    removed = Adjustment.objects.get(run__call=call, change="dropped").assessor
    others = re.compile(rf"^All reasons, and the price (?!{re.escape(str(removed))})")
    visitor.page.get_by_role("link", name=others).first.click()
    visitor.looks_well()
    visitor.presses("Work out what it would cost")
    expect(visitor.page.locator(".govuk-inset-text")).to_be_visible(timeout=60_000)
    visitor.looks_well()


def live(call: Call) -> int:
    return Assignment.objects.filter(application__call=call, state="offered").count()


def test_from_the_run_to_many_at_once(visitor: Visitor, call: Call) -> None:
    visitor.steps_into(people.paul())
    proposes(visitor, "Propose assessors")
    swaps(visitor, call)
    asks_why_not(visitor, call)
    visitor.opens(f"/assignments/calls/{CODE}/proposal/assessors/")
    visitor.looks_well()
    visitor.opens(f"/assignments/calls/{CODE}/proposal/")
    visitor.sees("2 changes by hand.")
    visitor.sends("Confirm and offer")
    assert live(call) == 6

    declines(call)
    proposes(visitor, "Fill the open seats")
    expect(visitor.page.get_by_text("Has it already").first).to_be_visible()
    visitor.sends("Confirm and offer")
    assert live(call) == 6

    takes_one_back(visitor, call)
    gives_many(visitor, call)


def declines(call: Call) -> None:
    """An assessor gives one application back."""
    given = Assignment.objects.filter(application__call=call).order_by("pk").first()
    assert given is not None
    operations.decline(
        assignment_id=given.pk,
        reason="No time.",
        actor=assessors.actor(given.assessor),
        now=timezone.now(),
    )


def takes_one_back(visitor: Visitor, call: Call) -> None:
    """From the assessor's side, with a reason, and they are told."""
    given = Assignment.objects.filter(application__call=call, state="offered").order_by("pk")[0]
    visitor.opens(f"/assignments/calls/{CODE}/assessors/")
    visitor.looks_well()
    visitor.follows(str(given.assessor))
    visitor.looks_well()
    visitor.page.get_by_role("link", name=re.compile("^Take back")).first.click()
    visitor.writes("Reason", "Moved to another bureau.")
    visitor.sends("Take back")
    visitor.sees("The application was taken back.")
    assert live(call) == 5
    mail_to(given.assessor.user.email, subject="was taken back from you")


def gives_many(visitor: Visitor, call: Call) -> None:
    """A dry run tells each row's effect; the rows that can be done are given."""
    held = set(
        Assignment.objects.filter(application__call=call).values_list("application", "assessor")
    )
    emails = {one.pk: one.user.email for one in Assessor.objects.filter(pools__call=call)}
    free = [
        (application.reference, emails[pk])
        for application in call.applications.order_by("pk")
        for pk in sorted(emails)
        if (application.pk, pk) not in held
    ]
    text = "\n".join(f"{reference},{email}" for reference, email in [free[0], ("NONE-1", "x")])
    visitor.opens(f"/assignments/calls/{CODE}/several/")
    visitor.looks_well()
    visitor.writes("Pairs", text)
    visitor.writes("Reason", "A further view.")
    visitor.sends("See what each row does")
    visitor.sees("Would be offered")
    visitor.sees("No application up for assessment has this reference.")
    visitor.looks_well()
    visitor.sends("Offer the applications")
    visitor.sees("1 row cannot be done, so nothing was written.")
    assert live(call) == 5
    visitor.ticks("Write the rows that can be done, and leave out the others")
    visitor.sends("Offer the applications")
    until(lambda: live(call) == 6, what="the row that can be done")
