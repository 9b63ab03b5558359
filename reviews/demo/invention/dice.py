"""Chance that can be repeated: each use has a stream of its own, named by what it is for.

A stream is independent of all others, so a new sentence in one place changes nothing elsewhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from random import Random
from typing import TypeVar

Thing = TypeVar("Thing")


class Dice:
    """The stream called by ``names``, for example ``Dice(seed, number, "budget")``."""

    def __init__(self, *names: object) -> None:
        self._random = Random("/".join(map(str, names)))  # noqa: S311 - made-up data, no secret

    def between(self, lowest: int, highest: int) -> int:
        """A whole number, both ends included."""
        return self._random.randint(lowest, highest)

    def happens(self, chance: float) -> bool:
        """True with the given chance of 1."""
        return self._random.random() < chance

    def normal(self) -> float:
        """Around 0 with a standard deviation of 1."""
        return self._random.gauss(0, 1)

    def money(self, lowest: int, highest: int) -> Decimal:
        """HKD with cents that are rarely zero."""
        return Decimal(self._random.randint(lowest * 100, highest * 100)) / 100

    def pick(self, things: Sequence[Thing]) -> Thing:
        """One of ``things``."""
        return self._random.choice(things)

    def some(self, things: Sequence[Thing], number: int) -> list[Thing]:
        """``number`` different ``things``, in the order they had."""
        chosen = sorted(self._random.sample(range(len(things)), min(number, len(things))))
        return [things[index] for index in chosen]

    def shuffled(self, things: Sequence[Thing]) -> list[Thing]:
        """All ``things`` in another order."""
        return self._random.sample(things, len(things))
