"""`make bench-what-if`: how long a what-if takes, in the request of a page or as a job.

Invented applications above the pass mark, one in five of an organisation that has another, money
for one in eleven or so; with and without quotas for each pillar. Three seeds each: the solver's
time depends on the sums, so the ``worst`` is told beside the ``median``.
"""

from __future__ import annotations

import json
import os
import random
import statistics
import time
from pathlib import Path

from reviews.selection.problem import Candidate, Quota, Terms
from reviews.selection.solver import select

SIZES = (200, 500, 1000, 2000, 5000, 10_000)
SEEDS = (0, 1, 2)
DOLLARS_EACH = 22_000
QUOTAS = (Quota("pillar/L", 2, 6), Quota("pillar/E", 1, 9), Quota("pillar/A", 1))


def candidates(number: int, seed: int) -> list[Candidate]:
    """A round of ``number`` applications, best first."""
    draw = random.Random(seed)
    merits = sorted((draw.randint(6000, 10_000) for _ in range(number)), reverse=True)
    return [
        Candidate(
            reference=f"R-{place:04}",
            place=place,
            merit=merit,
            asked=draw.randint(80_000, 500_000),
            organisation=f"o{draw.randint(1, number * 4 // 5)}",
            groups=frozenset({f"pillar/{draw.choice('LEAP')}"}),
        )
        for place, merit in enumerate(merits, start=1)
    ]


def measured(number: int, quotas: tuple[Quota, ...]) -> list[float]:
    """The processor's seconds of each seed."""
    found = []
    for seed in SEEDS:
        round_one = candidates(number, seed)
        begun = time.process_time()
        select(round_one, Terms(number * DOLLARS_EACH, 6000, quotas=quotas))
        found.append(time.process_time() - begun)
    return found


def main() -> None:
    """All sizes, with and without quotas; print a table and write the figures."""
    figures = {}
    print(f"{'round':28}{'median':>10}{'worst':>10}")
    for number in SIZES:
        for words, quotas in (("", ()), (" with quotas", QUOTAS)):
            seconds = measured(number, quotas)
            name = f"{number} applications{words}"
            figures[name] = {"median": statistics.median(seconds), "worst": max(seconds)}
            shown = "".join(f"{figure:>10.2f}" for figure in figures[name].values())
            print(f"{name:28}{shown}", flush=True)
    folder = Path(os.environ.get("VAR", "var")) / "bench"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "what-if.json").write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
