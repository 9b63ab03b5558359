"""The pages of organisations."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from portal.organisations.forms import OrganisationForm
from portal.organisations.menus import may_belong
from portal.organisations.models import Organisation
from tests.answers import shown
from tests.factories import organisations, people

pytestmark = pytest.mark.django_db

NEW = "/organisations/new/"


def posted(**changes: Any) -> dict[str, Any]:
    details = organisations.details()
    typed = {name: value for name, value in details.items() if name != "address_region"}
    return {**typed, "incorporated_on": "2021-03-15", "phone": "2123 4567", **changes}


@pytest.fixture
def mira() -> Client:
    return people.client_of(people.mira())


def test_a_registered_organisation_is_tidied_and_listed(mira: Client) -> None:
    number = organisations.registration_number()

    answer = mira.post(
        NEW,
        posted(
            registration_number=f"{number}-000-07-25-1", name="  Harbour\u200b  Ledger Cafe\u0301 "
        ),
        follow=True,
    )

    organisation = Organisation.objects.get()
    assert organisation.registration_number == number
    assert organisation.name == "Harbour Ledger Café"
    assert organisation.phone == "+85221234567"
    assert (organisation.address_district, organisation.address_region) == ("kwun-tong", "kowloon")
    assert "The organisation is registered." in answer.content.decode()
    assert number in answer.content.decode()


def test_registering_leads_back_to_where_one_came_from_but_not_to_another_site(
    mira: Client,
) -> None:
    back = mira.post(f"{NEW}?next=/applications/", posted())
    elsewhere = mira.post(NEW, posted(next="https://evil.example/"))

    assert back.headers["Location"] == "/applications/"
    assert elsewhere.headers["Location"] == reverse("organisation-list")


def test_an_unusual_check_digit_warns_and_the_box_saves_it_anyway(mira: Client) -> None:
    first = mira.post(NEW, posted(registration_number="12345678"))

    assert "The last digit of the registration number is unusual." in first.content.decode()
    assert 'type="checkbox" name="number_is_right"' in first.content.decode()
    assert not Organisation.objects.exists()

    mira.post(NEW, posted(registration_number="12345678", number_is_right="on"))

    assert Organisation.objects.get().registration_number == "12345678"


def test_a_number_that_was_confirmed_once_is_not_asked_about_again() -> None:
    organisation = organisations.of(people.mira(), registration_number="12345678")

    form = OrganisationForm(posted(registration_number="12345678"), organisation=organisation)

    assert form.is_valid()


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("registration_number", "12", "Enter 8 digits, or a letter and 7 digits"),
        ("name", "Ledger \U0001f600", "Letters cannot show these characters"),
        ("name", "", "This field is required."),
        ("name", "x" * 1_000_000, "at most 200 characters"),
        ("name", "a\x00b", "Null characters are not allowed."),
        ("phone", "1", "Enter 8 digits that start with 2 to 9"),
        ("website", "not a site", "Enter a valid URL."),
        ("employees", "-1", "greater than or equal to 0"),
        ("employees", "9" * 5000, "Enter a whole number."),
        ("address_district", "atlantis", "Select a valid choice."),
        ("incorporated_on", "yesterday", "Enter a valid date."),
    ],
)
def test_a_mistake_is_told_and_what_was_typed_stays(
    mira: Client, field: str, typed: str, sentence: str
) -> None:
    """IN-01."""
    answer = mira.post(NEW, posted(**{field: typed}))

    page = answer.content.decode()
    assert answer.status_code == 200
    assert sentence in page
    assert "There is a problem" in page
    assert "88 How Ming Street" in page
    assert not Organisation.objects.exists()


def test_the_same_number_twice_is_refused_beside_the_field(mira: Client) -> None:
    details = posted()
    mira.post(NEW, details)

    answer = mira.post(NEW, details)

    assert "You have registered an organisation with this number already." in (
        answer.content.decode()
    )


def test_an_owner_revises_and_a_viewer_reads() -> None:
    organisation = organisations.of(people.mira())
    organisations.join(organisation, people.otto(), "viewer")
    page = reverse("organisation-revise", args=[organisation.pk])

    saved = people.client_of(people.mira()).post(page, posted(name="New Name Limited"))
    read = people.client_of(people.otto()).get(page)
    refused = people.client_of(people.otto()).post(page, posted(name="Otto's Limited"))

    assert saved.headers["Location"] == reverse("organisation-list")
    assert "New Name Limited" in read.content.decode()
    assert "Only owners and editors" in read.content.decode()
    assert "Only owners and editors" in refused.content.decode()
    organisation.refresh_from_db()
    assert organisation.name == "New Name Limited"


def test_a_strangers_organisation_and_one_that_is_not_there_answer_alike() -> None:
    """AZ-03."""
    organisation = organisations.of(people.mira())
    otto = people.client_of(people.otto())

    foreign = otto.get(reverse("organisation-revise", args=[organisation.pk]))
    missing = otto.get("/organisations/00000000-0000-4000-8000-000000000000/")

    assert foreign.status_code == 404
    assert shown(foreign) == shown(missing)


def test_a_district_from_before_the_list_stays_choosable() -> None:
    organisation = organisations.of(people.mira(), address_district="Aberdeen")

    form = OrganisationForm(posted(address_district="Aberdeen"), organisation=organisation)

    assert "Aberdeen" in str(form["address_district"])


def test_a_letter_prefix_needs_no_check_digit(mira: Client) -> None:
    mira.post(NEW, posted(registration_number="c12345", website="", employees=""))

    organisation = Organisation.objects.get()
    assert organisation.registration_number == "C0012345"
    assert organisation.employees is None


def test_the_empty_list_says_what_to_do_and_pages_need_a_log_in(mira: Client) -> None:
    assert "You belong to no organisation yet." in mira.get("/organisations/").content.decode()
    assert Client().get("/organisations/").status_code == 302
    assert mira.get(NEW).status_code == 200


def test_the_menu_of_organisations_is_for_applicants_and_members() -> None:
    paul = people.paul()

    assert may_belong(people.mira())
    assert not may_belong(paul)
    assert not may_belong(None)

    organisations.of(paul)

    assert may_belong(people.paul())
