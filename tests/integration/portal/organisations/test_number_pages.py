"""The pages on a number that was registered twice."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from portal.accounts.models import Role
from portal.organisations import queries
from portal.organisations.models import NumberCase, Organisation
from tests.factories import applications, organisations, pdfs, people
from tests.integration.portal.organisations.test_views import posted

pytestmark = pytest.mark.django_db


@pytest.fixture
def first() -> Organisation:
    return organisations.of(people.mira())


@pytest.fixture
def second(first: Organisation) -> Organisation:
    return organisations.of(
        people.otto(), registration_number=first.registration_number, name="Ledger of Otto Limited"
    )


@pytest.fixture
def otto() -> Client:
    return people.client_of(people.otto())


@pytest.fixture
def paul() -> Client:
    return people.client_of(people.paul())


def words(answer: Any) -> str:
    return str(answer.content.decode())


def case_page(organisation: Organisation) -> str:
    case = queries.last_case_of(organisation)
    assert case is not None
    return f"/organisations/numbers/{case.pk}/"


def test_whoever_registers_a_known_number_is_told_so_and_nothing_of_the_other(
    first: Organisation, otto: Client
) -> None:
    typed = posted(registration_number=first.registration_number, name="Otto Limited")

    answer = otto.post("/organisations/new/?next=/applications/", typed, follow=True)

    page = words(answer)
    assert "This number was registered before" in page
    assert 'href="/applications/"' in page
    assert "Harbour Ledger Limited" not in page
    assert "Mira" not in page
    assert "This number was registered before" in words(otto.get("/organisations/"))


def test_a_request_is_sent_with_its_certificate_and_stands_on_the_page(
    second: Organisation, otto: Client
) -> None:
    page = f"/organisations/{second.pk}/number/"
    certificate = SimpleUploadedFile("cert.pdf", pdfs.plain(), content_type="application/pdf")

    sent = otto.post(page, {"statement": "We are one.", "certificate": certificate}, follow=True)

    assert "The programme office has your request." in words(sent)
    assert "You asked on" in words(sent)
    assert NumberCase.objects.get().statement == "We are one."


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"statement": ""}, "This field is required."),
        ({"statement": "x" * 1_000_000}, "Use 1,000 characters or fewer"),
        ({"certificate": SimpleUploadedFile("cert.exe", b"MZ")}, "Choose a file of this kind: PDF"),
        ({"certificate": SimpleUploadedFile("cert.pdf", b"MZ")}, "This file is not a PDF"),
    ],
)
def test_a_mistake_is_told_and_what_was_typed_stays(
    second: Organisation, otto: Client, typed: dict[str, Any], sentence: str
) -> None:
    """IN-01."""
    answer = otto.post(f"/organisations/{second.pk}/number/", {"statement": "We are one.", **typed})

    assert answer.status_code == 200
    assert sentence in words(answer)
    assert NumberCase.objects.get().asked_at is None


def test_the_page_is_for_who_waits_and_leads_others_away(
    first: Organisation, second: Organisation, otto: Client
) -> None:
    mira = people.client_of(people.mira())

    assert mira.get(f"/organisations/{first.pk}/number/").status_code == 302
    assert mira.get(f"/organisations/{second.pk}/number/").status_code == 404
    assert otto.get(f"/organisations/{first.pk}/number/").status_code == 404


def test_an_officer_compares_both_sides(second: Organisation, paul: Client) -> None:
    other = applications.at("submitted", by=people.otto(), organisation=second)
    applications.at(
        "draft",
        call=applications.open_call("2030-2"),
        by=people.otto(),
        organisation=second,
    )

    page = words(paul.get(case_page(second)))
    home = words(paul.get("/home/"))

    assert "Harbour Ledger Limited" in page
    assert "Ledger of Otto Limited" in page
    assert "The same" in page
    assert "Different" in page
    assert f'href="/applications/{other.reference}/"' in page
    assert "Drafts" in page
    assert "Numbers registered twice" in home


def test_the_certificate_is_for_officers_and_auditors_of_all_calls_alone(
    second: Organisation, otto: Client, paul: Client
) -> None:
    """AZ-05."""
    certificate = SimpleUploadedFile("cert.pdf", pdfs.plain())
    assert paul.get(f"{case_page(second)}certificate/").status_code == 404
    otto.post(f"/organisations/{second.pk}/number/", {"statement": "x", "certificate": certificate})
    page = f"{case_page(second)}certificate/"
    narrow = people.person("Nora Kan", Role.OFFICER, scope="2030-1")

    file = paul.get(page)
    alan = people.client_of(people.alan()).get(page)

    assert b"".join(file.streaming_content) == pdfs.plain()
    assert file.headers["Content-Disposition"] == 'attachment; filename="cert.pdf"'
    assert alan.status_code == 200
    assert otto.get(page).status_code == 404
    assert people.client_of(narrow).get(page).status_code == 404
    alan.close()


def test_an_officer_joins_both_and_the_people_find_themselves_together(
    first: Organisation, second: Organisation, paul: Client, otto: Client
) -> None:
    chosen = {"decision": "first", "role": "editor", "reason": "One certificate."}

    done = paul.post(case_page(second), chosen, follow=True)

    assert "The case is settled." in words(done)
    assert "Brought together" in words(done)
    assert "Mira Chan" in words(otto.get(f"/organisations/{first.pk}/members/"))
    assert otto.get(f"/organisations/{second.pk}/").status_code == 404
    assert "One certificate." in words(paul.get(case_page(second)))


def test_kept_apart_the_later_side_reads_the_reason(
    second: Organisation, paul: Client, otto: Client
) -> None:
    chosen = {"decision": "apart", "role": "editor", "reason": "Two companies."}

    paul.post(case_page(second), chosen)

    page = words(otto.get(f"/organisations/{second.pk}/number/"))
    assert "Two companies." in page
    assert "Ask to be brought together" in page


def test_auditors_read_and_change_nothing(second: Organisation) -> None:
    alan = people.client_of(people.alan())
    chosen = {"decision": "apart", "role": "editor", "reason": "x"}

    read = words(alan.get(case_page(second)))
    refused = words(alan.post(case_page(second), chosen))

    assert "Only a programme officer of all calls can do this." in read
    assert "Only a programme officer of all calls can do this." in refused
    assert NumberCase.objects.get().outcome == ""


def test_the_empty_list_says_what_comes_here(paul: Client) -> None:
    assert "No number is registered twice" in words(paul.get("/organisations/numbers/"))
