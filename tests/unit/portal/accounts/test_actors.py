"""What an actor may answer about itself."""

from __future__ import annotations

import pytest

from portal.accounts.actors import VISITOR, Actor, holds
from portal.accounts.models import Role, User

PAUL = Actor(
    user=User(email="paul@example.hk"),
    roles=frozenset({(Role.OFFICER, "2025-1"), (Role.FINANCE, "")}),
    memberships={"o1": "owner"},
)


def test_a_role_for_one_call_is_held_for_that_call_alone() -> None:
    assert PAUL.has(Role.OFFICER, "2025-1")
    assert not PAUL.has(Role.OFFICER, "2025-2")
    assert not PAUL.has(Role.OFFICER, "")


def test_a_role_for_all_calls_is_held_for_each() -> None:
    assert PAUL.has(Role.FINANCE, "2025-2")


def test_without_a_call_any_will_do() -> None:
    assert PAUL.has(Role.OFFICER)
    assert not PAUL.has(Role.CHAIR)


def test_one_of_several_roles_is_enough() -> None:
    assert PAUL.has_any(Role.CHAIR, Role.OFFICER)
    assert not PAUL.has_any(Role.OFFICER, Role.CHAIR, scope="2025-2")


def test_scopes_are_the_calls_or_none_for_all() -> None:
    assert PAUL.scopes(Role.OFFICER) == frozenset({"2025-1"})
    assert PAUL.scopes(Role.OFFICER, Role.FINANCE) is None
    assert PAUL.scopes(Role.CHAIR) == frozenset()


def test_whoever_holds_a_role_is_staff() -> None:
    assert PAUL.is_staff
    assert not Actor(user=PAUL.user).is_staff


def test_a_visitor_is_nobody() -> None:
    assert not VISITOR.is_known
    with pytest.raises(ValueError, match="needs a person"):
        _ = VISITOR.person


def test_a_known_actor_is_a_person() -> None:
    assert PAUL.is_known
    assert PAUL.person is PAUL.user


def test_menus_ask_for_roles_and_bear_to_find_nobody() -> None:
    shown_to = holds(Role.OFFICER, Role.CHAIR)

    assert shown_to(PAUL)
    assert not shown_to(VISITOR)
    assert not shown_to(None)
