"""Who may do what to an application, and when."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta

import pytest

from grants.applications import lifecycle, rules
from grants.applications.models import Application
from grants.programmes.models import Call
from portal.accounts.actors import Actor
from portal.accounts.models import User
from portal.core.denial import Denied
from portal.organisations.models import Organisation

NOW = datetime(2030, 6, 1, 9, tzinfo=UTC)
ORGANISATION = Organisation(pk=uuid.UUID(int=1), name="Harbour Ledger Limited")
OUTSIDER = Actor(user=User(pk=9))


def call(**changes: object) -> Call:
    details = {
        "code": "2030-1",
        "state": "published",
        "opens_at": NOW - timedelta(days=1),
        "closes_at": NOW + timedelta(days=1),
    }
    return Call(**{**details, **changes})


def application(state: str = lifecycle.DRAFT, **changes: object) -> Application:
    return Application(state=state, organisation=ORGANISATION, call=call(**changes))


def member(role: str) -> Actor:
    return Actor(user=User(pk=1), memberships={str(ORGANISATION.pk): role})


def refusal(check: object, *args: object, **keywords: object) -> str:
    with pytest.raises(Denied) as caught:
        check(*args, **keywords)  # type: ignore[operator]  # one of the rules
    return str(caught.value)


@pytest.mark.parametrize("role", ["owner", "editor"])
def test_owners_and_editors_start_write_and_submit(role: str) -> None:
    rules.check_start(member(role), call(), ORGANISATION, live=0, now=NOW)
    rules.check_edit(member(role), application(), now=NOW)
    rules.check_submit(member(role), application(), is_complete=True, now=NOW)
    rules.check_withdraw(member(role), application(), now=NOW)


@pytest.mark.parametrize("actor", [member("viewer"), OUTSIDER])
def test_viewers_and_strangers_do_not(actor: Actor) -> None:
    sentence = "Only owners and editors of the organisation can do this."

    assert refusal(rules.check_start, actor, call(), ORGANISATION, live=0, now=NOW) == sentence
    assert refusal(rules.check_edit, actor, application(), now=NOW) == sentence
    assert refusal(rules.check_withdraw, actor, application(), now=NOW) == sentence


def test_an_organisation_has_one_live_application_to_a_call() -> None:
    assert "already has an application" in refusal(
        rules.check_start, member("owner"), call(), ORGANISATION, live=1, now=NOW
    )


def test_the_closing_instant_is_too_late_and_the_one_before_is_not() -> None:
    """SU-01."""
    closes = NOW + timedelta(days=1)
    owner = member("owner")

    rules.check_submit(
        owner, application(), is_complete=True, now=closes - timedelta(microseconds=1)
    )

    assert refusal(rules.check_submit, owner, application(), is_complete=True, now=closes) == str(
        rules.Denied("The call has closed.")
    )


def test_nothing_starts_before_the_call_opens_or_is_published() -> None:
    owner = member("owner")
    early = NOW - timedelta(days=2)
    words = "The call is not open for applications."

    assert refusal(rules.check_start, owner, call(), ORGANISATION, live=0, now=early) == words
    assert refusal(rules.check_edit, owner, application(state="draft"), now=early) == words
    unpublished = call(state="draft")
    assert refusal(rules.check_start, owner, unpublished, ORGANISATION, live=0, now=NOW) == words


def test_what_was_submitted_cannot_be_changed() -> None:
    submitted = application(lifecycle.SUBMITTED)

    assert "can no longer be changed" in refusal(
        rules.check_edit, member("owner"), submitted, now=NOW
    )


def test_gaps_keep_an_application_from_being_submitted() -> None:
    assert "not complete" in refusal(
        rules.check_submit, member("owner"), application(), is_complete=False, now=NOW
    )


def test_only_a_page_older_than_its_own_section_is_stale() -> None:
    saved = application()
    saved.section_versions = {"budget": 4}

    rules.check_version(saved, section="budget", version=4)
    rules.check_version(saved, section="team", version=1)

    with pytest.raises(rules.Stale):
        rules.check_version(saved, section="budget", version=3)


SEALED_ENDS = (
    lifecycle.APPROVED,
    lifecycle.REJECTED,
    lifecycle.AWARDED,
    lifecycle.REFUSED,
    lifecycle.WITHDRAWN,
)


@pytest.mark.parametrize("state", lifecycle.APPLICATION.states)
def test_withdrawal_is_possible_in_every_state_before_the_decision(state: str) -> None:
    one = application(state)

    if state in SEALED_ENDS:
        assert "no longer be withdrawn" in refusal(
            rules.check_withdraw, member("owner"), one, now=NOW
        )
    else:
        rules.check_withdraw(member("owner"), one, now=NOW)
