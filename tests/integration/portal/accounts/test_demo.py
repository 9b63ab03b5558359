"""The demo: one click into each part, the log-ins, the letter box; nowhere else."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from portal.accounts import demo
from portal.accounts.actors import Actor
from portal.accounts.models import Role, User
from portal.audit.models import AuditEvent
from tests.factories import people
from tests.integration.portal.accounts.letters import last_letter

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo_mode(settings: Any) -> None:
    """As ``make run`` has it."""
    settings.DEMO_MODE = True


def part(name: str, *roles: Role) -> Actor:
    """A person of the demo."""
    actor = people.person(name, *roles)
    User.objects.filter(pk=actor.person.pk).update(is_demo=True)
    return actor


def step_into(client: Client, actor: Actor) -> Any:
    """One click on the bar."""
    return client.post("/demo/step-in/", {"account": str(actor.person.pk)})


@pytest.mark.usefixtures("demo_mode")
def test_the_bar_names_every_part_in_the_order_of_the_roles() -> None:
    part("Grace Ng", Role.APPROVER)
    part("Paul Ho", Role.OFFICER, Role.FINANCE)
    part("Mira Chan")
    people.otto()

    page = Client().get("/").content.decode()

    bar = page.split("demo-bar__list")[1].split("</ul>")[0]
    names = ["Applicant: Mira Chan", "Programme officer, Finance: Paul Ho", "Approver: Grace Ng"]
    assert [bar.index(name) for name in names] == sorted(bar.index(name) for name in names)
    assert "Otto" not in bar


@pytest.mark.usefixtures("demo_mode")
def test_a_role_for_two_calls_is_named_once() -> None:
    paul = part("Paul Ho")
    people.give(paul.person, Role.OFFICER, scope="2025-1")
    people.give(paul.person, Role.OFFICER, scope="2026-1")

    assert "Programme officer: Paul Ho" in Client().get("/").content.decode()


@pytest.mark.usefixtures("demo_mode")
def test_the_bar_without_people_says_so() -> None:
    assert "There are no demo people yet." in Client().get("/").content.decode()


@pytest.mark.usefixtures("demo_mode")
def test_one_click_steps_into_a_part_without_second_factor() -> None:
    paul = part("Paul Ho", Role.OFFICER)
    paul.person.authenticator_set.all().delete()
    client = Client()

    answer = step_into(client, paul)

    home = client.get(answer["Location"])
    assert home.status_code == 200
    assert "You are now Paul Ho." in home.content.decode()
    event = AuditEvent.objects.get(action="demo.step_in")
    assert (event.actor, event.details) == (paul.user, {"was": ""})


@pytest.mark.usefixtures("demo_mode")
def test_stepping_from_one_part_into_another_begins_a_new_session() -> None:
    paul, mira = part("Paul Ho", Role.OFFICER), part("Mira Chan")
    client = Client()
    step_into(client, paul)
    before = client.session.session_key

    step_into(client, mira)

    assert client.session.session_key != before
    assert client.get("/account/people/").status_code == 403
    event = AuditEvent.objects.filter(action="demo.step_in").latest("pk")
    assert event.details == {"was": f"account-{paul.person.pk}"}


@pytest.mark.usefixtures("demo_mode")
@pytest.mark.parametrize("account", ["", "abc", "-1", "99999999999999999999", "١", "999999"])
def test_nobody_steps_into_what_is_no_part(account: str) -> None:
    assert Client().post("/demo/step-in/", {"account": account}).status_code == 404


@pytest.mark.usefixtures("demo_mode")
def test_nobody_steps_into_a_real_account() -> None:
    answer = step_into(Client(), people.otto())

    assert answer.status_code == 404
    assert not AuditEvent.objects.exists()


@pytest.mark.usefixtures("demo_mode")
def test_a_part_cannot_be_stepped_into_by_a_link() -> None:
    assert Client().get("/demo/step-in/").status_code == 405


def test_outside_of_the_demo_there_is_none() -> None:
    """OP-02."""
    paul = part("Paul Ho", Role.OFFICER)

    assert step_into(Client(), paul).status_code == 404
    assert Client().get("/demo/mail/").status_code == 404
    assert Client().get("/demo/mail/message-1/").status_code == 404
    assert "demo-bar" not in Client().get("/").content.decode()


@pytest.mark.usefixtures("demo_mode")
def test_the_letter_box_lets_visitors_confirm_their_address() -> None:
    client = Client()
    empty = client.get("/demo/mail/").content.decode()
    form = {"name": "Mira Chan", "email": "mira@example.hk", "password1": people.PASSWORD}
    sent = client.post("/accounts/signup/", form, follow=True).content.decode()

    box = client.get("/demo/mail/").content.decode()
    letter = client.get(f"/demo/mail/message-{last_letter('mira@example.hk').pk}/")

    assert "No e-mail yet." in empty
    assert 'href="/demo/mail/"' in sent
    assert "Confirm your e-mail address" in box
    assert "mira@example.hk" in box
    assert '<a href="http://testserver/accounts/confirm-email/' in letter.content.decode()


@pytest.mark.usefixtures("demo_mode")
def test_a_letter_that_was_never_written_is_not_found() -> None:
    assert Client().get("/demo/mail/message-1/").status_code == 404


def printed() -> str:
    """What ``manage.py demo_logins`` prints."""
    out = StringIO()
    call_command("demo_logins", stdout=out)
    return out.getvalue()


@pytest.mark.usefixtures("demo_mode")
def test_the_log_ins_are_printed_with_their_password() -> None:
    part("Paul Ho", Role.OFFICER)
    part("Mira Chan")

    assert printed().splitlines() == [
        "mira@example.hk  Applicant, Mira Chan",
        "paul@example.hk  Programme officer, Paul Ho",
        f"Password of all of them: {demo.PASSWORD}",
    ]


@pytest.mark.usefixtures("demo_mode")
def test_without_demo_people_the_command_says_what_to_do() -> None:
    assert printed() == "There are no demo people yet: run manage.py demo_seed.\n"


def test_there_are_no_log_ins_outside_of_the_demo() -> None:
    with pytest.raises(CommandError, match="in the demo alone"):
        printed()
