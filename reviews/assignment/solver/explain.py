"""Why this one, and why not her: reasons as codes with numbers, for sentences made elsewhere."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from reviews.assignment.problem import Assessor, Pair, Problem, Proposal, RoleGroup, Solution


@dataclass(frozen=True)
class Reason:
    """One reason. ``number`` and ``other`` depend on the code.

    Of a chosen pair: ``affinity`` (its affinity), ``rank`` (her place among the proposal's
    candidates, 1 is best), ``locked``, ``kept`` (she had it before), ``only_role`` (nobody else on
    the panel serves ``roles``).

    Of a candidate who was not chosen: ``declined``; ``forbidden`` for any other reason;
    ``no_affinity`` (not listed as a candidate);
    ``same_bureau`` (as ``other``, who is on the panel); ``full`` (she has ``number`` seats, her
    most); ``better_elsewhere`` (``number`` more affinity on ``other``, the proposal where she
    fits least); ``needed_elsewhere`` (``number`` less affinity there, yet ``other`` would lose
    more); ``lower_affinity`` (``number`` less than ``other``, the lowest on the panel);
    ``seat_locked``, ``seat_kept`` (``other`` holds the seat she would take, for that reason);
    ``role_needed`` (``other`` alone serves ``roles``); ``least_load`` (``other`` would fall below
    hers, ``number``); ``near_tie`` (nothing but the whole: it gains no more than the gap).
    """

    code: str
    number: int = 0
    other: str = ""
    roles: RoleGroup = ()

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "code": self.code,
            "number": self.number,
            "other": self.other,
            "roles": list(self.roles),
        }


@dataclass(frozen=True)
class Explanation:
    """Reasons of every chosen pair and of every other pair that was asked about."""

    chosen: Mapping[Pair, tuple[Reason, ...]]
    passed_over: Mapping[Pair, tuple[Reason, ...]]


def explain(
    problem: Problem, solution: Solution, *, proposals: Collection[str] | None = None
) -> Explanation:
    """Reasons for all proposals or for some; there are as many as pairs, so ask for few."""
    table = _Table(problem, solution)
    asked = [row for row in problem.proposals if proposals is None or row.id in proposals]
    chosen = {
        (row.id, assessor): tuple(table.why(row, assessor))
        for row in asked
        for assessor in table.panels[row.id]
    }
    passed_over = {
        (row.id, assessor.id): tuple(table.why_not(row, assessor))
        for row in asked
        if row.seats
        for assessor in problem.assessors
        if (row.id, assessor.id) not in chosen
    }
    return Explanation(chosen, passed_over)


class _Table:
    """The answer by proposal and by assessor."""

    def __init__(self, problem: Problem, solution: Solution) -> None:
        self.problem, self.solution = problem, solution
        self.people = {row.id: row for row in problem.assessors}
        self.panels: defaultdict[str, list[str]] = defaultdict(list)
        self.serves: defaultdict[str, list[str]] = defaultdict(list)
        for proposal, assessor in solution.pairs:
            self.panels[proposal].append(assessor)
            self.serves[assessor].append(proposal)
        self.candidates: defaultdict[str, list[int]] = defaultdict(list)
        for pair, affinity in problem.affinity.items():
            if pair not in problem.forbidden:
                self.candidates[pair[0]].append(affinity)

    def why(self, proposal: Proposal, assessor: str) -> Iterator[Reason]:
        """Reasons of a chosen pair."""
        pair = (proposal.id, assessor)
        affinity = self.problem.affinity[pair]
        yield Reason("affinity", affinity)
        better = sum(other > affinity for other in self.candidates[proposal.id])
        yield Reason("rank", better + 1)
        if pair in self.problem.locked:
            yield Reason("locked")
        if pair in self.problem.previous:
            yield Reason("kept")
        for group in self._held_alone(proposal, assessor):
            yield Reason("only_role", roles=group)

    def why_not(self, proposal: Proposal, assessor: Assessor) -> Iterator[Reason]:
        """Reasons of a pair that was not chosen, the hardest first."""
        pair = (proposal.id, assessor.id)
        if pair in self.problem.forbidden:
            yield Reason("declined" if pair in self.problem.declined else "forbidden")
            return
        if pair not in self.problem.affinity:
            yield Reason("no_affinity")
            return
        reasons = [*self._own_limits(pair, assessor), *self._panel_limits(proposal, assessor)]
        yield from reasons or [Reason("near_tie")]

    def _own_limits(self, pair: Pair, assessor: Assessor) -> Iterator[Reason]:
        """What keeps her from any further seat."""
        load = len(self.serves[assessor.id])
        if load < assessor.most_load:
            return
        yield Reason("full", load)
        affinity, locked = self.problem.affinity, self.problem.locked
        held = [(p, assessor.id) for p in self.serves[assessor.id]]
        elsewhere = [(affinity[other], other[0]) for other in held if other not in locked]
        if not elsewhere:
            return
        there, other = min(elsewhere)
        better = there - affinity[pair]
        yield Reason("better_elsewhere" if better > 0 else "needed_elsewhere", abs(better), other)

    def _panel_limits(self, proposal: Proposal, assessor: Assessor) -> Iterator[Reason]:
        """What keeps her from each seat of this panel; those on it are taken worst first."""
        panel = self.panels[proposal.id]
        mates = [a for a in panel if assessor.bureau and self.people[a].bureau == assessor.bureau]
        if mates:
            yield Reason("same_bureau", other=mates[0])
        affinity = self.problem.affinity
        hers = affinity[proposal.id, assessor.id]
        holders = sorted((affinity[proposal.id, a], a) for a in mates or panel)
        if len(panel) < proposal.seats and not mates:
            return
        if holders and hers <= holders[0][0]:
            yield Reason("lower_affinity", holders[0][0] - hers, holders[0][1])
            return
        for theirs, holder in holders:
            if theirs < hers:
                yield from self._seat_held(proposal, holder, assessor)

    def _seat_held(self, proposal: Proposal, holder: str, assessor: Assessor) -> Iterator[Reason]:
        """Why ``holder``, although of lower affinity, keeps the seat."""
        pair = (proposal.id, holder)
        if pair in self.problem.locked:
            yield Reason("seat_locked", other=holder)
        elif pair in self.problem.previous and self.problem.least_change:
            yield Reason("seat_kept", other=holder)
        for group in self._held_alone(proposal, holder):
            if not assessor.roles & set(group):
                yield Reason("role_needed", other=holder, roles=group)
        least = self.people[holder].least_load
        if len(self.serves[holder]) <= least:
            yield Reason("least_load", least, holder)

    def _held_alone(self, proposal: Proposal, assessor: str) -> Iterator[RoleGroup]:
        """Groups that only this member of the panel serves."""
        others = [self.people[a].roles for a in self.panels[proposal.id] if a != assessor]
        for group in proposal.roles_required:
            wanted = set(group)
            if self.people[assessor].roles & wanted and not any(r & wanted for r in others):
                yield group
