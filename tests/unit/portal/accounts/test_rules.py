"""Who may give and end roles and close accounts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from portal.accounts import rules
from portal.accounts.actors import VISITOR, Actor
from portal.accounts.models import Role, RoleGrant, User
from portal.core.denial import Denied, verdict

NOW = datetime(2025, 7, 1, 4, tzinfo=UTC)
ADA = Actor(User(pk=1, email="ada@example.hk"), frozenset({(Role.ADMINISTRATOR, "")}))
PAUL = Actor(User(pk=2, email="paul@example.hk"), frozenset({(Role.OFFICER, "")}))
ONE_CALL = Actor(User(pk=3, email="one@example.hk"), frozenset({(Role.ADMINISTRATOR, "2025-1")}))
INES = User(pk=4, email="ines@example.hk")
CLOSED = User(pk=5, email="closed@example.hk", is_active=False)


def grant(**changes: Any) -> RoleGrant:
    """A role for Ines that Ada may give."""
    usual = {
        "user": INES,
        "role": Role.ASSESSOR,
        "scope": "2025-1",
        "starts_at": NOW,
        "ends_at": NOW + timedelta(days=100),
        "reason": "Knows tokenised bonds.",
    }
    return RoleGrant(**{**usual, **changes})


def test_an_administrator_gives_a_role() -> None:
    assert verdict(rules.check_give_role, ADA, grant(), now=NOW)


@pytest.mark.parametrize("actor", [PAUL, ONE_CALL, VISITOR])
def test_nobody_else_administers(actor: Actor) -> None:
    for check, thing in (
        (rules.check_give_role, grant()),
        (rules.check_end_role, grant()),
        (rules.check_give_role_to, INES),
        (rules.check_close_account, INES),
        (rules.check_open_account, CLOSED),
    ):
        found = verdict(check, actor, thing, now=NOW)

        assert found.reason == "Only an administrator can do this."


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"user": ADA.user}, "You cannot give yourself a role. Ask another administrator."),
        ({"user": CLOSED}, "This account is closed. Open it before you give it a role."),
        ({"role": Role.ADMINISTRATOR}, "An administrator serves all calls: leave the call empty."),
        ({"ends_at": NOW}, "The end of the role must lie in the future."),
        ({"ends_at": NOW + timedelta(days=732)}, "A role can be given for two years at most."),
        ({"reason": "  "}, "Say why the role is given."),
    ],
)
def test_a_role_is_not_given(changes: dict[str, Any], sentence: str) -> None:
    with pytest.raises(Denied, match=sentence):
        rules.check_give_role(ADA, grant(**changes), now=NOW)


def test_a_role_may_last_two_years() -> None:
    long = grant(ends_at=NOW + timedelta(days=731))

    assert verdict(rules.check_give_role, ADA, long, now=NOW)


def test_a_running_role_can_be_ended() -> None:
    assert verdict(rules.check_end_role, ADA, grant(), now=NOW)


@pytest.mark.parametrize(
    "changes", [{"ended_at": NOW - timedelta(days=1)}, {"ends_at": NOW}], ids=["ended", "lapsed"]
)
def test_an_ended_role_cannot_be_ended_again(changes: dict[str, Any]) -> None:
    with pytest.raises(Denied, match="has ended already"):
        rules.check_end_role(ADA, grant(**changes), now=NOW)


def test_nobody_ends_their_own_role_as_administrator() -> None:
    own = grant(user=ADA.user, role=Role.ADMINISTRATOR, scope="")

    with pytest.raises(Denied, match="Ask another administrator"):
        rules.check_end_role(ADA, own, now=NOW)


def test_an_administrator_may_end_another_role_of_their_own() -> None:
    assert verdict(rules.check_end_role, ADA, grant(user=ADA.user), now=NOW)


def test_accounts_of_others_are_closed_and_opened() -> None:
    assert verdict(rules.check_close_account, ADA, INES, now=NOW)
    assert verdict(rules.check_open_account, ADA, CLOSED, now=NOW)


@pytest.mark.parametrize(
    ("check", "person", "sentence"),
    [
        (rules.check_close_account, ADA.user, "You cannot close your own account"),
        (rules.check_close_account, CLOSED, "This account is closed already"),
        (rules.check_open_account, INES, "This account is open already"),
    ],
)
def test_an_account_is_left_as_it_is(check: Any, person: User, sentence: str) -> None:
    with pytest.raises(Denied, match=sentence):
        check(ADA, person, now=NOW)
