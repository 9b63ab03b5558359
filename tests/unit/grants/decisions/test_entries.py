"""Where a list departs from the ranking, so that the panel owes a reason."""

from __future__ import annotations

from decimal import Decimal

import pytest

from grants.decisions.entries import Entry, departures
from grants.decisions.models import Outcome
from reviews.scoring.statistics import ranks

IN, RESERVE, OUT = Outcome.RECOMMENDED, Outcome.RESERVE, Outcome.NOT_RECOMMENDED


def listed(*pairs: tuple[Outcome, int | None]) -> list[Entry]:
    scores = [None if score is None else Decimal(score) for _outcome, score in pairs]
    return [
        Entry(number, outcome, score=score, rank=rank)
        for number, ((outcome, _score), score, rank) in enumerate(
            zip(pairs, scores, ranks(scores), strict=True), start=1
        )
    ]


@pytest.mark.parametrize(
    ("pairs", "departing"),
    [
        ([], set()),
        ([(IN, 90), (IN, 80), (RESERVE, 70), (OUT, 50)], set()),
        ([(IN, 80), (OUT, 80)], set()),
        ([(OUT, 90), (OUT, 20)], set()),
        ([(IN, 59)], {1}),
        ([(IN, None)], {1}),
        ([(IN, None), (OUT, 90)], {1}),
        ([(OUT, None), (IN, 90)], set()),
        ([(IN, 70), (OUT, 80)], {1, 2}),
        ([(IN, 70), (RESERVE, 75), (OUT, 65)], {1, 2}),
        ([(IN, 90), (IN, 61), (RESERVE, 61), (OUT, 62)], {2, 4}),
    ],
)
def test_departures_from_a_ranking_with_pass_mark_60(
    pairs: list[tuple[Outcome, int | None]], departing: set[int]
) -> None:
    assert departures(listed(*pairs), pass_mark=60) == departing


def test_the_order_that_counts_is_that_of_the_ranks_not_of_the_scores() -> None:
    """A calibrated order or a draw may put a lower mean before a higher one."""
    entries = [
        Entry(1, IN, score=Decimal(70), rank=1),
        Entry(2, OUT, score=Decimal(75), rank=2),
        Entry(3, OUT, score=Decimal(65), rank=None),
    ]

    assert departures(entries, pass_mark=60) == set()


def test_a_recommendation_without_a_rank_departs() -> None:
    assert departures([Entry(1, IN, score=Decimal(70))], pass_mark=60) == {1}
