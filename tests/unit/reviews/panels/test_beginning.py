"""The list a panel begins with, where quotas are stated and where none are."""

from __future__ import annotations

from decimal import Decimal

import pytest

from grants.applications.models import Application
from grants.decisions.bounds import Bound
from reviews.panels.beginning import first_list
from reviews.panels.queries import Ranked


def rows(*sums: int) -> list[Ranked]:
    """Applications by rank with what they ask for; the id is the rank."""
    return [
        Ranked(Application(pk=rank, requested=Decimal(asked)))
        for rank, asked in enumerate(sums, start=1)
    ]


def bound(*members: int, least: int = 0, most: int | None = None) -> Bound:
    return Bound("L", least, most, frozenset(members))


@pytest.mark.parametrize(
    ("bounds", "chosen"),
    [
        ((), {1, 2, 3}),
        ((bound(1, 2, most=1),), {1, 3, 4}),
        ((bound(4, 5, least=1),), {1, 2, 4}),
        ((bound(4, 5, least=2),), {1, 4, 5}),
        ((bound(3, 4, 5, least=1, most=1),), {1, 2, 3}),
        ((bound(5, least=1), bound(4, 5, most=1)), {1, 2, 5}),
        ((bound(4, 5, least=1), bound(4, most=0)), {1, 2, 5}),
        ((bound(5, least=4),), {1, 2, 5}),
        ((bound(1, 2, 3, 4, 5, most=2),), {1, 2}),
    ],
)
def test_three_can_be_paid_of_five_alike(bounds: tuple[Bound, ...], chosen: set[int]) -> None:
    assert first_list(rows(100, 100, 100, 100, 100), Decimal(300), bounds) == chosen


def test_a_least_takes_nobodys_last_place_where_another_serves_it_too() -> None:
    """The first has technology T, the second both, the third pillar P alone."""
    pillar, technology = bound(2, 3, least=1), bound(1, 2, most=1)
    pays_all = Decimal(400)

    assert first_list(rows(100, 100, 100, 100), pays_all, [pillar, technology]) == {1, 3, 4}
    assert first_list(rows(100, 100, 500, 100), pays_all, [pillar, technology]) == {2}


def test_the_first_that_does_not_fit_ends_it() -> None:
    assert first_list(rows(100, 300, 50), Decimal(200), ()) == {1}


def test_one_held_back_by_a_most_ends_nothing_however_much_it_asks_for() -> None:
    found = first_list(rows(100, 900, 50), Decimal(200), [bound(1, 2, most=1)])

    assert found == {1, 3}
