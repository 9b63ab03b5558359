"""An applicant from sign-up to the receipt, by mouse and keyboard, with the worker running."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from playwright.sync_api import expect

from grants.applications.models import Application
from grants.programmes.models import Call
from portal.accounts.models import User
from portal.audit.models import AuditEvent
from portal.notifications.models import Message
from tests.factories import applications, organisations, pdfs
from tests.journeys.visitor import Visitor, mail_to

NEWCOMER = "yuen.ling@kowloonledger.example.hk"
PASSWORD = "kelp harbour tram nine"
LINK = re.compile(r"http://\S+")

pytestmark = pytest.mark.usefixtures("stack")


@pytest.fixture
def agreement(tmp_path: Path) -> Path:
    """A signed agreement to upload."""
    path = tmp_path / "agreement.pdf"
    path.write_bytes(pdfs.plain())
    return path


def sign_up(visitor: Visitor) -> None:
    visitor.opens("/accounts/signup/")
    visitor.finds_no_barrier()
    visitor.writes("Full name", "Yuen Ling")
    visitor.page.locator("[name=email]").fill(NEWCOMER)
    visitor.page.locator("[name=password1]").fill(PASSWORD)
    visitor.sends("Create an account")
    found = LINK.search(mail_to(NEWCOMER).body)
    assert found is not None
    visitor.opens(found[0])
    visitor.presses("Yes, confirm")
    expect(visitor.page).to_have_url(re.compile(r"/home/$"))


def register(visitor: Visitor) -> None:
    visitor.opens("/organisations/new/")
    visitor.finds_no_barrier()
    visitor.writes("Business registration number", organisations.registration_number())
    visitor.writes("Name in English", "Kowloon Ledger Limited")
    visitor.writes("Name in Chinese", "九龍龍帳有限公司")
    visitor.ticks("Company")
    visitor.writes("Street and number", "979 King’s Road")
    visitor.page.get_by_label("District", exact=True).select_option("eastern")
    visitor.writes("Telephone", "2345 6789")
    visitor.writes("Number of employees in Hong Kong", "12")
    visitor.page.locator("main form button[type=submit]").first.click()


def fill_in(visitor: Visitor, call: Call, agreement: Path) -> str:
    visitor.opens(f"/calls/{call.code}/")
    visitor.page.get_by_role("link", name=re.compile("Apply")).first.click()
    if visitor.page.get_by_role("button", name=re.compile("Begin|Start")).count():
        visitor.page.get_by_role("button", name=re.compile("Begin|Start")).first.click()
    expect(visitor.page).to_have_url(re.compile(r"/applications/[A-Z0-9]+-\d+/"))
    reference = visitor.page.url.rstrip("/").rsplit("/", 1)[-1]
    visitor.finds_no_barrier()

    visitor.opens(f"/applications/{reference}/organisation/")
    save(visitor)
    visitor.opens(f"/applications/{reference}/project/")
    visitor.writes("Title of the project", "Receivables on a ledger for street-market traders")
    visitor.writes("Title in Chinese", "街市商戶應收賬款上鏈 𨋢")
    visitor.writes("Summary for the public", "Traders are paid within a day.")
    visitor.writes("Project starts on", (call.start_by - timedelta(days=5)).isoformat())
    visitor.writes("Project completes on", (call.complete_by - timedelta(days=5)).isoformat())
    save(visitor)
    visitor.opens(f"/applications/{reference}/classification/")
    for name in ("pillar", "technology", "use_cases", "regulatory_statuses"):
        visitor.page.locator(f"[name={name}]").first.check()
    save(visitor)
    visitor.opens(f"/applications/{reference}/sponsor/")
    visitor.writes("Name of the sponsor", "Victoria Harbour Bank")
    visitor.page.locator("[name=kind]").first.check()
    visitor.writes("Contact person", "Wong Mei-ling")
    visitor.writes("Contact's e-mail address", "meiling.wong@bank.example.hk")
    visitor.writes("What the sponsor contributes", "Two analysts and a test account.")
    visitor.writes("Agreement signed on", (call.opens_at.date()).isoformat())
    visitor.page.locator("[name=agreement]").set_input_files(agreement)
    save(visitor)
    visitor.opens(f"/applications/{reference}/team/")
    visitor.page.locator("[name$='-0-name']").fill("Yuen Ling")
    visitor.page.locator("[name$='-0-position']").fill("Chief executive")
    visitor.page.locator("[name$='-0-experience']").fill("Ten years in trade finance.")
    visitor.page.locator("[name$='-0-is_lead']").check()
    save(visitor)
    visitor.opens(f"/applications/{reference}/budget/")
    visitor.page.locator("[name$='-0-kind']").select_option("staff")
    visitor.page.locator("[name$='-0-description']").fill("Two engineers for six months")
    visitor.page.locator("[name$='-0-amount']").fill("700,001")
    visitor.finds_no_barrier()
    save(visitor)
    answer(visitor, reference)
    visitor.opens(f"/applications/{reference}/declaration/")
    for box in visitor.page.locator("main form input[type=checkbox]").all():
        box.check()
    save(visitor)
    return reference


def answer(visitor: Visitor, reference: str) -> None:
    """The sections of the call's own form: what is hidden is not to be answered."""
    chosen = {
        "solution": ["[name=chain][value=public]"],
        "users": ["[name=users][value=businesses]"],
        "plan": [],
        "rules": ["[name=regulated][value=no]", "[name=client-assets][value=no]"],
    }
    typed = {"users-number": "40", "milestones_0_by": "2030-09-01", "milestones_0_result": "Done"}
    for section, choices in chosen.items():
        visitor.opens(f"/applications/{reference}/form-{section}/")
        visitor.finds_no_barrier()
        for choice in choices:
            visitor.page.locator(choice).check()
        for area in visitor.page.locator("main form textarea:visible").all():
            area.fill("We measured it, costed it and agreed it with the sponsor.\n我們已經量度。")
        for name, words in typed.items():
            for field in visitor.page.locator(f"[name={name}]").all():
                field.fill(words)
        save(visitor)


