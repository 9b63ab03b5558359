"""A colleague joins by mail and writes, a certifier confirms, and more time is given and used."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, expect

from grants.applications.models import Application, Extension
from grants.programmes.models import Call
from portal.accounts.actors import Actor
from tests.factories import applications, organisations, people
from tests.journeys.stack import Stack, until
from tests.journeys.visitor import Visitor, mail_to

pytestmark = pytest.mark.usefixtures("stack")

LINK = re.compile(r"http://\S+")
PASSWORD = "kelp harbour tram nine"


@pytest.fixture
def guest(browser: Browser, stack: Stack) -> Iterator[Visitor]:
    """Somebody in front of a browser that the portal has never seen."""
    context = browser.new_context(base_url=stack.url)
    context.set_default_timeout(20_000)
    yield Visitor(context.new_page(), stack.url)
    context.close()


def link_in(address: str, subject: str = "") -> str:
    found = LINK.search(mail_to(address, subject=subject).body)
    assert found is not None
    return found[0]


def drafted(who: Actor, call: Call, at: str = "draft") -> Application:
    return applications.at(at, call=call, by=who)


def invites(visitor: Visitor, application: Application, address: str) -> None:
    visitor.opens(f"/organisations/{application.organisation_id}/members/")
    visitor.follows("Invite somebody")
    visitor.finds_no_barrier()
    visitor.writes("E-mail address", address)
    visitor.presses("Send the invitation")
    expect(visitor.page.get_by_role("row", name=address)).to_be_visible()


def test_who_is_invited_signs_up_confirms_and_is_back_at_the_invitation(
    visitor: Visitor, guest: Visitor
) -> None:
    tess, address = people.person("Tess Yau"), "uma.fan@jetty.example.hk"
    call = applications.open_call("2032-1", reference_prefix="BDA32A")
    draft = drafted(tess, call)
    visitor.steps_into(tess)
    invites(visitor, draft, address)

    guest.opens(link_in(address, "Invitation"))
    guest.sees("You come back here afterwards.")
    guest.finds_no_barrier()
    guest.page.locator("main").get_by_role("link", name="Create an account").click()
    guest.writes("Full name", "Uma Fan")
    guest.page.locator("[name=email]").fill(address)
    guest.page.locator("[name=password1]").fill(PASSWORD)
    guest.sends("Create an account")
    guest.opens(link_in(address, "onfirm"))
    guest.presses("Yes, confirm")
    expect(guest.page).to_have_url(re.compile(r"/invitations/\d+/$"))
    guest.sees(draft.organisation.name)
    guest.finds_no_barrier()
    guest.presses("Accept the invitation")
    guest.sees("You are now a member of")
    guest.opens(f"/applications/{draft.reference}/project/")
    guest.writes("Title of the project", "The first words of a new colleague")
    guest.sends("Save")

    draft.refresh_from_db()
    assert draft.title == "The first words of a new colleague"
    visitor.opens(f"/organisations/{draft.organisation_id}/members/")
    expect(visitor.page.get_by_role("row", name="Uma Fan")).to_contain_text("Editor")


def test_a_certifier_confirms_what_another_submits(visitor: Visitor) -> None:
    vito, wilma = people.person("Vito Kam"), people.person("Wilma Sit")
    call = applications.open_call("2032-2", reference_prefix="BDA32B", wants_certifier=True)
    draft = drafted(vito, call, "complete")
    organisations.join(draft.organisation, wilma, "viewer")
    own = f"/applications/{draft.reference}/"
    visitor.steps_into(vito)
    visitor.opens(f"/organisations/{draft.organisation_id}/members/")
    visitor.presses("Name as certifier Wilma Sit")
    expect(visitor.page.get_by_role("row", name="Wilma Sit")).to_contain_text("Certifier")
    visitor.opens(f"{own}check/")
    expect(visitor.page.locator("main form[action$='/submit/'] button:enabled")).to_have_count(0)
    visitor.opens(f"{own}certify/")
    visitor.sees("Only a certifier of the organisation can confirm it.")
    visitor.finds_no_barrier()
    visitor.presses("Ask them by e-mail")
    visitor.sees("The certifiers are asked by e-mail.")

    visitor.steps_into(wilma)
    visitor.opens(link_in("wilma@example.hk", draft.reference))
    expect(visitor.page).to_have_url(re.compile(f"{own}certify/$"))
    visitor.finds_no_barrier()
    visitor.presses("Confirm exactly this")
    visitor.sees("Wilma Sit confirmed exactly this content")

    visitor.steps_into(vito)
    visitor.opens(f"{own}check/")
    visitor.page.locator("main form[action$='/submit/'] button[type=submit]").click()
    expect(visitor.page).to_have_url(re.compile("/receipt/$"), timeout=30_000)
    draft.refresh_from_db()
    assert draft.state == "submitted"


def local(days: float) -> str:
    """As one types an instant into a field."""
    at = timezone.localtime(timezone.now() + timedelta(days=days))
    return at.strftime("%Y-%m-%dT%H:%M")


def test_everybody_gets_more_time_and_one_organisation_uses_its_own(visitor: Visitor) -> None:
    xena, yuri = people.person("Xena Pun"), people.person("Yuri Hon")
    call = applications.open_call("2032-3", reference_prefix="BDA32C")
    hers, his = drafted(xena, call, "complete"), drafted(yuri, call, "complete")
    organisations.of(yuri, name="Pontoon Ledger Limited")
    page = f"/manage/calls/{call.code}/more-time/"
    visitor.steps_into(people.paul())
    visitor.opens(page)
    visitor.finds_no_barrier()
    visitor.writes("New closing time", local(31))
    visitor.writes("Reason", "The portal was down on Monday.")
    visitor.presses("Give everybody more time")
    visitor.sees("More time is given to everybody.")
    assert "down on Monday" in mail_to("yuri@example.hk", subject=call.title).body

    visitor.writes("Name or business registration number", hers.organisation.registration_number)
    visitor.presses("Find the organisation")
    visitor.finds_no_barrier()
    visitor.page.locator(f"main a[href$='{hers.organisation_id}/']").click()
    visitor.sees(f"More time for {hers.organisation.name}")
    visitor.finds_no_barrier()
    visitor.writes("Until", local(40))
    visitor.writes("Reason", "A fire in the building.")
    visitor.presses("Give this organisation more time")
    visitor.sees("has more time until")

    past = timezone.now() - timedelta(minutes=2)
    Call.objects.filter(pk=call.pk).update(closes_at=past, extended_to=None)
    visitor.steps_into(xena)
    card = visitor.page.locator(".card", has_text=f"More time for {hers.organisation.name}")
    card.get_by_role("link").first.click()
    expect(visitor.page).to_have_url(re.compile(f"/applications/{hers.reference}/$"))
    visitor.opens(f"/applications/{hers.reference}/check/")
    visitor.page.locator("main form[action$='/submit/'] button[type=submit]").click()
    expect(visitor.page).to_have_url(re.compile("/receipt/$"), timeout=30_000)
    until(lambda: Extension.objects.get(call=call).used_at, what="the extension used")
    visitor.steps_into(yuri)
    visitor.opens(f"/applications/{his.reference}/check/")
    visitor.sees("The call has closed.")
