"""The assignment problem as frozen data: what the solver is given and what it gives back.

Everything is kept in one canonical order (by id), so the order in which rows were read never
reaches the solver. ``to_json`` gives plain values for a JSON column; ``from_json`` reads them back
to an equal object.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

Pair = tuple[str, str]
"""A proposal's id and an assessor's id."""

RoleGroup = tuple[str, ...]
"""Roles of which one suffices, in alphabetical order."""

MAX_AFFINITY = 10_000


@dataclass(frozen=True)
class Proposal:
    """An application with ``seats`` to fill; each group of ``roles_required`` wants one holder.

    One assessor who holds roles of two groups serves both.
    """

    id: str
    seats: int
    roles_required: tuple[RoleGroup, ...] = ()

    def __post_init__(self) -> None:
        groups = {tuple(sorted(set(group))) for group in self.roles_required}
        object.__setattr__(self, "roles_required", tuple(sorted(groups)))
        if self.seats < 0:
            raise ValueError(f"proposal {self.id!r}: seats is {self.seats}, it must be 0 or more")
        if () in groups:
            raise ValueError(f"proposal {self.id!r}: a group of required roles is empty")


@dataclass(frozen=True)
class Assessor:
    """Somebody of the pool. An empty ``bureau`` belongs to nobody and never clashes."""

    id: str
    roles: frozenset[str] = frozenset()
    bureau: str = ""
    least_load: int = 0
    most_load: int = 0

    def __post_init__(self) -> None:
        object.__setattr__(self, "roles", frozenset(self.roles))
        if not 0 <= self.least_load <= self.most_load:
            raise ValueError(
                f"assessor {self.id!r}: least load {self.least_load} and most load"
                f" {self.most_load} must satisfy 0 <= least <= most"
            )


@dataclass(frozen=True)
class Problem:
    """One problem. Candidates are the pairs of ``affinity`` that are not in ``forbidden``.

    A pair without an affinity is no candidate: list a pair with 0 to allow it as a last resort.
    ``previous`` are the pairs of an earlier answer that ``least_change`` asks to keep; those that
    are now forbidden simply cannot be kept. ``declined`` pairs are forbidden as well, and told
    apart only where reasons are given. Wrong rows raise ``ValueError`` naming the row.
    """

    proposals: tuple[Proposal, ...]
    assessors: tuple[Assessor, ...]
    affinity: Mapping[Pair, int]
    forbidden: frozenset[Pair] = frozenset()
    locked: frozenset[Pair] = frozenset()
    previous: frozenset[Pair] = frozenset()
    seed: int = 0
    least_change: bool = False
    declined: frozenset[Pair] = frozenset()

    def __post_init__(self) -> None:
        proposals = tuple(sorted(self.proposals, key=lambda row: row.id))
        assessors = tuple(sorted(self.assessors, key=lambda row: row.id))
        object.__setattr__(self, "proposals", proposals)
        object.__setattr__(self, "assessors", assessors)
        object.__setattr__(self, "affinity", dict(sorted(self.affinity.items())))
        for name in ("forbidden", "locked", "previous", "declined"):
            object.__setattr__(self, name, frozenset(getattr(self, name)))
        object.__setattr__(self, "forbidden", self.forbidden | self.declined)
        _check_rows(self)
        _check_locks(self)

    def __hash__(self) -> int:
        return hash(self.digest)

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the canonical JSON: equal problems have equal digests."""
        return _digest(self.to_json())

    def to_json(self) -> dict[str, Any]:
        """Plain values in canonical order."""
        # absent where there are none: problems stored before there were any keep their digests
        declined = {"declined": [list(pair) for pair in sorted(self.declined)]}
        return {
            "proposals": [
                {
                    "id": row.id,
                    "seats": row.seats,
                    "roles_required": [list(group) for group in row.roles_required],
                }
                for row in self.proposals
            ],
            "assessors": [
                {
                    "id": row.id,
                    "roles": sorted(row.roles),
                    "bureau": row.bureau,
                    "least_load": row.least_load,
                    "most_load": row.most_load,
                }
                for row in self.assessors
            ],
            "affinity": [[*pair, value] for pair, value in self.affinity.items()],
            "forbidden": [list(pair) for pair in sorted(self.forbidden)],
            "locked": [list(pair) for pair in sorted(self.locked)],
            "previous": [list(pair) for pair in sorted(self.previous)],
            "seed": self.seed,
            "least_change": self.least_change,
            **(declined if self.declined else {}),
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Problem:
        """The problem that ``to_json`` wrote."""
        return cls(
            proposals=tuple(
                Proposal(row["id"], row["seats"], tuple(map(tuple, row["roles_required"])))
                for row in stored["proposals"]
            ),
            assessors=tuple(
                Assessor(
                    row["id"],
                    frozenset(row["roles"]),
                    row["bureau"],
                    row["least_load"],
                    row["most_load"],
                )
                for row in stored["assessors"]
            ),
            affinity={(proposal, assessor): n for proposal, assessor, n in stored["affinity"]},
            forbidden=_pairs(stored["forbidden"]),
            locked=_pairs(stored["locked"]),
            previous=_pairs(stored["previous"]),
            seed=stored["seed"],
            least_change=stored["least_change"],
            declined=_pairs(stored.get("declined", ())),
        )


@dataclass(frozen=True)
class Clash:
    """A smallest set of proposals and rules that cannot all be met, with what would cure it.

    No proposal can be left out of ``proposals`` without the shortage becoming smaller.
    ``assessors`` is everybody who may take any of them. ``seats_needed - seats_available`` further
    seats end the clash. ``rule`` is the rule that stands in the way first; ``cures`` says for each
    rule how many of the missing seats lifting that rule alone would fill.

    Rules: ``nobody`` (no candidate at all), ``pool`` (too few people, whatever the rules),
    ``capacity`` (most loads), ``bureau`` (one of each bureau), ``conflict`` (forbidden pairs),
    ``role`` (too few holders of ``roles``), ``roles_together`` (each group could be served, not
    all at once), ``least_load`` (not enough seats to give everybody their least load).
    """

    proposals: tuple[str, ...]
    assessors: tuple[str, ...]
    seats_needed: int
    seats_available: int
    rule: str
    roles: RoleGroup = ()
    cures: tuple[tuple[str, int], ...] = ()

    @property
    def short(self) -> int:
        """Seats that are missing."""
        return self.seats_needed - self.seats_available

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "proposals": list(self.proposals),
            "assessors": list(self.assessors),
            "seats_needed": self.seats_needed,
            "seats_available": self.seats_available,
            "rule": self.rule,
            "roles": list(self.roles),
            "cures": [list(cure) for cure in self.cures],
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Clash:
        """The clash that ``to_json`` wrote."""
        return cls(
            proposals=tuple(stored["proposals"]),
            assessors=tuple(stored["assessors"]),
            seats_needed=stored["seats_needed"],
            seats_available=stored["seats_available"],
            rule=stored["rule"],
            roles=tuple(stored["roles"]),
            cures=tuple((rule, seats) for rule, seats in stored["cures"]),
        )


@dataclass(frozen=True)
class Solution:
    """An answer, what each stage reached, and how far from the best it can be at most.

    ``floor`` is the affinity of the worst fully staffed panel (0 when there is none) and
    ``floor_bound`` a proven upper limit of it; ``welfare`` and ``bound`` likewise. ``gap`` is the
    largest share by which any answer could raise the panels' typical affinity (see
    ``solver.welfare.gap``). ``missing_roles`` are the proposals and role groups left unserved.
    ``cut_short``: time ran out, so another run may find another answer; the bounds hold all the
    same.
    """

    pairs: tuple[Pair, ...]
    unfilled: Mapping[str, int]
    missing_roles: tuple[tuple[str, RoleGroup], ...]
    shortfalls: Mapping[str, int]
    floor: int
    floor_bound: int
    welfare: float
    bound: float
    gap: float
    loads: Mapping[str, int]
    kept: int
    solver_version: str
    stages: tuple[tuple[str, float], ...]
    clashes: tuple[Clash, ...] = field(default=())
    cut_short: bool = False

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the canonical JSON: every figure of equal solutions is equal bit for bit."""
        return _digest(self.to_json())

    def to_json(self) -> dict[str, Any]:
        """Plain values in canonical order."""
        return {
            "pairs": [list(pair) for pair in self.pairs],
            "unfilled": dict(self.unfilled),
            "missing_roles": [[proposal, list(group)] for proposal, group in self.missing_roles],
            "shortfalls": dict(self.shortfalls),
            "floor": self.floor,
            "floor_bound": self.floor_bound,
            "welfare": self.welfare,
            "bound": self.bound,
            "gap": self.gap,
            "loads": dict(self.loads),
            "kept": self.kept,
            "solver_version": self.solver_version,
            "stages": [list(stage) for stage in self.stages],
            "clashes": [clash.to_json() for clash in self.clashes],
            "cut_short": self.cut_short,
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Solution:
        """The solution that ``to_json`` wrote."""
        plain = ("floor", "floor_bound", "welfare", "bound", "gap", "kept", "solver_version")
        return cls(
            pairs=tuple((proposal, assessor) for proposal, assessor in stored["pairs"]),
            unfilled=dict(stored["unfilled"]),
            missing_roles=tuple((row, tuple(group)) for row, group in stored["missing_roles"]),
            shortfalls=dict(stored["shortfalls"]),
            loads=dict(stored["loads"]),
            stages=tuple((name, value) for name, value in stored["stages"]),
            clashes=tuple(Clash.from_json(clash) for clash in stored["clashes"]),
            cut_short=stored.get("cut_short", False),
            **{name: stored[name] for name in plain},
        )


def _digest(plain: dict[str, Any]) -> str:
    text = json.dumps(plain, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _pairs(rows: Iterable[Iterable[str]]) -> frozenset[Pair]:
    return frozenset((proposal, assessor) for proposal, assessor in rows)


def _check_rows(problem: Problem) -> None:
    _check_unique("proposal", [row.id for row in problem.proposals])
    _check_unique("assessor", [row.id for row in problem.assessors])
    proposals = {row.id for row in problem.proposals}
    assessors = {row.id for row in problem.assessors}
    for name in ("affinity", "forbidden", "locked", "previous"):  # forbidden has the declined
        for proposal, assessor in sorted(getattr(problem, name)):
            if proposal not in proposals:
                raise ValueError(f"{name} {(proposal, assessor)!r}: unknown proposal {proposal!r}")
            if assessor not in assessors:
                raise ValueError(f"{name} {(proposal, assessor)!r}: unknown assessor {assessor!r}")
    for pair, value in problem.affinity.items():
        if not 0 <= value <= MAX_AFFINITY:
            raise ValueError(f"affinity {pair!r}: {value} is not within 0 to {MAX_AFFINITY}")


def _check_unique(name: str, ids: list[str]) -> None:
    for row, count in Counter(ids).items():
        if count > 1:
            raise ValueError(f"{name} {row!r}: the id appears {count} times")


def _check_locks(problem: Problem) -> None:
    for pair in sorted(problem.locked):
        if pair in problem.forbidden:
            raise ValueError(f"locked {pair!r}: the pair is forbidden")
        if pair not in problem.affinity:
            raise ValueError(f"locked {pair!r}: the pair has no affinity, so it is no candidate")
    on_proposal = Counter(proposal for proposal, _ in problem.locked)
    for proposal in problem.proposals:
        if on_proposal[proposal.id] > proposal.seats:
            raise ValueError(
                f"proposal {proposal.id!r}: {on_proposal[proposal.id]} locked pairs"
                f" for {proposal.seats} seats"
            )
    with_assessor = Counter(assessor for _, assessor in problem.locked)
    for assessor in problem.assessors:
        if with_assessor[assessor.id] > assessor.most_load:
            raise ValueError(
                f"assessor {assessor.id!r}: {with_assessor[assessor.id]} locked pairs"
                f" for a most load of {assessor.most_load}"
            )
    _check_locked_bureaus(problem)


def _check_locked_bureaus(problem: Problem) -> None:
    bureau = {row.id: row.bureau for row in problem.assessors}
    seen: dict[tuple[str, str], str] = {}
    for proposal, assessor in sorted(problem.locked):
        if not bureau[assessor]:
            continue
        other = seen.setdefault((proposal, bureau[assessor]), assessor)
        if other != assessor:
            raise ValueError(
                f"proposal {proposal!r}: {other!r} and {assessor!r} are locked"
                f" and share the bureau {bureau[assessor]!r}"
            )
