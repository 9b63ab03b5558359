"""Made-up budgets whose descriptions are true: so many units at such a price."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from reviews.demo.invention.dice import Dice
from reviews.demo.invention.words import words


@dataclass(frozen=True)
class Price:
    """A kind of cost: least and most units, least and most HKD for one."""

    kind: str
    units: tuple[int, int]
    dollars: tuple[int, int]


STAFF = Price("staff", (2, 7), (36_000, 72_000))
DIRECT = (
    Price("services", (2, 6), (16_000, 34_000)),
    Price("compliance", (2, 5), (9_000, 18_000)),
    Price("testing", (2, 4), (11_000, 32_000)),
    Price("equipment", (2, 6), (7_000, 21_000)),
    Price("other", (3, 9), (1_800, 5_200)),
)
OVERHEAD = Price("overhead", (3, 5), (9_000, 24_000))
HEAVY_OVERHEAD = Price("overhead", (6, 9), (98_000, 140_000))
EARLIER = Price("earlier", (2, 5), (21_000, 42_000))


def invent_budget(dice: Dice, *, language: str, is_heavy: bool = False) -> list[dict[str, Any]]:
    """Three to ten lines as the section of the form takes them.

    About half of the budgets lead to the most that a project can get; most amounts have cents.
    ``is_heavy`` is the fault of a budget that is mostly overheads.
    """
    prices = [STAFF] * dice.pick([1, 1, 2, 2, 2, 3, 3])
    prices += dice.some(DIRECT, dice.between(2, 5))
    if is_heavy:
        prices.append(HEAVY_OVERHEAD)
    elif dice.happens(0.35):
        prices.append(dice.pick([OVERHEAD, EARLIER]))
    taken: set[str] = set()
    return [_line(dice, price, language, taken) for price in prices]


def _line(dice: Dice, price: Price, language: str, taken: set[str]) -> dict[str, Any]:
    templates = words("particulars")["budget"][language][price.kind]
    template = dice.pick([one for one in templates if one not in taken])
    taken.add(template)
    quantity, each = dice.between(*price.units), dice.money(*price.dollars)
    if dice.happens(0.2):
        each = Decimal(int(each) // 500 * 500)
    return {
        "kind": price.kind,
        "description": template.format(quantity=quantity, price=f"{each:,.2f}"),
        "amount": (each * quantity).quantize(Decimal("0.01")),
    }
