"""The administrators' pages of people and roles."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from portal.accounts import scopes
from portal.accounts.actors import Actor
from portal.accounts.models import Role, RoleGrant, User
from portal.ui.formats import in_hong_kong
from tests.factories import people

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _one_call(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scopes, "_loaders", [lambda: [("2025-1", "Round 2025-1")]])


def page_of(who: Actor, action: str = "") -> str:
    """The address of somebody's page."""
    return f"/account/people/account-{who.person.pk}/{action}"


def shown(client: Client, path: str) -> str:
    """The words of a page that must be there."""
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def role_form(**changes: str) -> dict[str, str]:
    """An assessor of 2025-1 for ten days."""
    last_day = in_hong_kong(timezone.now() + timedelta(days=10)).date()
    usual = {"role": "assessor", "scope": "2025-1", "ends_on": f"{last_day:%Y-%m-%d}"}
    return {**usual, "reason": "Knows tokenised bonds.", **changes}


@pytest.mark.parametrize(
    "path",
    ["", "account-1/", "account-1/roles/give/", "account-1/close/", "account-1/open/"],
)
def test_nobody_but_administrators_gets_in(path: str) -> None:
    for who in (people.mira(), people.paul(), people.alan()):
        assert people.client_of(who).get(f"/account/people/{path}").status_code == 403
    assert Client().get(f"/account/people/{path}")["Location"].startswith("/accounts/login/")


def test_the_list_shows_everybody_with_their_roles() -> None:
    ada = people.ada()
    people.person("Paul Ho", Role.OFFICER, scope="2025-1")
    people.person("Mira Chan")
    User.objects.filter(name="Mira Chan").update(name_zh="陳美華", is_active=False)

    page = shown(people.client_of(ada), "/account/people/")

    assert "Programme officer (2025-1)" in page
    assert "陳美華" in page
    assert "Closed" in page
    assert "3 accounts" in page


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("words=mira", ["Mira Chan"]),
        ("words=chan+mira", ["Mira Chan"]),
        ("words=OTTO@example", ["Otto Lee"]),
        ("words=陳", ["Mira Chan"]),
        ("role=officer", ["Paul Ho"]),
        ("state=closed", ["Otto Lee"]),
        ("state=open&words=lee", []),
        ("role=nonsense", ["Ada Mak", "Mira Chan", "Otto Lee", "Paul Ho"]),
    ],
)
def test_the_list_is_narrowed_by_the_address(query: str, expected: list[str]) -> None:
    client = people.client_of(people.ada())
    people.mira(), people.otto(), people.paul()
    User.objects.filter(name="Mira Chan").update(name_zh="陳美華")
    User.objects.filter(name="Otto Lee").update(is_active=False)

    page = shown(client, f"/account/people/?{query}")

    everybody = ["Ada Mak", "Mira Chan", "Otto Lee", "Paul Ho"]
    main = page.split("<main")[1]
    assert [name for name in everybody if f">{name}</a>" in main] == expected
    assert ("Nobody was found." in page) == (expected == [])


def test_thirty_rows_cost_as_many_queries_as_one(
    django_assert_num_queries: Any,
) -> None:
    client = people.client_of(people.ada())
    shown(client, "/account/people/")
    with django_assert_num_queries(9):
        shown(client, "/account/people/")
    for number in range(40):
        people.person(f"Person{number} Lau", *([Role.ASSESSOR] if number % 2 else []))

    with django_assert_num_queries(9):
        page = shown(client, "/account/people/")

    assert "41 accounts" in page
    assert 'rel="next"' in page
    assert "Person9 Lau" in shown(client, "/account/people/?page=2")


def test_a_persons_page_shows_every_role_they_held() -> None:
    ada, mira = people.ada(), people.mira()
    client = people.client_of(ada)
    client.post(page_of(mira, "roles/give/"), role_form())
    grant = RoleGrant.objects.get(user=mira.user)
    client.post(page_of(mira, f"roles/{grant.pk}/end/"), {"reason": "Applies herself."})

    page = shown(client, page_of(mira))

    assert "Knows tokenised bonds." in page
    assert "Applies herself." in page
    assert "End this role" not in page
    assert "Not confirmed yet" not in page
    assert f"account-{mira.person.pk}" in page


