"""Passkeys in a real browser with a device of its own: added, used as second factor, used alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, CDPSession, expect

from portal.accounts.actors import Actor
from portal.audit.models import AuditEvent
from tests.factories import people
from tests.journeys.stack import Stack
from tests.journeys.visitor import Visitor

DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture(autouse=True)
def _passwords_as_the_stack_reads_them(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["portal.accounts.hashers.OwaspArgon2PasswordHasher"]


@pytest.fixture
def device(context: BrowserContext, visitor: Visitor) -> Iterator[tuple[CDPSession, str]]:
    """A security key inside the browser, whose owner always says yes."""
    session = context.new_cdp_session(visitor.page)
    session.send("WebAuthn.enable")
    made: dict[str, Any] = session.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    yield session, made["authenticatorId"]
    session.detach()


@pytest.fixture
def site(stack: Stack) -> str:
    """Passkeys belong to a name; an address of numbers has none."""
    return stack.url.replace("127.0.0.1", "localhost")


def sign_in(visitor: Visitor, site: str, who: Actor) -> None:
    """Sign in with the password."""
    visitor.opens(f"{site}/accounts/login/")
    visitor.writes("E-mail address", who.person.email)
    visitor.writes("Password", people.PASSWORD)
    visitor.sends("Sign in")
    expect(visitor.page).not_to_have_url(re.compile("/accounts/login/"))


def add_passkey(visitor: Visitor, site: str, name: str, *, alone: bool) -> None:
    """Prove the password once more and add a passkey."""
    visitor.opens(f"{site}/accounts/2fa/webauthn/add/")
    visitor.writes("Password", people.PASSWORD)
    visitor.presses("Confirm")
    visitor.finds_no_barrier()
    visitor.writes("Name of the passkey", name)
    if alone:
        visitor.ticks("Sign in with this passkey alone")
    visitor.presses("Add the passkey")
    visitor.sees("Recovery codes")


def sign_out(visitor: Visitor, site: str) -> None:
    """Leave."""
    visitor.opens(f"{site}/accounts/logout/")
    visitor.page.locator("main").get_by_role("button", name="Sign out").click()
    visitor.sees("You are signed out.")


@pytest.mark.usefixtures("device")
def test_a_passkey_is_the_second_factor(visitor: Visitor, site: str) -> None:
    """AU-01."""
    pansy = people.person("Pansy Fung")
    sign_in(visitor, site, pansy)
    add_passkey(visitor, site, "Work laptop", alone=False)
    sign_out(visitor, site)

    sign_in(visitor, site, pansy)
    visitor.sees("Now show that you hold your second factor.")
    visitor.finds_no_barrier()
    visitor.presses("Use a passkey")

    visitor.sees("Your tasks")
    actions = AuditEvent.objects.filter(actor=pansy.user).values_list("action", flat=True)
    assert "account.add_second_factor" in actions


@pytest.mark.usefixtures("device")
def test_a_passkey_alone_lets_in_and_proves_it_again(visitor: Visitor, site: str) -> None:
    vera = people.person("Vera Siu")
    sign_in(visitor, site, vera)
    add_passkey(visitor, site, "Telephone", alone=True)
    sign_out(visitor, site)

    visitor.opens(f"{site}/accounts/login/")
    visitor.presses("Sign in with a passkey")
    visitor.sees("Your tasks")
    visitor.opens(f"{site}/accounts/2fa/webauthn/")
    visitor.sees("Signs in alone")
    visitor.opens(f"{site}/accounts/2fa/recovery-codes/generate/")
    visitor.follows("Use a passkey")
    visitor.finds_no_barrier()
    visitor.presses("Use a passkey")

    visitor.sees("Make new recovery codes")


@pytest.mark.usefixtures("device")
def test_a_passkey_is_renamed_and_removed(visitor: Visitor, site: str) -> None:
    wendy = people.person("Wendy Tam")
    sign_in(visitor, site, wendy)
    add_passkey(visitor, site, "Old name", alone=False)

    visitor.opens(f"{site}/accounts/2fa/webauthn/")
    visitor.finds_no_barrier()
    visitor.page.get_by_role("link", name="Rename").click()
    visitor.writes("Name of the passkey", "New name")
    visitor.presses("Save")
    visitor.sees("New name")
    visitor.page.get_by_role("link", name="Remove").click()
    visitor.presses("Remove the passkey")

    visitor.sees("No passkey yet.")


def test_a_device_that_says_no_is_told_in_words(
    visitor: Visitor, site: str, device: tuple[CDPSession, str]
) -> None:
    session, number = device
    xenia = people.person("Xenia Mok")
    sign_in(visitor, site, xenia)
    visitor.opens(f"{site}/accounts/2fa/webauthn/add/")
    visitor.writes("Password", people.PASSWORD)
    visitor.presses("Confirm")
    visitor.ticks("Sign in with this passkey alone")
    session.send("WebAuthn.setUserVerified", {"authenticatorId": number, "isUserVerified": False})

    visitor.presses("Add the passkey")

    problem = visitor.page.get_by_role("alert")
    expect(problem).to_contain_text("The device did not confirm it")
    visitor.finds_no_barrier()


def test_without_javascript_the_page_says_what_passkeys_need(
    stack: Stack, context: BrowserContext
) -> None:
    assert context.browser
    plain = context.browser.new_context(java_script_enabled=False, base_url=stack.url)
    page = plain.new_page()
    yara = people.person("Yara Kwan")

    page.goto("/accounts/login/")
    page.get_by_label("E-mail address").fill(yara.person.email)
    page.get_by_label("Password").fill(people.PASSWORD)
    expect(page.get_by_role("button", name="Sign in with a passkey")).to_be_hidden()
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.goto("/accounts/2fa/webauthn/add/")
    page.get_by_label("Password").fill(people.PASSWORD)
    page.get_by_role("button", name="Confirm").click()

    expect(page.get_by_text("Passkeys need JavaScript.")).to_be_visible()
    expect(page.get_by_role("button", name="Add the passkey")).to_be_hidden()
    plain.close()
