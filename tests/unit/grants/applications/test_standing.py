"""What an applicant may know of where their application stands."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import translation

from grants.applications import lifecycle, standing
from grants.applications.models import Application
from grants.programmes.models import Call
from portal.audit.models import AuditEvent

NOW = datetime(2030, 6, 1, 9, tzinfo=UTC)
CALL = Call(code="2030-1", closes_at=NOW + timedelta(days=1), results_on=date(2030, 9, 1))
SEALED = (
    lifecycle.ELIGIBLE,
    lifecycle.INELIGIBLE,
    lifecycle.ASSESSMENT,
    lifecycle.ASSESSED,
    lifecycle.RECOMMENDED,
    lifecycle.RESERVE,
    lifecycle.NOT_RECOMMENDED,
    lifecycle.APPROVED,
    lifecycle.REJECTED,
)


def application(state: str) -> Application:
    return Application(state=state, call=CALL)


@pytest.mark.parametrize("state", SEALED)
def test_every_state_between_screening_and_the_letters_reads_the_same(state: str) -> None:
    one = application(state)

    assert str(standing.public_label(one)) == "Being considered"
    assert standing.public_tone(one) == "teal"
    assert (
        str(standing.next_of(one, now=NOW).sentence) == "Results are expected on 1 September 2030."
    )
    assert [str(line.title) for line in standing.timeline(one, [], now=NOW)] == [
        "Being considered",
        "Results expected on 1 September 2030",
    ]


@pytest.mark.parametrize(
    ("state", "word", "who"),
    [
        ("draft", "Draft", "You"),
        ("submitted", "Submitted", "Programme office"),
        ("clarification", "Clarification asked", "You"),
        ("awarded", "Awarded", ""),
        ("refused", "Not awarded", ""),
        ("withdrawn", "Withdrawn", ""),
    ],
)
def test_the_other_states_are_told_with_who_has_the_ball(state: str, word: str, who: str) -> None:
    one = application(state)

    assert str(standing.public_label(one)) == word
    assert str(standing.next_of(one, now=NOW).who) == who


def test_every_state_is_told_in_the_language_of_the_page() -> None:
    for language in ("zh-hant", "zh-hans"):
        with translation.override(language):
            for state in lifecycle.APPLICATION.states:
                assert standing.next_of(application(state), now=NOW).sentence


def test_a_draft_that_missed_the_deadline_waits_for_nobody() -> None:
    upcoming = standing.next_of(application("draft"), now=CALL.closes_at)

    assert (upcoming.who, str(upcoming.sentence)) == (
        "",
        "The call has closed. This draft was not submitted.",
    )


def test_the_timeline_shows_the_clock_of_the_deed_and_no_names() -> None:
    written = AuditEvent(
        action="application.submit",
        at=NOW,
        details={"done_at": (NOW - timedelta(days=3)).isoformat()},
    )
    older = AuditEvent(action="application.start", at=NOW - timedelta(days=5), details={})

    lines = standing.timeline(application("submitted"), [older, written], now=NOW)

    assert [(str(line.title), line.at, line.state) for line in lines] == [
        ("Application started", NOW - timedelta(days=5), "done"),
        ("Submitted", NOW - timedelta(days=3), "done"),
        ("Eligibility check", None, "current"),
        ("Results expected on 1 September 2030", None, "next"),
    ]


def test_the_timeline_of_a_draft_ends_with_the_deadline_and_of_an_ended_one_with_its_end() -> None:
    assert [str(line.title) for line in standing.timeline(application("draft"), [], now=NOW)] == [
        "Writing the application",
        "Call closes",
    ]
    assert standing.timeline(application("refused"), [], now=NOW) == []
