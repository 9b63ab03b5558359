"""Made-up rounds of score sheets for the tests and the benchmark of the calibrated ranking."""

from __future__ import annotations

import random

from reviews.calibration.statistics import Bundle, Candidate, Sheet, draws_for


def made_up(
    applications: int, assessors: int, *, sheets: int = 3, seed: int = 1, draws: int | None = None
) -> Bundle:
    """A round in which assessors differ in severity by 6 points, applications by 9, noise 8."""
    dice = random.Random(seed)
    severity = [dice.gauss(0, 6) for _ in range(assessors)]
    level = [dice.gauss(62, 9) for _ in range(applications)]
    rows = [
        Sheet(
            f"P{one:05}",
            f"A{other:04}",
            round(min(100, max(0, level[one] + severity[other] + dice.gauss(0, 8))), 2),
        )
        for one in range(applications)
        for other in dice.sample(range(assessors), sheets)
    ]
    asked = [Candidate(f"P{one:05}", dice.randint(200, 500) * 1000) for one in range(applications)]
    return Bundle(
        sheets=tuple(rows),
        candidates=tuple(asked),
        envelope=applications * 35_000,
        seed=7,
        draws=draws_for(applications) if draws is None else draws,
    )
