"""Random problems of every kind, and their best answers found by trying everything."""

from __future__ import annotations

import itertools
import random
from dataclasses import dataclass, replace

from reviews.assignment.problem import Assessor, Problem, Proposal, Solution
from reviews.assignment.solver.welfare import Curve

TECHNICAL, MONEY = ("technical",), ("finance", "regulatory")

Rank = tuple[float, ...]


def small(seed: int, *, least_change: bool = False) -> Problem:
    """Up to four proposals and five assessors, sometimes impossible, with every kind of rule."""
    draw = random.Random(seed)
    proposals = tuple(
        Proposal(
            f"P{i}",
            draw.choice([0, 1, 2, 2, 3]) if draw.random() < 0.3 else 2,
            draw.choice([(), (TECHNICAL,), (TECHNICAL, MONEY)]),
        )
        for i in range(draw.choice([2, 3, 3, 3]))
    )
    seats = sum(row.seats for row in proposals)
    count = draw.choice([2, 3, 4, 5])
    assessors = tuple(_somebody(draw, f"A{i}", seats / count) for i in range(count))
    grain = draw.choice([1, 500, 2500])
    pairs = [(p.id, a.id) for p in proposals for a in assessors]
    affinity = {pair: draw.randrange(0, 10_001, grain) for pair in pairs if draw.random() < 0.95}
    forbidden = frozenset(pair for pair in pairs if draw.random() < 0.12)
    previous = frozenset(pair for pair in pairs if draw.random() < 0.3)
    problem = Problem(proposals, assessors, affinity, forbidden, seed=seed)
    problem = replace(problem, previous=previous, least_change=least_change)
    return _with_lock(problem, draw) if draw.random() < 0.3 else problem


def _somebody(draw: random.Random, name: str, share: float) -> Assessor:
    most = max(0, round(share * draw.uniform(0.6, 1.9)))
    roles = draw.choice(
        [(), ("technical",), ("finance",), ("regulatory",), ("finance", "technical")]
    )
    bureau = draw.choice(["", "", "Harbour", "Peak"])
    return Assessor(name, frozenset(roles), bureau, draw.randint(0, most) // 2, most)


def _with_lock(problem: Problem, draw: random.Random) -> Problem:
    free = sorted(set(problem.affinity) - problem.forbidden)
    try:
        return replace(problem, locked=frozenset(draw.sample(free, min(1, len(free)))))
    except ValueError:
        return problem


def rank(problem: Problem, solution: Solution) -> Rank:
    """What the stages compare; larger is better."""
    return (
        -sum(solution.unfilled.values()),
        -len(solution.missing_roles),
        -sum(solution.shortfalls.values()),
        solution.floor,
        solution.kept if problem.least_change else 0,
        solution.welfare,
    )


def best_rank(problem: Problem) -> Rank:
    """The best of all answers that keep the hard rules, found by trying every one."""
    names = [row.id for row in problem.assessors]
    menus = [_panels(problem, row, names) for row in problem.proposals]
    loads = [0] * len(names)
    best: list[Rank] = []

    def descend(depth: int, chosen: list[Panel]) -> None:
        if depth == len(menus):
            best[:] = [max([*best, _rank(problem, chosen, loads)])]
            return
        for panel in menus[depth]:
            for a in panel.members:
                loads[a] += 1
            if all(loads[a] <= problem.assessors[a].most_load for a in panel.members):
                descend(depth + 1, [*chosen, panel])
            for a in panel.members:
                loads[a] -= 1

    descend(0, [])
    return best[0]


@dataclass(frozen=True)
class Panel:
    """One choice for one proposal, and what it adds."""

    members: tuple[int, ...]
    seats: int
    missing: int
    affinity: int
    kept: int
    worth: float


def _rank(problem: Problem, chosen: list[Panel], loads: list[int]) -> Rank:
    full = [p.affinity for p in chosen if p.seats and len(p.members) == p.seats]
    behind = (max(0, a.least_load - n) for a, n in zip(problem.assessors, loads, strict=True))
    return (
        sum(len(p.members) - p.seats for p in chosen),
        -sum(p.missing for p in chosen),
        -sum(behind),
        min(full, default=0),
        sum(p.kept for p in chosen) if problem.least_change else 0,
        sum(p.worth for p in chosen),
    )


def _panels(problem: Problem, proposal: Proposal, names: list[str]) -> list[Panel]:
    """Every panel that keeps the hard rules of its proposal."""
    people = problem.assessors
    may = [
        i
        for i, name in enumerate(names)
        if (proposal.id, name) in problem.affinity and (proposal.id, name) not in problem.forbidden
    ]
    locked = {names.index(assessor) for p, assessor in problem.locked if p == proposal.id}
    curve = Curve.for_seats(max(row.seats for row in problem.proposals))
    panels = []
    for size in range(proposal.seats + 1):
        for members in itertools.combinations(may, size):
            desks = [people[i].bureau for i in members if people[i].bureau]
            if not locked <= set(members) or len(desks) > len(set(desks)):
                continue
            roles = frozenset().union(*(people[i].roles for i in members))
            missing = [group for group in proposal.roles_required if not roles & set(group)]
            pairs = {(proposal.id, names[i]) for i in members}
            affinity = sum(problem.affinity[pair] for pair in pairs)
            panels.append(
                Panel(
                    members,
                    proposal.seats,
                    len(missing) if proposal.seats else 0,
                    affinity,
                    len(pairs & problem.previous),
                    curve.of(affinity) if proposal.seats else 0.0,
                )
            )
    return panels


def shuffled(problem: Problem, *, seed: int) -> Problem:
    """The same problem from rows in another order."""
    draw = random.Random(seed)
    proposals, assessors = list(problem.proposals), list(problem.assessors)
    affinity = list(problem.affinity.items())
    for rows in (proposals, assessors, affinity):
        draw.shuffle(rows)
    return replace(
        problem, proposals=tuple(proposals), assessors=tuple(assessors), affinity=dict(affinity)
    )
