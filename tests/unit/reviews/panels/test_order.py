"""The order that a call stated: its figure, its tie rule, its draw."""

from __future__ import annotations

from decimal import Decimal

import pytest

from reviews.draws.lots import drawn
from reviews.panels.order import Order, places

SEED = "ab" * 32
EXPECTED = {"A": Decimal("2.5"), "B": Decimal("1.5"), "C": Decimal("2.5")}


def ranked(order: Order, **scores: int | None) -> dict[str, int | None]:
    keys = [
        order.key(name, None if score is None else Decimal(score)) for name, score in scores.items()
    ]
    return dict(zip(scores, places(keys), strict=True))


@pytest.mark.parametrize(
    ("order", "found"),
    [
        (Order(), {"A": 1, "B": 2, "C": 2, "D": None}),
        (Order("calibrated", expected=EXPECTED), {"A": 2, "B": 1, "C": 2, "D": None}),
        (Order("plain", "calibrated", expected=EXPECTED), {"A": 1, "B": 2, "C": 3, "D": None}),
        (Order("plain", "draw"), {"A": 1, "B": 2, "C": 2, "D": None}),
        (Order("plain", "calibrated"), {"A": 1, "B": 2, "C": 2, "D": None}),
    ],
)
def test_places_follow_figure_and_tie_rule(order: Order, found: dict[str, int | None]) -> None:
    assert ranked(order, A=90, B=80, C=80, D=None) == found


def test_a_told_seed_parts_the_equal_and_nobody_else() -> None:
    found = ranked(Order("plain", "draw", SEED), A=90, B=80, C=80, D=80, E=10)

    parted = sorted("BCD", key=lambda name: found[name] or 0)
    assert parted == drawn(SEED, "BCD")
    assert (found["A"], found["E"]) == (1, 5)


def test_nobody_without_expected_rank_is_placed_in_a_calibrated_order() -> None:
    assert ranked(Order("calibrated", expected={"A": Decimal(1)}), A=50, B=90) == {
        "A": 1,
        "B": None,
    }
