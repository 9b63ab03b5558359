"""Pages of assessors and pools."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import DjangoAssertNumQueries

from grants.programmes.models import Term
from portal.accounts.models import Role
from reviews.pool.models import Assessor, PoolMember
from tests.answers import shown
from tests.factories import assessors, calls, people

pytestmark = pytest.mark.django_db

LIST_QUERIES = 10
POOL_QUERIES = 15
NOTHING = {"csrfmiddlewaretoken": "x"}


def text_of(client: Client, url: str, status: int = 200) -> str:
    response = client.get(url)
    assert response.status_code == status
    return response.content.decode()


def test_the_list_says_what_to_do_while_it_is_empty() -> None:
    page = text_of(people.client_of(people.paul()), reverse("pool-list"))

    assert "No assessor has a profile yet" in page


def test_officers_see_calls_and_profiles_and_auditors_cannot_change_them() -> None:
    call = calls.in_assessment()
    term = Term.objects.filter(taxonomy="technology").first()
    assert term is not None
    knowing = assessors.profile("Ines Wong", expertise=[term])
    assessors.in_pool(call, knowing)
    away = assessors.profile("Ivan Cheung")
    Assessor.objects.filter(pk=away.pk).update(is_available=False)

    officer = text_of(people.client_of(people.paul()), reverse("pool-list"))
    auditor = text_of(people.client_of(people.alan()), reverse("pool-list"))

    for page in (officer, auditor):
        assert "Ines Wong" in page
        assert str(term) in page
        assert "None declared" in page
        assert "Not available" in page
    edit = reverse("assessor-edit", args=[knowing.reference])
    assert edit in officer
    assert edit not in auditor


@pytest.mark.parametrize("name", ["pool-list", "assessor-new", "expertise"])
def test_strangers_find_nothing(name: str) -> None:
    """AZ-03."""
    response = people.client_of(people.otto()).get(reverse(name))

    assert response.status_code == 404


def test_visitors_are_asked_to_log_in() -> None:
    response = Client().get(reverse("pool-list"))

    assert response.status_code == 302
    assert response["Location"].startswith(reverse("account_login"))


def profile_values(**changes: object) -> dict[str, object]:
    return {
        "disciplines": ["technical"],
        "employer": "Peak Analytics",
        "languages": ["en"],
        "is_available": "on",
        **changes,
    }


def test_an_officer_adds_a_profile_in_the_browser() -> None:
    calls.draft()
    person, client = people.ines().person, people.client_of(people.paul())
    term = Term.objects.filter(taxonomy="pillar").first()
    assert term is not None
    values = profile_values(person=person.pk, pillars=[term.pk])

    assert "Ines Wong" in text_of(client, reverse("assessor-new"))
    response = client.post(reverse("assessor-new"), values)

    assert response.status_code == 302
    assessor = Assessor.objects.get(user=person)
    assert list(assessor.expertise.all()) == [term]
    assert "Nobody is waiting" in text_of(client, reverse("assessor-new"))


def test_a_wrong_profile_keeps_what_was_typed() -> None:
    client = people.client_of(people.paul())
    person = people.ines().person
    values = profile_values(person=person.pk, disciplines=[], employer="A Bank")

    page = client.post(reverse("assessor-new"), values).content.decode()

    assert "There is a problem" in page
    assert 'value="A Bank"' in page
    assert not Assessor.objects.exists()


def test_an_officer_changes_a_profile_in_the_browser() -> None:
    assessor, client = assessors.profile(), people.client_of(people.paul())
    url = reverse("assessor-edit", args=[assessor.reference])

    assert assessor.employer in text_of(client, url)
    response = client.post(url, profile_values(employer="New Bureau", is_available=""))

    assert response.status_code == 302
    assessor.refresh_from_db()
    assert (assessor.employer, assessor.is_available) == ("New Bureau", False)
    assert text_of(client, reverse("assessor-edit", args=[uuid4()]), 404)


def test_assessors_change_their_own_expertise_and_nothing_else() -> None:
    """AZ-08."""
    assessor = assessors.profile()
    client = people.client_of(assessors.actor(assessor))
    url = reverse("expertise")

    assert assessor.employer in text_of(client, url)
    response = client.post(url, {"languages": ["zh-hans"], "employer": "X", "disciplines": "x"})

    assert response.status_code == 302
    employer = assessor.employer
    assessor.refresh_from_db()
    assert (assessor.languages, assessor.is_available) == (["zh-hans"], False)
    assert assessor.employer == employer
    assert "There is a problem" in client.post(url, NOTHING).content.decode()


def test_assessors_write_words_of_their_own() -> None:
    """IN-02."""
    assessor = assessors.profile()
    client = people.client_of(assessors.actor(assessor))
    url, languages = reverse("expertise"), ["en"]

    client.post(url, {"languages": languages, "words": "Basel III\r\n 穩定幣；\u202eDeFi\ndefi"})

    assessor.refresh_from_db()
    assert assessor.words == ["Basel III", "穩定幣", "DeFi"]
    assert "Basel III\n穩定幣\nDeFi</textarea>" in text_of(client, url)
    listed = text_of(people.client_of(people.paul()), reverse("pool-list"))
    assert "In their own words: Basel III, 穩定幣, DeFi" in listed
    assert "None declared" not in listed


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("x" * 61, "A word or phrase has at most 60 characters."),
        ("\n".join(str(number) for number in range(21)), "These are 21 words or phrases."),
        ("?!", "has neither a letter nor a digit."),
        ("a\x00b", "There is a problem"),
        ("a" * 1_000_000, "characters or fewer"),
    ],
)
def test_words_that_cannot_be_kept_are_told_and_stay_on_the_page(words: str, sentence: str) -> None:
    """IN-01."""
    assessor = assessors.profile(words=["DeFi"])
    client = people.client_of(assessors.actor(assessor))

    page = client.post(reverse("expertise"), {"languages": ["en"], "words": words}).content.decode()

    assert "There is a problem" in page
    assert sentence in page
    assert words[:20].replace("\x00", "") in page or "\x00" in words
    assessor.refresh_from_db()
    assert assessor.words == ["DeFi"]


def test_a_retired_term_stays_with_whoever_declared_it() -> None:
    calls.draft()
    term = Term.objects.filter(taxonomy="technology").first()
    assert term is not None
    assessor = assessors.profile(expertise=[term])
    Term.objects.filter(pk=term.pk).update(active_to="2020-01-01")

    own = text_of(people.client_of(assessors.actor(assessor)), reverse("expertise"))
    new = text_of(people.client_of(people.paul()), reverse("assessor-new"))

    assert str(term) in own
    assert str(term) not in new


def test_an_officer_keeps_the_pool_in_the_browser() -> None:
    call, assessor = calls.in_assessment(), assessors.profile()
    client, url = people.client_of(people.paul()), reverse("pool", args=[call.code])

    assert "The pool is empty" in text_of(client, url)
    values = {"assessor": assessor.pk, "least_load": 1, "most_load": 4}
    assert client.post(url, {**values, "least_load": 9}).status_code == 200
    assert client.post(url, values).status_code == 302
    page = text_of(client, url)

    assert "Ines Wong" in page
    member = reverse("pool-member", args=[call.code, assessor.reference])
    assert member in page
    assert "Take out of the pool" in text_of(client, member)
    assert (
        client.post(member, {"deed": "loads", "least_load": 0, "most_load": 2}).status_code == 302
    )
    assert (
        client.post(member, {"deed": "loads", "least_load": 3, "most_load": 2}).status_code == 200
    )
    assert client.post(member, {"deed": "take-out", "reason": ""}).status_code == 200
    assert client.post(member, {"deed": "take-out", "reason": "On leave."}).status_code == 302
    assert text_of(client, member, 404)
    assert PoolMember.objects.get().most_load == 2


def test_an_auditor_reads_the_pool_and_is_refused_with_a_reason() -> None:
    call, assessor = calls.in_assessment(), assessors.profile()
    client, url = people.client_of(people.alan()), reverse("pool", args=[call.code])
    values = {"assessor": assessor.pk, "least_load": 1, "most_load": 4}

    refused = client.post(url, values).content.decode()
    assessors.in_pool(call, assessor)
    Assessor.objects.update(is_available=False)
    page = text_of(client, url)
    member = reverse("pool-member", args=[call.code, assessor.reference])

    assert "Only a programme officer of this call can do this." in refused
    assert "Not available" in page
    assert member not in page
    assert "Only a programme officer of this call" in text_of(client, member)
    posts = (
        {"deed": "loads", "least_load": 0, "most_load": 2},
        {"deed": "take-out", "reason": "x"},
    )
    for post in posts:
        assert "Only a programme officer of this call" in client.post(member, post).content.decode()


def test_the_pool_of_a_call_one_does_not_look_after_is_not_there() -> None:
    """AZ-03."""
    call = calls.in_assessment()
    other = people.client_of(people.person("Oscar Poon", Role.OFFICER, scope="another"))

    foreign = other.get(reverse("pool", args=[call.code]))
    missing = other.get(reverse("pool", args=["no-such-call"]))

    assert foreign.status_code == 404
    assert shown(foreign) == shown(missing)


@pytest.mark.parametrize("number", [1, 30])
def test_lists_ask_as_often_for_thirty_as_for_one(
    number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    call = calls.in_assessment()
    assessors.pool(call, number)
    client = people.client_of(people.paul())
    client.get(reverse("pool-list"))

    with django_assert_num_queries(LIST_QUERIES):
        client.get(reverse("pool-list"))
    with django_assert_num_queries(POOL_QUERIES):
        client.get(reverse("pool", args=[call.code]))