def save(visitor: Visitor) -> None:
    before = visitor.page.url
    with visitor.page.expect_navigation():
        visitor.page.get_by_role("button", name=re.compile("^Save and continue")).first.click()
    assert visitor.page.locator(".govuk-error-summary").count() == 0, before


def test_from_sign_up_to_the_receipt(visitor: Visitor, agreement: Path) -> None:
    call = applications.open_call()

    sign_up(visitor)
    register(visitor)
    reference = fill_in(visitor, call, agreement)
    visitor.opens(f"/applications/{reference}/check/")
    visitor.finds_no_barrier()
    visitor.follows("Enter the value of the assets involved; 0 if there are none.")
    visitor.page.locator("[name=value_involved]").fill("HK$ 1,200,000")
    save(visitor)
    visitor.opens(f"/applications/{reference}/check/")
    visitor.page.locator("main form[action$='/submit/'] button[type=submit]").dblclick()

    expect(visitor.page).to_have_url(re.compile(r"/receipt/$"))
    visitor.finds_no_barrier()
    application = Application.objects.get(reference=reference)
    snapshot = application.snapshots.get()
    receipt = mail_to(NEWCOMER, subject=reference)
    assert (application.state, application.requested) == ("submitted", Decimal("500000.00"))
    assert snapshot.sha256 in receipt.body
    assert snapshot.sha256 in visitor.page.content()
    assert snapshot.content["organisation"]["name_zh"] == "九龍龍帳有限公司"
    assert Message.objects.filter(address=NEWCOMER, subject__contains=reference).count() == 1
    submitted = AuditEvent.objects.filter(action="application.submit", subject_reference=reference)
    assert [event.actor for event in submitted] == [User.objects.get(email=NEWCOMER)]
