"""The board of a proposal: the solver's answer with what officers changed in it by hand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

from grants.applications.models import Application
from reviews.assignment import rules
from reviews.assignment.facts import Facts
from reviews.assignment.framing import name_of
from reviews.assignment.models import Adjustment, AssignmentRun, Change
from reviews.assignment.problem import Pair
from reviews.assignment.reasons import account_number
from reviews.pool.models import Assessor


@dataclass(frozen=True)
class Board:
    """Pairs by name; ``applications`` and ``people`` give the rows behind the names.

    ``standing`` are assignments that nobody touches, ``movable`` offers without an answer that the
    run could give to somebody else; every other pair of the board becomes an assignment.
    """

    run: AssignmentRun
    standing: frozenset[Pair]
    movable: frozenset[Pair]
    proposed: tuple[Pair, ...]
    adjustments: dict[Pair, Adjustment]
    applications: dict[str, Application]
    people: dict[str, Assessor]

    @cached_property
    def pairs(self) -> tuple[Pair, ...]:
        """Everybody on a panel, in the order of the names."""
        return tuple(sorted((set(self.proposed) - self.dropped) | self.added))

    @cached_property
    def added(self) -> set[Pair]:
        """Put there by hand."""
        return self._changed(Change.ADDED)

    @cached_property
    def dropped(self) -> set[Pair]:
        """Taken off by hand, or kept off when the proposal was worked out again."""
        return self._changed(Change.DROPPED)

    @cached_property
    def pinned(self) -> set[Pair]:
        """Locked by an officer."""
        return self._changed(Change.LOCKED)

    @cached_property
    def new(self) -> tuple[Pair, ...]:
        """What a confirmation offers."""
        return tuple(pair for pair in self.pairs if pair not in self.standing | self.movable)

    @cached_property
    def lost(self) -> tuple[Pair, ...]:
        """Offers that a confirmation takes back."""
        return tuple(sorted(self.movable - set(self.pairs)))

    @cached_property
    def panels(self) -> dict[str, list[str]]:
        """Accounts by application."""
        found: dict[str, list[str]] = defaultdict(list)
        for reference, account in self.pairs:
            found[reference].append(account)
        return found

    @cached_property
    def seats(self) -> dict[str, int]:
        """How many seats of each application the run had to fill."""
        found = dict(self.run.answer.unfilled)
        for reference, _account in self.proposed:
            found[reference] = found.get(reference, 0) + 1
        return found

    @cached_property
    def is_changed(self) -> bool:
        """Whether anybody sits elsewhere than the solver put them."""
        return set(self.pairs) != set(self.proposed)

    def open_seats(self, reference: str) -> int:
        """Seats of the application that nobody has."""
        return max(0, self.seats.get(reference, 0) - len(self.panels.get(reference, ())))

    def without(self, hidden: Collection[int]) -> Board:
        """The board without these applications by id: what an officer with an interest is shown.

        Every figure of the page is counted from it, so none includes what it hides (AZ-06).
        Whether pairs are possible is asked of the whole board, whoever looks.
        """
        left = {name for name, one in self.applications.items() if one.pk not in hidden}
        if len(left) == len(self.applications):
            return self
        return replace(
            self,
            standing=frozenset(pair for pair in self.standing if pair[0] in left),
            movable=frozenset(pair for pair in self.movable if pair[0] in left),
            proposed=tuple(pair for pair in self.proposed if pair[0] in left),
            adjustments={pair: one for pair, one in self.adjustments.items() if pair[0] in left},
            applications={name: one for name, one in self.applications.items() if name in left},
        )

    def _changed(self, change: Change) -> set[Pair]:
        return {pair for pair, one in self.adjustments.items() if one.change == change}


def board_of(run: AssignmentRun) -> Board:
    """The board of a run that was worked out; the number of queries does not grow with it."""
    rows = run.adjustments.select_related("application", "assessor__user", "made_by")
    adjustments = {
        (one.application.reference, name_of(one.assessor)): one for one in rows.order_by("pk")
    }
    answer = run.answer
    movable = _pairs(run.reasons.get("movable", []))
    references = {pair[0] for pair in (*answer.pairs, *adjustments, *movable)}
    references |= set(answer.unfilled)
    accounts = {pair[1] for pair in (*answer.pairs, *adjustments, *movable)}
    applications = run.call.applications.filter(reference__in=references)
    people = Assessor.objects.filter(user__in=map(account_number, accounts))
    return Board(
        run=run,
        standing=_pairs(run.reasons["locked"]),
        movable=movable,
        proposed=answer.pairs,
        adjustments=adjustments,
        applications={
            one.reference: one
            for one in applications.select_related("organisation", "call").order_by("reference")
        },
        people={name_of(one): one for one in people.select_related("user")},
    )


def _pairs(stored: list[list[str]]) -> frozenset[Pair]:
    return frozenset((reference, account) for reference, account in stored)


@dataclass(frozen=True)
class Standing:
    """The board beside the facts of now: ``stale`` says of each pair why it cannot be any more."""

    facts: Facts
    stale: dict[Pair, str]


def standing_of(board: Board, *, now: datetime) -> Standing:
    """Count the board on top of what stands; pairs that have become impossible are left out.

    Roles are not asked again: whoever changed the board was asked then, and the solver's own answer
    may lack a role that nobody could serve.
    """
    facts = Facts(board.run.call, now=now)
    for reference, account in sorted(board.movable):
        facts.take(board.applications[reference], board.people[account])
    stale: dict[Pair, str] = {}
    for pair in board.pairs:
        if pair in board.standing:
            continue
        application, assessor = board.applications[pair[0]], board.people[pair[1]]
        obstacle = rules.obstacle_to(facts.of(application, assessor, minds_roles=False))
        if obstacle:
            stale[pair] = obstacle
        else:
            facts.give(application, assessor)
    return Standing(facts, stale)
