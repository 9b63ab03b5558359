"""One's own data: a copy of everything, opened and read; and the account, closed by its person."""

from __future__ import annotations

import json
import re
from typing import Any
from zipfile import ZipFile

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from portal.accounts.models import User
from portal.audit.models import AuditEvent
from tests.factories import applications, organisations, people
from tests.journeys.visitor import Visitor, mail_to

pytestmark = pytest.mark.usefixtures("stack")


@pytest.fixture(autouse=True)
def _passwords_as_the_stack_reads_them(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["portal.accounts.hashers.OwaspArgon2PasswordHasher"]


def proves_it_again(visitor: Visitor) -> None:
    """The password once more: being signed in is not enough for this."""
    expect(visitor.page).to_have_url(re.compile("/reauthenticate/"))
    visitor.finds_no_barrier()
    visitor.page.locator("[name=password]").fill(people.PASSWORD)
    visitor.presses("Confirm")


def enters(visitor: Visitor, address: str) -> None:
    visitor.opens("/accounts/login/")
    visitor.page.locator("[name=login]").fill(address)
    visitor.page.locator("[name=password]").fill(people.PASSWORD)
    visitor.page.locator("main form button[type=submit]").first.click()


def test_everything_of_ones_own_is_fetched_opened_and_read(visitor: Visitor) -> None:
    zara = people.person("Zara Ip")
    call = applications.open_call("2032-4", reference_prefix="BDA32D")
    application = applications.at("submitted", call=call, by=zara)
    (attached,) = application.attachments.select_related("document")
    with attached.document.file.open("rb") as stored:
        bytes_sent = stored.read()
    enters(visitor, "zara@example.hk")
    expect(visitor.page).to_have_url(re.compile(r"/home/$"))
    visitor.opens("/account/copy/")
    visitor.finds_no_barrier()
    visitor.presses("Ask for my copy")
    link = visitor.page.get_by_role("link", name=re.compile("^Download .+zip$"))
    expect(link).to_be_visible(timeout=60_000)
    visitor.finds_no_barrier()
    assert "/account/copy/" in mail_to("zara@example.hk", subject="copy").body
    link.click()
    with visitor.page.expect_download() as fetched:
        proves_it_again(visitor)

    with ZipFile(fetched.value.path()) as copy:
        assert copy.testzip() is None
        names = copy.namelist()
        index = copy.read("index.html").decode()
        page = copy.read("applications.html").decode()
        told = json.loads(copy.read("applications.json"))
        files = [copy.read(name) for name in names if name.startswith("files/")]
    assert "Zara Ip" in index
    assert application.reference in page
    assert application.title in json.dumps(told, ensure_ascii=False)
    assert bytes_sent in files
    assert not any(name.startswith(("/", "..")) for name in names)


def test_an_account_is_closed_by_its_person_and_opens_no_more(visitor: Visitor) -> None:
    abel, bianca = people.person("Abel Chu"), people.person("Bianca Lo")
    harbour = organisations.of(abel, name="Breakwater Ledger Limited")
    organisations.join(harbour, bianca, "viewer")
    enters(visitor, "abel@example.hk")
    visitor.opens("/account/close/")
    proves_it_again(visitor)
    visitor.sees("Settle this first")
    visitor.finds_no_barrier()
    expect(visitor.page.get_by_role("button", name="Close my account")).to_be_disabled()

    visitor.page.context.clear_cookies()
    enters(visitor, "bianca@example.hk")
    visitor.opens("/account/close/")
    proves_it_again(visitor)
    visitor.finds_no_barrier()
    visitor.ticks("I have read what this means and want to close my account")
    visitor.presses("Close my account")
    visitor.sees("Your account is closed.")
    assert not User.objects.get(pk=bianca.person.pk).is_active
    assert not harbour.memberships.filter(user=bianca.person, ended_at=None).exists()
    assert "closed" in mail_to("bianca@example.hk", subject="closed").body
    enters(visitor, "bianca@example.hk")
    expect(visitor.page).not_to_have_url(re.compile(r"/home/"))
    closed = AuditEvent.objects.filter(actor=bianca.person, action__contains="close")
    assert closed.get().at <= timezone.now()
