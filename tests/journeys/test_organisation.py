"""The people of an organisation in a browser: roles, ownership, and one number for two."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from portal.accounts.actors import Actor
from portal.organisations.models import Organisation
from tests.factories import organisations, people
from tests.journeys.keyboard import reaches_everything
from tests.journeys.visitor import Visitor, mail_to

pytestmark = pytest.mark.usefixtures("stack")


def stands_up_everywhere(visitor: Visitor, *paths: str) -> None:
    """Each page in three languages before axe-core, and with the keyboard alone."""
    for path in paths:
        visitor.opens(path)
        reaches_everything(visitor)
    for code in ("zh-hant", "zh-hans", "en"):
        visitor.page.locator(f"button[name=language][value={code}]").first.click()
        for path in paths:
            visitor.opens(path)
            visitor.finds_no_barrier()


def registered(owner: Actor, name: str, **more: str) -> tuple[Organisation, str]:
    """An organisation, and the path of its pages."""
    organisation = organisations.of(owner, name=name, **more)
    return organisation, f"/organisations/{organisation.pk}/"


def test_roles_change_and_ownership_passes_on_when_it_is_accepted(visitor: Visitor) -> None:
    kit, rita = people.person("Kit Wan"), people.person("Rita Fok")
    organisation, own = registered(kit, "Jetty Ledger Limited")
    organisations.join(organisation, rita, "viewer")
    place = organisation.memberships.get(user=rita.person).pk
    member = f"{own}members/{place}/"
    visitor.steps_into(kit)
    visitor.opens(f"{own}leave/")
    visitor.sees("The last owner cannot go. Pass ownership on first.")
    paths = [f"{member}{page}/" for page in ("role", "ownership", "remove")]
    stands_up_everywhere(visitor, *paths, f"{own}leave/")
    visitor.opens(f"{member}role/")
    visitor.ticks("Editor: writes and submits applications")
    visitor.presses("Save")
    expect(visitor.page.get_by_role("row", name="Rita Fok")).to_contain_text("Editor")
    visitor.opens(f"{member}ownership/")
    visitor.ticks("Viewer: reads and changes nothing")
    visitor.presses("Offer ownership")
    visitor.sees("has offered the ownership to Rita Fok")
    visitor.finds_no_barrier()

    visitor.steps_into(rita)
    offer = organisation.handovers.get()
    visitor.page.locator(f"main a[href$='/ownership/{offer.pk}/']").first.click()
    stands_up_everywhere(visitor, f"/ownership/{offer.pk}/")
    visitor.presses("Accept the ownership")

    visitor.sees("You are now an owner of the organisation.")
    roles = organisation.memberships.values_list("user__name", "role")
    assert dict(roles) == {"Kit Wan": "viewer", "Rita Fok": "owner"}


def test_a_number_is_tidied_doubted_once_and_two_of_one_are_brought_together(
    visitor: Visitor,
) -> None:
    fay, gus = people.person("Fay Lui"), people.person("Gus Tam")
    first, own = registered(fay, "Quay Ledger Limited", registration_number="12345670")
    visitor.steps_into(gus)
    visitor.opens("/organisations/new/")
    reaches_everything(visitor)
    visitor.writes("Business registration number", "12345670-000-06-25-9")
    visitor.writes("Name in English", "Quay Ledger (HK) Limited")
    visitor.ticks("Company")
    visitor.writes("Street and number", "1 Quay Street")
    visitor.picks("District", "eastern")
    visitor.writes("Telephone", "2345 6789")
    visitor.presses("Register")
    visitor.sees("The last digit of the registration number is unusual.")
    visitor.finds_no_barrier()
    visitor.ticks("The number is right: save it anyway")
    visitor.presses("Register")
    visitor.sees("This number was registered before")
    stands_up_everywhere(visitor, visitor.page.url)
    expect(visitor.page.locator("main")).not_to_contain_text("Fay")
    visitor.writes("What should the programme office know?", "Fay and I founded it.")
    visitor.presses("Send to the programme office")
    visitor.sees("You asked on")

    visitor.steps_into(people.paul())
    visitor.opens("/organisations/numbers/")
    visitor.follows("12345670")
    visitor.sees("Fay and I founded it.")
    stands_up_everywhere(visitor, "/organisations/numbers/", visitor.page.url)
    visitor.ticks("Bring them together: the earlier registration stays")
    visitor.writes("Reason", "One certificate.")
    visitor.presses("Settle the case")
    visitor.sees("Brought together")

    visitor.steps_into(gus)
    visitor.opens(f"{own}members/")
    visitor.sees("Fay Lui")
    assert "One certificate." in mail_to("gus@example.hk", subject=first.name).body
