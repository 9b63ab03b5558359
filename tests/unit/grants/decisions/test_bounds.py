"""Which quotas a list keeps, who owes a reason by them, and whom they explain."""

from __future__ import annotations

from decimal import Decimal

import pytest

from grants.decisions.bounds import Bound, Count, breakers, counts, explained
from grants.decisions.entries import Entry, departures
from grants.decisions.models import Outcome

IN, RESERVE, OUT = Outcome.RECOMMENDED, Outcome.RESERVE, Outcome.NOT_RECOMMENDED


def listed(*outcomes: Outcome, scores: tuple[int, ...] = ()) -> list[Entry]:
    """Lines by rank; each number is also the application's id."""
    marks = scores or (80,) * len(outcomes)
    return [
        Entry(number, outcome, score=Decimal(mark), rank=number)
        for number, (outcome, mark) in enumerate(zip(outcomes, marks, strict=True), start=1)
    ]


def bound(*members: int, least: int = 0, most: int | None = None) -> Bound:
    return Bound("L", least, most, frozenset(members))


def due(entries: list[Entry], *bounds: Bound) -> tuple[set[int], set[int]]:
    """Who departs from the ranking, and who breaks a quota."""
    departing = departures(entries, pass_mark=60, explained=explained(entries, bounds))
    return departing, breakers(entries, bounds, pass_mark=60)


@pytest.mark.parametrize(
    ("outcomes", "one", "expected"),
    [
        ((IN, IN, OUT), bound(1, 2), (set(), set())),
        ((IN, IN, IN), bound(1, 2, 3, most=2), (set(), {3})),
        ((IN, OUT, IN), bound(1, 2, most=1), (set(), set())),
        ((IN, RESERVE, IN, OUT), bound(1, 2, 4, most=1), (set(), set())),
        ((OUT, IN, IN), bound(1, 2, most=1), ({1, 2, 3}, set())),
        ((IN, OUT, IN), bound(3, least=1), (set(), set())),
        ((IN, OUT, OUT, IN), bound(3, 4, least=1), ({2, 3, 4}, set())),
        ((IN, IN, OUT), bound(3, least=1), (set(), {3})),
        ((IN, OUT, OUT), bound(2, 3, least=1), (set(), {2})),
        ((IN, OUT, IN, IN), bound(3, 4, least=1), ({2, 4}, set())),
        ((OUT, OUT), bound(1, 2, most=0), (set(), set())),
        ((IN, OUT), bound(1, 2, most=0), (set(), {1})),
    ],
)
def test_who_owes_a_reason_where_a_quota_is_stated(
    outcomes: tuple[Outcome, ...], one: Bound, expected: tuple[set[int], set[int]]
) -> None:
    assert due(listed(*outcomes), one) == expected


def test_a_quota_explains_nobody_below_the_pass_mark() -> None:
    entries = listed(IN, IN, scores=(80, 50))

    assert due(entries, bound(2, least=1)) == ({2}, set())


def test_a_least_that_nobody_left_could_reach_is_nobodys_fault() -> None:
    entries = listed(IN, OUT, scores=(80, 50))

    assert due(entries, bound(2, least=1)) == (set(), set())


def test_equals_inside_a_full_group_are_explained_whichever_is_taken() -> None:
    entries = [
        Entry(1, OUT, score=Decimal(80), rank=1),
        Entry(2, IN, score=Decimal(80), rank=1),
        Entry(3, IN, score=Decimal(70), rank=3),
    ]

    assert due(entries, bound(1, 2, most=1)) == (set(), set())


def test_counts_say_by_how_many_a_quota_is_missed() -> None:
    entries = listed(IN, IN, OUT)
    kept, beyond, lacking = counts(
        entries, [bound(1, 3, least=1, most=1), bound(1, 2, most=1), bound(2, 3, least=2)]
    )

    assert (kept.awards, kept.is_kept) == (1, True)
    assert (beyond.beyond, beyond.is_kept) == (1, False)
    assert (lacking.lacking, lacking.is_kept) == (1, False)
    assert isinstance(kept, Count)


def test_quotas_that_cross_explain_each_other() -> None:
    """The pillar lets one of two in; the technology wants the second of them."""
    pillar, technology = bound(1, 2, most=1), bound(2, least=1)
    entries = listed(OUT, IN, IN, IN)

    assert due(entries, pillar, technology) == (set(), set())
    assert due(entries, technology, pillar) == (set(), set())


def test_what_one_quota_explains_excuses_nobody_else_in_another() -> None:
    pillar, technology = bound(1, 2, 3, most=2), bound(3, least=1)

    assert due(listed(IN, OUT, IN), pillar, technology) == (set(), set())
    assert due(listed(OUT, IN, OUT), pillar, technology) == ({1, 2}, {3})
