"""`make bench-assign`: time, memory and certified quality of the assignment at several sizes.

Each instance runs in a process of its own, so that its peak of memory is its own. ``seconds`` is
the time by the clock, ``cpu_seconds`` what the one thread worked: on a busy machine they differ.
"""

from __future__ import annotations

import json
import os
import random
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from reviews.assignment.problem import Assessor, Problem, Proposal
from reviews.assignment.solver import solve, verify

TOPICS = 12
ROLES = (("technical",), ("finance",), ("regulatory",), ("technical", "regulatory"))
REQUIRED = (("technical",), ("finance", "regulatory"))
INSTANCES = {
    "200x30x3": (200, 30, False),
    "200x30x3 roles and bureaus": (200, 30, True),
    "1000x100x3": (1000, 100, False),
    "1000x100x3 roles and bureaus": (1000, 100, True),
}
COLUMNS = (
    "seconds",
    "cpu_seconds",
    "peak_mib",
    "floor",
    "floor_bound",
    "welfare",
    "bound",
    "gap",
    "violations",
)


def instance(
    proposals: int, assessors: int, *, bound: bool, seats: int = 3, room: float = 1.1, seed: int = 1
) -> Problem:
    """A plausible round: topics declared by both sides, bids, conflicts, tight loads.

    ``room`` is the capacity as a multiple of the seats; ``bound`` adds roles, bureaus and a least
    load of half an even share.
    """
    draw = random.Random(seed)
    people = _assessors(draw, assessors, proposals * seats / assessors * room, bound=bound)
    skill = [_topics(draw, draw.randint(2, 5)) for _ in people]
    wanted = [_topics(draw, draw.randint(1, 3)) for _ in range(proposals)]
    rows = tuple(Proposal(f"P{p:05}", seats, REQUIRED if bound else ()) for p in range(proposals))
    affinity = {
        (rows[p].id, people[a].id): _affinity(draw, wanted[p], skill[a])
        for p in range(proposals)
        for a in range(assessors)
    }
    forbidden = frozenset(pair for pair in affinity if draw.random() < 0.04)
    return Problem(rows, people, affinity, forbidden, seed=seed)


def _assessors(
    draw: random.Random, count: int, load: float, *, bound: bool
) -> tuple[Assessor, ...]:
    bureaus = [f"B{i:03}" for i in range(max(2, count // 4))]
    return tuple(
        Assessor(
            f"A{i:04}",
            frozenset(draw.choices(ROLES, (50, 22, 18, 10))[0]) if bound else frozenset(),
            draw.choice(bureaus) if bound and draw.random() < 0.7 else "",
            round(load / 2) if bound else 0,
            round(load * draw.uniform(0.9, 1.15)),
        )
        for i in range(count)
    )


def _topics(draw: random.Random, count: int) -> dict[int, float]:
    return {topic: draw.choice((0.4, 0.7, 1.0)) for topic in draw.sample(range(TOPICS), count)}


def _affinity(draw: random.Random, wanted: dict[int, float], skill: dict[int, float]) -> int:
    """Up to 7,000 for topics, up to 3,000 for a bid, and a little that nobody else shares."""
    match = sum(weight * skill.get(topic, 0.0) for topic, weight in wanted.items())
    bid = draw.choices((0, 1000, 2700), (70, 20, 10))[0]
    return round(7000 * match / sum(wanted.values())) + bid + draw.randint(0, 300)


def measure(name: str) -> dict[str, Any]:
    """Solve one instance in this process."""
    proposals, assessors, bound = INSTANCES[name]
    problem = instance(proposals, assessors, bound=bound)
    begun, worked = time.perf_counter(), time.process_time()
    solution = solve(problem)
    seconds, cpu_seconds = time.perf_counter() - begun, time.process_time() - worked
    return {
        "instance": name,
        "seconds": round(seconds, 2),
        "cpu_seconds": round(cpu_seconds, 2),
        "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "floor": solution.floor,
        "floor_bound": solution.floor_bound,
        "welfare": round(solution.welfare, 4),
        "bound": round(solution.bound, 4),
        "gap": solution.gap,
        "unfilled": sum(solution.unfilled.values()),
        "missing_roles": len(solution.missing_roles),
        "violations": len(verify(problem, solution)),
        "solver_version": solution.solver_version,
    }


def main() -> None:
    """Measure every instance; print a table and write the figures."""
    print(f"{'instance':30}" + "".join(f"{column:>13}" for column in COLUMNS))
    rows = []
    for name in INSTANCES:
        child = subprocess.run(
            [sys.executable, "-m", "tests.benchmarks.assign", name],
            check=True,
            capture_output=True,
            text=True,
        )
        row = json.loads(child.stdout)
        rows.append(row)
        shown = (f"{row[c]:.2e}" if c == "gap" else str(row[c]) for c in COLUMNS)
        print(f"{name:30}" + "".join(f"{figure:>13}" for figure in shown), flush=True)
    target = Path(os.environ.get("VAR", "var")) / "bench" / "assign.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(rows, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(json.dumps(measure(sys.argv[1])))
    else:
        main()
