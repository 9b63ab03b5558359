"""Why full coverage is impossible: the smallest sets of proposals and rules that clash."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from reviews.assignment.problem import Clash, Problem
from reviews.assignment.solver.coverage import Network, cover, network
from reviews.assignment.solver.instance import Instance, Ints
from reviews.assignment.solver.stages import Settled


def find_clashes(problem: Problem, instance: Instance, settled: Settled) -> tuple[Clash, ...]:
    """Clashes of coverage, of roles and of least loads, in this order."""
    net = network(instance)
    seats = _seat_clashes(problem, instance, net, settled)
    missing = instance.roles_missing(settled.chosen)
    roles = [
        clash
        for group in np.flatnonzero(missing.any(axis=0)).tolist()
        for clash in _role_clashes(instance, net, group, np.flatnonzero(missing[:, group]))
    ]
    return (*seats, *roles, *_load_clashes(instance, settled))


def _seat_clashes(
    problem: Problem, instance: Instance, net: Network, settled: Settled
) -> Iterable[Clash]:
    """One clash for each set that competes; proposals without any candidate make one together."""
    bare = [p for p, seats in enumerate(net.seats) if seats and not net.candidates[p]]
    sets = [members for members in settled.cover.short_sets if not set(members) <= set(bare)]
    for members in ([bare] if bare else []) + [list(members) for members in sets]:
        needed = sum(net.seats[p] for p in members)
        available = sum(len(settled.cover.panels[p]) for p in members)
        cures = _cures(problem, instance, net, members)
        yield Clash(
            proposals=tuple(instance.proposals[p] for p in members),
            assessors=_who_may(instance, net, members),
            seats_needed=needed,
            seats_available=available,
            rule="nobody" if members is bare else max(cures, key=_gain, default=("pool", 0))[0],
            cures=cures,
        )


def _gain(cure: tuple[str, int]) -> int:
    return cure[1]


def _who_may(instance: Instance, net: Network, members: Iterable[int]) -> tuple[str, ...]:
    people = {a for p in members for a in net.candidates[p]}
    return tuple(instance.assessors[a] for a in sorted(people))


def _cures(
    problem: Problem, instance: Instance, net: Network, members: list[int]
) -> tuple[tuple[str, int], ...]:
    """For each rule, the seats that lifting it for these proposals alone would fill."""
    chosen = set(members)
    part = replace(
        net,
        seats=[seats if p in chosen else 0 for p, seats in enumerate(net.seats)],
        most=_room_for(net, chosen),
        locked=frozenset(pair for pair in net.locked if pair[0] in chosen),
    )
    lifted = {
        "capacity": replace(part, most=[len(net.seats)] * len(net.most)),
        "bureau": replace(part, bureau=[-1] * len(net.bureau)),
        "conflict": replace(part, candidates=_without_conflicts(problem, instance, net)),
    }
    before = cover(part).unfilled
    gains = [(rule, before - cover(other).unfilled) for rule, other in lifted.items()]
    return tuple((rule, gain) for rule, gain in gains if gain)


def _room_for(net: Network, members: set[int]) -> list[int]:
    """Most loads less what is locked elsewhere."""
    room = list(net.most)
    for p, a in net.locked:
        if p not in members:
            room[a] -= 1
    return room


def _without_conflicts(problem: Problem, instance: Instance, net: Network) -> list[list[int]]:
    proposals = {name: index for index, name in enumerate(instance.proposals)}
    assessors = {name: index for index, name in enumerate(instance.assessors)}
    candidates = [set(people) for people in net.candidates]
    for proposal, assessor in problem.forbidden & problem.affinity.keys():
        candidates[proposals[proposal]].add(assessors[assessor])
    return [sorted(people) for people in candidates]


def _role_clashes(instance: Instance, net: Network, group: int, missing: Ints) -> Iterable[Clash]:
    """Too few holders of a role; or enough of them, but roles stand in each other's way."""
    held = instance.holders[group]
    wanted = instance.needs[:, group]
    part = replace(
        net,
        seats=wanted.astype(int).tolist(),
        bureau=[-1] * len(net.bureau),
        candidates=[[a for a in people if held[a]] for people in net.candidates],
        locked=frozenset(),
    )
    found = cover(part)
    explained: set[int] = set()
    bare = [p for p in np.flatnonzero(wanted).tolist() if not part.candidates[p]]
    crowded = [list(s) for s in found.short_sets if not set(s) <= set(bare)]
    for members in ([bare] if bare else []) + crowded:
        explained |= set(members)
        yield Clash(
            proposals=tuple(instance.proposals[p] for p in members),
            assessors=_who_may(instance, part, members),
            seats_needed=len(members),
            seats_available=sum(len(found.panels[p]) for p in members),
            rule="role",
            roles=instance.groups[group],
        )
    rest = [p for p in missing.tolist() if p not in explained]
    if rest:
        yield Clash(
            proposals=tuple(instance.proposals[p] for p in rest),
            assessors=_who_may(instance, part, rest),
            seats_needed=len(rest),
            seats_available=0,
            rule="roles_together",
            roles=instance.groups[group],
        )


def _load_clashes(instance: Instance, settled: Settled) -> Iterable[Clash]:
    """Assessors whose least load cannot be met, with the proposals they may take."""
    loads = instance.loads(settled.chosen)
    behind = np.flatnonzero(loads < instance.least)
    if not len(behind):
        return
    theirs = np.unique(instance.proposal[np.isin(instance.assessor, behind)])
    yield Clash(
        proposals=tuple(instance.proposals[p] for p in theirs.tolist()),
        assessors=tuple(instance.assessors[a] for a in behind.tolist()),
        seats_needed=int(instance.least[behind].sum()),
        seats_available=int(loads[behind].sum()),
        rule="least_load",
    )
