"""What the panel's rules say, without a database."""

from __future__ import annotations

from decimal import Decimal

import pytest

from grants.decisions.entries import Entry
from grants.decisions.models import Outcome
from portal.core.denial import Denied
from reviews.panels import rules


def entry(conditions: str = "", feedback: str = "") -> Entry:
    return Entry(1, Outcome.NOT_RECOMMENDED, conditions=conditions, feedback=feedback)


@pytest.mark.parametrize(
    ("conditions", "feedback", "names"),
    [
        ("Ask Ines Wong.", "", ["Ines Wong"]),
        ("", "as INES WONG said", ["Ines Wong"]),
        ("", "黃以娜認為", ["黃以娜"]),
        ("", "Write to ines@example.hk", ["Otto", "ines@example.hk"]),
    ],
)
def test_a_letter_names_no_assessor(conditions: str, feedback: str, names: list[str]) -> None:
    """AZ-07."""
    with pytest.raises(Denied, match="name no assessor"):
        rules.check_names_nobody(entry(conditions, feedback), names)


@pytest.mark.parametrize("names", [[], ["An"], ["Ines Wong"]])
def test_a_name_of_two_letters_is_in_many_words(names: list[str]) -> None:
    rules.check_names_nobody(entry("An auditor looks at the accounts.", "Go on."), names)


def test_scores_that_changed_since_make_the_list_stale() -> None:
    then = Entry(1, Outcome.RECOMMENDED, Decimal(5), Decimal("80.00"), 1, 3)
    now = Entry(1, Outcome.NOT_RECOMMENDED, score=Decimal("78.00"), rank=1, marks=2)

    rules.check_fresh([then], [then])
    rules.check_fresh([], [now])
    for current in ([now], []):
        with pytest.raises(Denied, match="Scores changed"):
            rules.check_fresh([then], current)


def test_a_reason_is_due_only_while_sheets_are_missing() -> None:
    rules.check_reason("", unfinished=0)
    rules.check_reason("Two assessors fell ill.", unfinished=2)
    with pytest.raises(Denied, match="Say why"):
        rules.check_reason(" \n", unfinished=2)
