"""A visitor reads a call, reckons, checks, takes files along, signs up and finds it all again."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings
from icalendar import Calendar
from playwright.sync_api import Browser, expect

from grants.applications.models import Application
from grants.applications.preparation import outcomes_kept
from grants.programmes.models import Call
from portal.accounts.models import User
from tests.factories import applications, calls, organisations, people
from tests.journeys.stack import Stack
from tests.journeys.test_applicant import LINK
from tests.journeys.visitor import Visitor, mail_to
from tests.reading import text_of

pytestmark = pytest.mark.usefixtures("stack")

NEWCOMER = "tam.siu@lanternchain.example.hk"
PASSWORD = "lychee ferry granite six"
PASSING = {
    "registered": "yes",
    "operating": "yes",
    "sponsor": "university",
    "agreement": "signed-agreement",
    "pilot": "yes",
    "not-spent": "yes",
    "within-dates": "yes",
    "licence": "none-needed",
}


def test_from_the_public_page_to_a_draft_that_knows_the_answers(visitor: Visitor) -> None:
    call = applications.open_call()

    visitor.opens(f"/calls/{call.code}/")
    visitor.finds_no_barrier()
    takes_along(visitor)
    calculates(visitor)
    checks_in_vain_and_then_passes(visitor, call)
    visitor.follows("Apply")
    signs_up(visitor)
    organisations.of(people.refreshed(User.objects.get(email=NEWCOMER)))
    visitor.opens(f"/calls/{call.code}/")
    visitor.page.locator(".call-box").get_by_role("link", name="Apply", exact=True).click()
    visitor.sees("Take over what I worked out before")
    visitor.finds_no_barrier()
    visitor.presses("Start")

    expect(visitor.page).to_have_url(re.compile(r"/applications/[A-Z0-9]+-\d+/$"))
    visitor.sees("Answered in the eligibility check")
    application = Application.objects.get(created_by__email=NEWCOMER)
    assert {one.rule.code: one.answer.code for one in outcomes_kept(application)} == PASSING
    assert application.sponsor.kind is not None
    assert application.sponsor.kind.code == "university"
    assert application.requested == Decimal("500000.00")
    visitor.opens(f"/applications/{application.reference}/budget/")
    expect(visitor.page.locator("[data-sum=grant]")).to_have_text("HK$500,000")


def takes_along(visitor: Visitor) -> None:
    with visitor.page.expect_download() as dates:
        visitor.follows("Dates of this call (.ics)")
    closing = Calendar.from_ical(Path(dates.value.path()).read_bytes()).walk("VEVENT")[1]
    assert "Closes for applications" in str(closing["summary"])
    address = visitor.page.locator(".call-box__languages a").nth(1).get_attribute("href")
    answer = visitor.page.request.get(address or "", timeout=120_000)
    assert answer.headers["content-type"] == "application/pdf"
    assert "HK$625,000" in text_of(answer.body())


def calculates(visitor: Visitor) -> None:
    """The script and the server say the same of the same lines."""
    visitor.follows("Work out your grant")
    page = visitor.page
    page.locator("[name=costs-0-kind]").select_option("staff")
    page.locator("[name=costs-0-amount]").fill("HK$ 700,001.50")
    page.locator("[name=costs-1-kind]").select_option("overhead")
    page.locator("[name=costs-1-amount]").fill("50000")
    live = page.locator("[data-sum]").all_inner_texts()
    visitor.finds_no_barrier()
    visitor.presses("Work it out")
    expect(page.locator("[name=costs-0-amount]")).to_have_value("700,001.50")
    assert page.locator("[data-sum]").all_inner_texts() == live
    assert live[:4] == ["HK$750,001.50", "HK$700,001.50", "HK$500,000", "HK$250,001.50"]
    visitor.follows("Back")


def checks_in_vain_and_then_passes(visitor: Visitor, call: Call) -> None:
    visitor.page.get_by_role("link", name="Check whether you can apply").first.click()
    visitor.presses("Show the result")
    visitor.sees("There is a problem")
    visitor.finds_no_barrier()
    for rule, answer in {**PASSING, "agreement": "nothing-yet"}.items():
        choose_by_keyboard(visitor, rule, answer)
    visitor.page.keyboard.press("Enter")
    visitor.sees("As things are, you cannot apply")
    visitor.sees("Have the document signed and attached before the call closes.")
    visitor.finds_no_barrier()
    visitor.page.get_by_role("link", name=re.compile("Change this answer")).first.click()
    expect(visitor.page).to_have_url(re.compile("#id_rule_agreement_0$"))
    visitor.page.locator("[name=rule_agreement][value=signed-agreement]").check()
    visitor.presses("Show the result")
    expect(visitor.page.locator("h1")).to_have_text(re.compile("You can apply$"))
    visitor.finds_no_barrier()
    assert f"/calls/{call.code}/eligibility/result/" in visitor.page.url


def choose_by_keyboard(visitor: Visitor, rule: str, answer: str) -> None:
    visitor.page.locator(f"[name=rule_{rule}][value={answer}]").focus()
    visitor.page.keyboard.press("Space")


def signs_up(visitor: Visitor) -> None:
    expect(visitor.page).to_have_url(re.compile("/accounts/login/"))
    visitor.opens("/accounts/signup/")
    visitor.writes("Full name", "Tam Siu-ming")
    visitor.page.locator("[name=email]").fill(NEWCOMER)
    visitor.page.locator("[name=password1]").fill(PASSWORD)
    visitor.sends("Create an account")
    found = LINK.search(mail_to(NEWCOMER).body)
    assert found is not None
    visitor.opens(found[0])
    visitor.presses("Yes, confirm")
    expect(visitor.page).to_have_url(re.compile(r"/home/$"))


@pytest.fixture(scope="module")
def addresses(stack: Stack) -> dict[str, list[str]]:
    """The pages before sign-up, and those on which officers write what stands there."""
    opened, draft = applications.open_call(), calls.draft("2031-2")
    public = f"/calls/{opened.code}"
    manage = f"/manage/calls/{draft.code}"
    return {
        "visitor": [f"{public}/", f"{public}/calculator/", f"{public}/eligibility/"],
        "paul": [
            f"{manage}/eligibility/",
            f"{manage}/eligibility/edit/sponsor/",
            f"{manage}/documents/",
            f"{manage}/documents/add/",
        ],
    }


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_no_page_puts_a_barrier_or_leaves_the_screen(
    browser: Browser, stack: Stack, addresses: dict[str, list[str]], language: str
) -> None:
    context = browser.new_context(
        base_url=stack.url,
        viewport={"width": 375, "height": 700},
        extra_http_headers={"Accept-Language": language},
    )
    someone = Visitor(context.new_page(), stack.url)
    for who, paths in addresses.items():
        if who == "paul":
            someone.steps_into(people.paul())
        for path in paths:
            someone.opens(path)
            someone.finds_no_barrier()
            assert someone.is_within_the_screen(), path
    context.close()
