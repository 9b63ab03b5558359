"""A run's answer as officers read it: rows with people, load, fit and reasons."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import ROUND_UP, Decimal

from grants.applications.models import Application
from grants.programmes.models import Call, Term
from reviews.assignment.affinity import WEIGHTS
from reviews.assignment.models import AssignmentRun
from reviews.assignment.queries import loads
from reviews.assignment.reasons import account_number
from reviews.assignment.wording import Obstacle, obstacle
from reviews.pool.models import Assessor, Discipline

StoredPair = tuple[str, str, int, list[list[str]]]
"""Application, account, affinity, matched topics: see ``reasons``."""


@dataclass(frozen=True)
class Seat:
    """One proposed assessor: ``fit`` is 0–100; ``load`` counts what the proposal adds."""

    assessor: Assessor
    fit: int
    matched: list[str]
    load: int
    most_load: int | None
    is_kept: bool


@dataclass(frozen=True)
class Row:
    """One application with its proposed panel, its empty seats and missing disciplines."""

    application: Application
    seats: list[Seat]
    unfilled: int
    missing: list[str]

    @property
    def lines(self) -> int:
        """How many lines of the table belong to it."""
        return len(self.seats) + bool(self.unfilled or self.missing)


@dataclass(frozen=True)
class Proposal:
    """The whole answer; ``worst_fit`` is that of the worst served full panel, per assessor.

    ``gain`` is by how many per cent the typical fit could be better at most, rounded up;
    ``is_cut_short`` says that time ran out before more was found.
    """

    rows: list[Row]
    obstacles: list[Obstacle]
    added: int
    kept: int
    unfilled: int
    missing: int
    worst_fit: int | None
    gain: Decimal
    is_cut_short: bool


def proposal(run: AssignmentRun) -> Proposal:
    """The answer stored with ``run``; the number of queries does not grow with it."""
    return _Reading(run).proposal()


class _Reading:
    def __init__(self, run: AssignmentRun) -> None:
        self.call: Call = run.call
        self.solution = run.answer
        self.pairs: list[StoredPair] = run.reasons["pairs"]
        self.panels: dict[str, list[StoredPair]] = defaultdict(list)
        for pair in self.pairs:
            self.panels[pair[0]].append(pair)
        self.locked = {tuple(pair) for pair in run.reasons["locked"]}
        names = {pair[1] for pair in self.pairs} | {
            account for clash in self.solution.clashes for account in clash.assessors
        }
        people = Assessor.objects.filter(user__in=map(account_number, names))
        self.people = {f"account-{one.user_id}": one for one in people.select_related("user")}
        self.labels = _labels()
        members = self.call.pool.current().values_list("assessor_id", "most_load")
        self.most = dict(members)
        self.loads = loads(self.call.pk)

    def proposal(self) -> Proposal:
        added = [pair for pair in self.pairs if tuple(pair[:2]) not in self.locked]
        for pair in added:
            assessor_id = self.people[pair[1]].pk
            self.loads[assessor_id] = self.loads.get(assessor_id, 0) + 1
        rows = [self._row(application) for application in self._applications()]
        names = {account: str(assessor) for account, assessor in self.people.items()}
        return Proposal(
            rows=rows,
            obstacles=[obstacle(clash, names) for clash in self.solution.clashes],
            added=len(added),
            kept=len(self.pairs) - len(added),
            unfilled=sum(self.solution.unfilled.values()),
            missing=len(self.solution.missing_roles),
            worst_fit=self._worst_fit(rows),
            gain=Decimal(self.solution.gap * 100).quantize(Decimal("0.01"), ROUND_UP),
            is_cut_short=self.solution.cut_short,
        )

    def _applications(self) -> list[Application]:
        named = {pair[0] for pair in self.pairs} | set(self.solution.unfilled)
        found = self.call.applications.filter(reference__in=named).select_related("organisation")
        return list(found.order_by("reference"))

    def _row(self, application: Application) -> Row:
        reference = application.reference
        missing = [
            " / ".join(str(Discipline(role).label) for role in group)
            for name, group in self.solution.missing_roles
            if name == reference
        ]
        return Row(
            application=application,
            seats=[self._seat(pair) for pair in self.panels[reference]],
            unfilled=self.solution.unfilled.get(reference, 0),
            missing=missing,
        )

    def _seat(self, pair: StoredPair) -> Seat:
        _reference, account, fit, topics = pair
        assessor = self.people[account]
        return Seat(
            assessor=assessor,
            fit=round(fit / 100),
            matched=[self.labels.get((kind, code), code) for kind, code in topics],
            load=self.loads.get(assessor.pk, 0),
            most_load=self.most.get(assessor.pk),
            is_kept=tuple(pair[:2]) in self.locked,
        )

    def _worst_fit(self, rows: list[Row]) -> int | None:
        full = [row for row in rows if row.seats and not row.unfilled]
        means = [sum(seat.fit for seat in row.seats) // len(row.seats) for row in full]
        return min(means, default=None)


def _labels() -> dict[tuple[str, str], str]:
    """Terms in the reader's language by taxonomy and code."""
    terms = Term.objects.filter(taxonomy__in=WEIGHTS)
    return {(term.taxonomy, term.code): str(term) for term in terms}