def test_a_person_without_roles_is_said_to_have_none() -> None:
    mira = people.mira()
    mira.person.emailaddress_set.update(verified=False)
    User.objects.filter(pk=mira.person.pk).update(phone="+85223456789", name_zh="陳美華")

    page = shown(people.client_of(people.ada()), page_of(mira))

    assert "This person holds no role and never did." in page
    assert "Not confirmed yet" in page
    assert "+85223456789" in page


def test_nobody_can_end_or_close_what_locks_them_out() -> None:
    ada = people.ada()

    page = shown(people.client_of(ada), page_of(ada))

    assert "You cannot give yourself a role." in page
    assert "You cannot close your own account." in page
    assert "You cannot end your own role as administrator." in page


def test_an_account_that_does_not_exist_is_not_found() -> None:
    client = people.client_of(people.ada())

    assert client.get("/account/people/account-999999/").status_code == 404
    assert client.get("/account/people/account-99999999999999999999/").status_code == 404


def test_a_role_is_given_in_the_browser_until_the_end_of_its_last_day() -> None:
    ada, mira = people.ada(), people.mira()
    client, form = people.client_of(ada), role_form()

    page = shown(client, page_of(mira, "roles/give/"))
    answer = client.post(page_of(mira, "roles/give/"), form, follow=True)

    grant = RoleGrant.objects.get(user=mira.user)
    end = in_hong_kong(grant.ends_at)
    assert "Round 2025-1" in page
    assert "The role is given. The person is told by e-mail." in answer.content.decode()
    assert (end.hour, end.minute) == (0, 0)
    assert f"{end - timedelta(days=1):%Y-%m-%d}" == form["ends_on"]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"role": ""}, "This field is required."),
        ({"role": "king"}, "Select a valid choice."),
        ({"scope": "1999-1"}, "Select a valid choice."),
        ({"ends_on": "2020-01-01"}, "The end of the role must lie in the future."),
        ({"ends_on": "2099-01-01"}, "A role can be given for two years at most."),
        ({"ends_on": "tomorrow"}, "Enter a valid date."),
        ({"reason": ""}, "This field is required."),
        ({"reason": "x" * 501}, "this is 1 too many"),
        ({"role": "administrator"}, "An administrator serves all calls: leave the call empty."),
    ],
)
def test_a_role_is_not_given_for_bad_input(changes: dict[str, str], sentence: str) -> None:
    mira = people.mira()
    client = people.client_of(people.ada())

    answer = client.post(page_of(mira, "roles/give/"), role_form(**changes))

    page = answer.content.decode()
    assert answer.status_code == 200
    assert sentence in page
    assert "There is a problem" in page
    assert "reason" in changes or "Knows tokenised bonds." in page
    assert not RoleGrant.objects.filter(user=mira.user).exists()


def test_a_role_is_ended_in_the_browser_with_a_reason() -> None:
    ada, ines = people.ada(), people.ines()
    client = people.client_of(ada)
    grant = RoleGrant.objects.get(user=ines.user)
    path = page_of(ines, f"roles/{grant.pk}/end/")

    asked = shown(client, path)
    without = client.post(path, {"reason": ""})
    client.post(path, {"reason": "Has moved on."})
    again = client.post(path, {"reason": "Twice."})

    assert "It ends at once" in asked
    assert "This field is required." in without.content.decode()
    assert not people.refreshed(ines).is_staff
    assert "This role has ended already." in again.content.decode()


def test_the_role_of_somebody_else_is_not_found_on_this_persons_page() -> None:
    ada, ines, mira = people.ada(), people.ines(), people.mira()
    grant = RoleGrant.objects.get(user=ines.user)

    answer = people.client_of(ada).get(page_of(mira, f"roles/{grant.pk}/end/"))

    assert answer.status_code == 404


def test_an_account_is_closed_and_opened_in_the_browser() -> None:
    ada, mira = people.ada(), people.mira()
    client = people.client_of(ada)

    asked = shown(client, page_of(mira, "close/"))
    closed = client.post(page_of(mira, "close/"), {"reason": "Asked for it."}, follow=True)
    twice = client.post(page_of(mira, "close/"), {"reason": "Again."})
    offered = shown(client, page_of(mira, "open/"))
    opened = client.post(page_of(mira, "open/"), {"reason": "Is back."}, follow=True)

    assert "nobody can sign in with it" in asked
    assert "Its roles and sessions have ended." in closed.content.decode()
    assert "This account is closed already." in twice.content.decode()
    assert "give them anew" in offered
    assert "The account is open again." in opened.content.decode()
    assert people.refreshed(mira).person.is_active
