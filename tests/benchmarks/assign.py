"""`make bench-assign`: time, memory and certified quality of the assignment at several sizes.

`make bench-assign SIZES="200x30 1000x100"` measures some of them: the largest need minutes and
2 GiB. Each instance runs in a process of its own, so that its peak of memory is its own, with the
problem itself in it. ``seconds`` is the time by the clock, ``cpu_seconds`` what the one thread
worked: on a busy machine they differ. ``times`` compares an instance with roles, bureaus and least
loads with the plain one of its size in the same run.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from reviews.assignment.problem import Assessor, Problem, Proposal
from reviews.assignment.solver import solve, verify

TOPICS = 12
ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
ROLES = (("technical",), ("finance",), ("regulatory",), ("technical", "regulatory"))
REQUIRED = (("technical",), ("finance", "regulatory"))
SIZES = {
    "200x30": (200, 30, 1.0),
    "1000x100": (1000, 100, 1.0),
    "5000x500": (5000, 500, 1.0),
    "5000x500@10%": (5000, 500, 0.1),
    "20000x2000@3%": (20_000, 2_000, 0.03),
}
"""Proposals, assessors, and the share of all pairs that are candidates; three seats each."""

COLUMNS = (
    "seconds",
    "cpu_seconds",
    "times",
    "peak_mib",
    "floor",
    "floor_bound",
    "welfare",
    "bound",
    "gap",
    "violations",
)


def instance(
    proposals: int, assessors: int, *, bound: bool, share: float = 1.0, room: float = 1.1
) -> Problem:
    """A plausible round: topics declared by both sides, bids, conflicts, tight loads.

    ``room`` is the capacity as a multiple of the seats; ``share`` of all pairs are candidates, as
    many for each proposal; ``bound`` adds roles, bureaus and a least load of half an even share.
    """
    seats, seed = 3, 1
    draw = random.Random(seed)
    people = _assessors(draw, assessors, proposals * seats / assessors * room, bound=bound)
    skill = [_topics(draw, draw.randint(2, 5)) for _ in people]
    wanted = [_topics(draw, draw.randint(1, 3)) for _ in range(proposals)]
    rows = tuple(Proposal(f"P{p:05}", seats, REQUIRED if bound else ()) for p in range(proposals))
    affinity = {
        (rows[p].id, people[a].id): _affinity(draw, wanted[p], skill[a])
        for p in range(proposals)
        for a in _asked(draw, assessors, share)
    }
    forbidden = frozenset(pair for pair in affinity if draw.random() < 0.04)
    return Problem(rows, people, affinity, forbidden, seed=seed)


def _asked(draw: random.Random, assessors: int, share: float) -> Sequence[int]:
    if share == 1:
        return range(assessors)
    return sorted(draw.sample(range(assessors), round(share * assessors)))


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


def measure(size: str, *, bound: bool) -> dict[str, Any]:
    """Solve one instance in this process."""
    proposals, assessors, share = SIZES[size]
    problem = instance(proposals, assessors, bound=bound, share=share)
    begun, worked = time.perf_counter(), time.process_time()
    solution = solve(problem)
    seconds, cpu_seconds = time.perf_counter() - begun, time.process_time() - worked
    return {
        "instance": f"{size} {'roles and bureaus' if bound else 'plain'}",
        "pairs": len(problem.affinity),
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


def measured_apart(size: str, *, bound: bool) -> dict[str, Any]:
    """The same in a process of its own, on one thread."""
    kind = "bound" if bound else "plain"
    child = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.assign", "--one", size, kind],
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, **dict.fromkeys(ONE_THREAD, "1")},
    )
    row: dict[str, Any] = json.loads(child.stdout)
    return row


def main(sizes: Sequence[str]) -> None:
    """Measure the instances of some sizes; print a table and write the figures."""
    print(f"{'instance':32}" + "".join(f"{column:>12}" for column in COLUMNS))
    rows = []
    for size in sizes:
        plain = measured_apart(size, bound=False)
        for row in (plain, measured_apart(size, bound=True)):
            row["times"] = round(row["cpu_seconds"] / plain["cpu_seconds"], 2)
            shown = (f"{row[c]:.1e}" if c == "gap" else str(row[c]) for c in COLUMNS)
            figures = "".join(f"{figure:>12}" for figure in shown)
            print(f"{row['instance']:32}{figures}", flush=True)
            rows.append(row)
    target = Path(os.environ.get("VAR", "var")) / "bench" / "assign.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(rows, indent=2) + "\n", encoding="utf-8")


def arguments() -> argparse.Namespace:
    """The sizes asked for; ``--one`` is what the benchmark gives its own processes."""
    parser = argparse.ArgumentParser(description="Measure the assignment of assessors.")
    default = os.environ.get("SIZES", "").split() or list(SIZES)
    parser.add_argument("sizes", nargs="*", default=default, help=f"some of {', '.join(SIZES)}")
    parser.add_argument("--one", nargs=2, metavar=("SIZE", "KIND"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    unknown = sorted(set(given.sizes) - set(SIZES))
    if unknown:
        parser.error(f"no such size: {', '.join(unknown)}; there are {', '.join(SIZES)}")
    return given


if __name__ == "__main__":
    asked = arguments()
    if asked.one:
        print(json.dumps(measure(asked.one[0], bound=asked.one[1] == "bound")))
    else:
        main(asked.sizes)
