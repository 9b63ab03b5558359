"""Where a call stands, what comes next and who has the ball."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from grants.programmes.lifecycle import CALL
from grants.programmes.models import Call
from grants.programmes.progress import milestones, next_of, officer_status, public_status

OPENS = datetime(2025, 6, 18, 1, tzinfo=UTC)
CLOSES = datetime(2025, 8, 1, 10, tzinfo=UTC)
BEFORE, DURING, AFTER = OPENS - timedelta(days=1), OPENS, CLOSES


def call(state: str = "published") -> Call:
    return Call(state=state, opens_at=OPENS, closes_at=CLOSES, published_at=BEFORE)


@pytest.mark.parametrize(
    ("state", "now", "word"),
    [
        ("published", BEFORE, "Not open yet"),
        ("published", DURING, "Open"),
        ("published", AFTER, "Closed"),
        ("panel", AFTER, "Closed"),
        ("released", AFTER, "Results released"),
    ],
)
def test_the_public_reads_whether_it_can_apply(state: str, now: datetime, word: str) -> None:
    assert public_status(call(state), now).word == word


@pytest.mark.parametrize(
    ("state", "now", "word"),
    [
        ("draft", BEFORE, "Draft"),
        ("published", DURING, "Open"),
        ("assessment", AFTER, "In assessment"),
        ("released", AFTER, "Results released"),
    ],
)
def test_officers_read_the_state(state: str, now: datetime, word: str) -> None:
    assert officer_status(call(state), now).word == word


@pytest.mark.parametrize(
    ("state", "now", "who", "step", "officers"),
    [
        ("draft", BEFORE, "Programme officer", "publish", True),
        ("published", BEFORE, "", "start-assessment", False),
        ("published", DURING, "Applicants", "start-assessment", False),
        ("published", AFTER, "Programme officer", "start-assessment", True),
        ("assessment", AFTER, "Programme officer and assessors", "open-panel", True),
        ("panel", AFTER, "Panel", "", False),
        ("approval", AFTER, "Approver", "", False),
        ("approved", AFTER, "Approver", "", False),
        ("released", AFTER, "", "", False),
    ],
)
def test_every_state_names_who_has_the_ball(
    state: str, now: datetime, who: str, step: str, officers: bool
) -> None:
    following = next_of(call(state), now)

    assert (str(following.who), following.step, following.is_officers) == (who, step, officers)
    assert str(following.sentence)


def test_the_road_has_one_current_milestone_until_the_end() -> None:
    road = [(str(one.title), one.state) for one in milestones(call(), DURING)]

    assert road[:4] == [
        ("Published", "done"),
        ("Opens", "done"),
        ("Closes", "current"),
        ("Every application screened", "next"),
    ]
    assert {one.state for one in milestones(call("released"), AFTER)} == {"done"}
    assert milestones(call("draft"), DURING)[0].state == "current"


@pytest.mark.parametrize("state", CALL.states)
@pytest.mark.parametrize("step", [step.name for step in CALL.steps])
def test_every_step_is_possible_in_its_own_state_only(state: str, step: str) -> None:
    sources = {
        "publish": "draft",
        "start_assessment": "published",
        "open_panel": "assessment",
        "recommend": "panel",
        "return": "approval",
        "approve": "approval",
        "release": "approved",
    }

    assert CALL.allows(step, state) == (sources[step] == state)
