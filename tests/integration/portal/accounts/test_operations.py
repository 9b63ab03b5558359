"""Giving and ending roles, closing accounts, one's own profile and sessions."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client
from django.utils import timezone

from portal.accounts import operations, queries, tasks
from portal.accounts.actors import Actor
from portal.accounts.models import Role, RoleGrant
from portal.audit.models import AuditEvent
from portal.core.denial import Denied
from portal.notifications.models import Message
from tests.factories import people

pytestmark = pytest.mark.django_db


def give(to: Actor, *, by: Actor, now: datetime | None = None, **changes: Any) -> RoleGrant:
    """The role of an assessor in 2025-1 for a hundred days."""
    now = now or timezone.now()
    usual = {"role": Role.ASSESSOR, "scope": "2025-1", "reason": "Knows tokenised bonds."}
    values: dict[str, Any] = {**usual, "ends_at": now + timedelta(days=100), **changes}
    return operations.give_role(user_id=to.person.pk, actor=by, now=now, **values)


def last_event() -> dict[str, Any]:
    """The newest line of the log, without its time."""
    event = AuditEvent.objects.latest("pk")
    return {
        "action": event.action,
        "actor": event.actor and event.actor.name,
        "subject": event.subject_reference,
        "scope": event.scope,
        "states": (event.from_state, event.to_state),
        "reason": event.reason,
    }


def test_an_administrator_gives_a_role_for_a_call() -> None:
    ada, mira = people.ada(), people.mira()

    grant = give(mira, by=ada)

    assert people.refreshed(mira).roles == {(Role.ASSESSOR, "2025-1")}
    assert (grant.given_by, grant.reason) == (ada.user, "Knows tokenised bonds.")
    assert last_event() == {
        "action": "role.give",
        "actor": "Ada Mak",
        "subject": f"account-{mira.person.pk}:assessor",
        "scope": "2025-1",
        "states": ("", ""),
        "reason": "Knows tokenised bonds.",
    }


def test_whoever_gets_a_role_is_told_in_their_language() -> None:
    ada, mira = people.ada(), people.person("Mira Chan", language="zh-hant")

    grant = give(mira, by=ada)

    message = Message.objects.get(kind="role_given")
    assert (message.address, message.language) == ("mira@example.hk", "zh-hant")
    assert message.key == f"role-given:{grant.pk}"
    assert "2025-1" in message.body


def test_a_role_is_not_given_twice() -> None:
    ada, mira = people.ada(), people.mira()
    give(mira, by=ada)

    with pytest.raises(Denied, match="holds this role already"):
        give(mira, by=ada)

    assert RoleGrant.objects.filter(user=mira.user).count() == 1


def test_the_same_role_for_another_call_is_another_role() -> None:
    ada, mira = people.ada(), people.mira()

    give(mira, by=ada)
    give(mira, by=ada, scope="2026-1")

    assert people.refreshed(mira).scopes(Role.ASSESSOR) == frozenset({"2025-1", "2026-1"})


def test_a_lapsed_role_can_be_given_anew() -> None:
    ada, mira = people.ada(), people.mira()
    past = timezone.now() - timedelta(days=50)
    give(mira, by=ada, now=past, ends_at=past + timedelta(days=1))

    give(mira, by=ada)

    assert people.refreshed(mira).has(Role.ASSESSOR, "2025-1")
    assert AuditEvent.objects.filter(action="role.lapse").count() == 1


def test_nobody_gives_themselves_a_role() -> None:
    ada = people.ada()

    with pytest.raises(Denied, match="cannot give yourself a role"):
        give(ada, by=ada)

    assert not AuditEvent.objects.exists()
    assert not Message.objects.exists()


def test_a_role_ends_at_once_with_a_reason() -> None:
    """AZ-09."""
    ada, mira = people.ada(), people.mira()
    grant, now = give(mira, by=ada), timezone.now()

    operations.end_role(grant_id=grant.pk, reason=" Applies herself. ", actor=ada, now=now)

    grant.refresh_from_db()
    assert people.refreshed(mira).roles == frozenset()
    assert (grant.ended_at, grant.ended_by, grant.end_reason) == (now, ada.user, "Applies herself.")
    assert (last_event()["action"], last_event()["reason"]) == ("role.end", "Applies herself.")
    assert "Applies herself." in Message.objects.get(kind="role_ended").body


def test_a_role_is_not_ended_without_a_reason() -> None:
    ada, mira = people.ada(), people.mira()
    grant = give(mira, by=ada)

    with pytest.raises(Denied, match="Say why"):
        operations.end_role(grant_id=grant.pk, reason="  ", actor=ada, now=timezone.now())

    assert people.refreshed(mira).has(Role.ASSESSOR)


def test_nobody_but_an_administrator_ends_a_role() -> None:
    ada, mira, paul = people.ada(), people.mira(), people.paul()
    grant = give(mira, by=ada)

    with pytest.raises(Denied, match="Only an administrator"):
        operations.end_role(grant_id=grant.pk, reason="Why", actor=paul, now=timezone.now())


def test_a_role_lapses_by_itself_and_the_person_is_told() -> None:
    ada, mira = people.ada(), people.mira()
    past = timezone.now() - timedelta(days=50)
    give(mira, by=ada, now=past, ends_at=past + timedelta(days=1))

    assert people.refreshed(mira).roles == frozenset()
    tasks.end_lapsed_roles()
    tasks.end_lapsed_roles()

    assert [last_event()["action"], last_event()["actor"]] == ["role.lapse", None]
    assert AuditEvent.objects.filter(action="role.lapse").count() == 1
    assert Message.objects.filter(kind="role_lapsed").count() == 1


def test_running_roles_do_not_lapse() -> None:
    give(people.mira(), by=people.ada())

    assert operations.end_lapsed_roles(now=timezone.now()) == 0


def test_closing_an_account_ends_roles_and_sessions() -> None:
    """AU-05."""
    ada, ines = people.ada(), people.ines()
    browser = people.client_of(ines)
    assert browser.get("/home/").status_code == 200

    operations.close_account(user_id=ines.person.pk, reason="Left.", actor=ada, now=timezone.now())

    assert browser.get("/home/").status_code == 302
    assert people.refreshed(ines).roles == frozenset()
    assert not UserSession.objects.filter(user=ines.user).exists()
    assert last_event()["states"] == ("open", "closed")
    assert AuditEvent.objects.filter(action="role.end").count() == 1


def test_an_account_is_opened_again_without_its_roles() -> None:
    ada, ines, now = people.ada(), people.ines(), timezone.now()
    operations.close_account(user_id=ines.person.pk, reason="Left.", actor=ada, now=now)

    operations.open_account(user_id=ines.person.pk, reason="Is back.", actor=ada, now=now)

    ines = people.refreshed(ines)
    assert (ines.person.is_active, ines.roles) == (True, frozenset())
    assert (last_event()["action"], last_event()["states"]) == ("account.open", ("closed", "open"))


@pytest.mark.parametrize("deed", [operations.close_account, operations.open_account])
def test_an_account_is_left_alone_without_a_reason(deed: Any) -> None:
    ada, mira = people.ada(), people.mira()
    mira.person.is_active = deed is operations.close_account
    mira.person.save()

    with pytest.raises(Denied, match="Say why"):
        deed(user_id=mira.person.pk, reason="", actor=ada, now=timezone.now())


def test_a_person_keeps_their_profile() -> None:
    mira = people.mira()
    details = {"name": "Mira Chan", "name_zh": "陳美華", "phone": "+85223456789", "language": "en"}

    operations.revise_profile(details=details, actor=mira, now=timezone.now())

    person = people.refreshed(mira).person
    assert (person.name_zh, person.phone) == ("陳美華", "+85223456789")
    event = AuditEvent.objects.get(action="account.revise")
    assert event.details == {"fields": ["name_zh", "phone"]}


def test_a_profile_that_stays_as_it_was_writes_nothing() -> None:
    mira = people.mira()
    details = {"name": "Mira Chan", "name_zh": "", "phone": "", "language": "en"}

    operations.revise_profile(details=details, actor=mira, now=timezone.now())

    assert not AuditEvent.objects.exists()


def test_a_person_ends_one_of_their_sessions() -> None:
    mira = people.mira()
    browser, other = people.client_of(mira), people.client_of(mira)
    browser.get("/home/")
    other.get("/home/")
    session = UserSession.objects.get(session_key=other.session.session_key)

    operations.end_session(session_id=session.pk, actor=mira, now=timezone.now())

    assert other.get("/home/").status_code == 302
    assert browser.get("/home/").status_code == 200
    assert last_event()["action"] == "account.end_session"


def test_nobody_ends_a_session_of_somebody_else() -> None:
    mira, otto = people.mira(), people.otto()
    browser = people.client_of(mira)
    browser.get("/home/")
    session = UserSession.objects.get(user=mira.user)

    with pytest.raises(Denied, match="has ended already"):
        operations.end_session(session_id=session.pk, actor=otto, now=timezone.now())

    assert browser.get("/home/").status_code == 200


def test_nobody_but_administrators_looks_people_up() -> None:
    """AZ-04."""
    mira, paul, ada = people.mira(), people.paul(), people.ada()

    assert not queries.visible_to(paul).exists()
    assert not queries.visible_to(mira).exists()
    assert set(queries.visible_to(ada)) == {mira.user, paul.user, ada.user}


def test_a_visitor_who_signs_out_leaves_no_line() -> None:
    Client().logout()

    assert not AuditEvent.objects.exists()
