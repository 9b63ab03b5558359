"""Each gap of a call is one sentence, found in its section."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from grants.programmes.completeness import gaps_of
from grants.programmes.models import Call, Criterion
from portal.i18n.texts import Text, text

NOW = datetime(2025, 6, 1, 4, tzinfo=UTC)
FULL = text("Words", "文字", "文字")


def call(**changes: Any) -> Call:
    complete = {
        "title": FULL,
        "summary": FULL,
        "guidance": FULL,
        "opens_at": datetime(2025, 6, 18, 1, tzinfo=UTC),
        "closes_at": datetime(2025, 8, 1, 10, tzinfo=UTC),
        "results_on": date(2025, 9, 1),
        "start_by": date(2025, 9, 15),
        "complete_by": date(2025, 11, 16),
        "report_by": date(2025, 12, 16),
        "envelope": Decimal("5000000.00"),
        "cap": Decimal("500000.00"),
        "instalment_shares": [60, 40],
    }
    return Call(**{**complete, **changes})


def criterion(**changes: Any) -> Criterion:
    complete = {
        "code": "innovation",
        "name": text("Innovation", "創新", "创新"),
        "guidance": FULL,
        "weight": 100,
        "highest_mark": 1,
        "anchors": {"0": FULL, "1": FULL},
    }
    return Criterion(**{**complete, **changes})


def sentences(call: Call, *criteria: Criterion) -> list[tuple[str, str]]:
    found = gaps_of(call, criteria or [criterion()], now=NOW)
    return [(gap.section, str(gap.sentence)) for gap in found]


def test_a_complete_call_has_no_gap() -> None:
    assert sentences(call()) == []


def test_each_missing_language_of_each_text_is_a_gap() -> None:
    assert sentences(call(title=text("T", "題"), guidance=Text())) == [
        ("texts", "The title is missing in Simplified Chinese."),
        ("texts", "The guidance is missing in English."),
        ("texts", "The guidance is missing in Traditional Chinese."),
        ("texts", "The guidance is missing in Simplified Chinese."),
    ]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        (
            {"opens_at": datetime(2025, 8, 2, tzinfo=UTC)},
            "The call must close after it opens.",
        ),
        (
            {"results_on": date(2025, 7, 31)},
            "Results cannot be expected before the day the call closes.",
        ),
        (
            {"results_on": date(2025, 9, 16)},
            "Projects cannot start before the day results are expected.",
        ),
        (
            {"start_by": date(2025, 11, 16)},
            "Projects must be complete after the day they start.",
        ),
        (
            {"complete_by": date(2025, 12, 16)},
            "Final reports must be due after the day projects are complete.",
        ),
    ],
)
def test_dates_follow_each_other(changes: dict[str, Any], sentence: str) -> None:
    assert sentences(call(**changes)) == [("dates", sentence)]


def test_results_may_be_expected_on_the_closing_day_in_hong_kong() -> None:
    late_evening = datetime(2025, 8, 1, 15, 30, tzinfo=UTC)

    assert sentences(call(closes_at=late_evening, results_on=date(2025, 8, 1))) == []
    after_midnight = call(closes_at=late_evening + timedelta(hours=1), results_on=date(2025, 8, 1))
    assert [section for section, _sentence in sentences(after_midnight)] == ["dates"]


def test_a_closing_time_in_the_past_is_a_gap() -> None:
    past = {"opens_at": NOW - timedelta(days=9), "closes_at": NOW}

    assert sentences(call(**past)) == [("dates", "The closing time must lie in the future.")]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"cap": Decimal(500001)}, "The most for one project must be HK$500,000 or less."),
        ({"cap": Decimal(0)}, "The most for one project must be HK$500,000 or less."),
        (
            {"envelope": Decimal(499999)},
            "The envelope must hold at least the most for one project.",
        ),
        (
            {"instalment_shares": [60, 30]},
            "The shares of the instalments must sum to 100 per cent, not to 90.",
        ),
        (
            {"instalment_shares": []},
            "The shares of the instalments must sum to 100 per cent, not to 0.",
        ),
        (
            {"instalment_shares": [100, 0]},
            "Each instalment must have a share of more than nothing.",
        ),
    ],
)
def test_money_is_within_the_scheme(changes: dict[str, Any], sentence: str) -> None:
    assert sentences(call(**changes)) == [("money", sentence)]


def test_a_call_without_criteria_has_a_gap() -> None:
    assert [gap.sentence for gap in gaps_of(call(), [], now=NOW)] == [
        "The call needs at least one criterion."
    ]


def test_weights_sum_to_100() -> None:
    assert sentences(call(), criterion(weight=60), criterion(weight=30)) == [
        ("criteria", "The weights of the criteria must sum to 100, not to 90.")
    ]


def test_each_criterion_is_written_in_full() -> None:
    bare = criterion(
        name=text("Innovation"), guidance=text("Look", "看", "看"), anchors={"0": FULL}
    )

    assert sentences(call(), bare) == [
        ("criteria", "The name of criterion “Innovation” is missing in Traditional Chinese."),
        ("criteria", "The name of criterion “Innovation” is missing in Simplified Chinese."),
        (
            "criteria",
            "The meaning of mark 1 of criterion “Innovation” is missing in English.",
        ),
        (
            "criteria",
            "The meaning of mark 1 of criterion “Innovation” is missing in Traditional Chinese.",
        ),
        (
            "criteria",
            "The meaning of mark 1 of criterion “Innovation” is missing in Simplified Chinese.",
        ),
    ]


def test_a_criterion_without_a_name_is_called_by_its_code() -> None:
    assert sentences(call(), criterion(name=Text()))[0][1] == (
        "The name of criterion “innovation” is missing in English."
    )
