"""A run's answer as officers read it: rows with people, load, fit and reasons."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_UP, Decimal

from grants.applications.models import Application
from grants.programmes.models import Term
from reviews.assignment.affinity import WEIGHTS
from reviews.assignment.boards import Board
from reviews.assignment.fits import Fit, Fits
from reviews.assignment.framing import ROLES, name_of
from reviews.assignment.models import Adjustment
from reviews.assignment.problem import Pair
from reviews.assignment.queries import loads
from reviews.assignment.reasons import account_number
from reviews.assignment.wording import Obstacle, obstacle
from reviews.bidding.models import Wish
from reviews.pool.models import Assessor, Discipline, PoolMember


@dataclass(frozen=True)
class Seat:
    """One assessor on the board: ``fit`` is 0–100; ``load`` counts what the board adds.

    ``matched`` are the topics and ``words`` the free words that meet.

    ``was`` says how they came there: ``kept`` (has it already), ``stays`` (an offer that could have
    moved), else empty. ``wish`` is their bid when it was worked out. ``stale`` is why the pair has
    become impossible.
    """

    application: Application
    assessor: Assessor
    fit: int
    matched: list[str]
    words: Sequence[str]
    load: int
    most_load: int | None
    was: str
    wish: Wish
    adjustment: Adjustment | None
    stale: str

    @property
    def is_kept(self) -> bool:
        """Whether they have the application already."""
        return self.was == "kept"


@dataclass(frozen=True)
class Leaver:
    """Somebody whom the solver or an earlier offer had there; ``is_offer``: it is taken back."""

    assessor: Assessor
    is_offer: bool
    adjustment: Adjustment | None


@dataclass(frozen=True)
class Row:
    """One application with its panel, its empty seats and missing disciplines."""

    application: Application
    seats: list[Seat]
    leavers: list[Leaver]
    unfilled: int
    missing: list[str]

    @property
    def has_note(self) -> bool:
        """Whether a line below the panel is needed."""
        return bool(self.unfilled or self.missing or self.leavers)

    @property
    def lines(self) -> int:
        """How many lines of the table belong to it."""
        return len(self.seats) + self.has_note

    @property
    def is_changed(self) -> bool:
        """Whether somebody changed who sits here."""
        return any(one.adjustment and one.adjustment.change != "locked" for one in self.seats) or (
            any(one.adjustment for one in self.leavers)
        )


@dataclass(frozen=True)
class Share:
    """One assessor's side of the board: what they get, have and lose."""

    assessor: Assessor
    member: PoolMember | None
    seats: list[Seat]
    lost: list[str]
    load: int

    @property
    def short(self) -> int:
        """Applications that are missing to their least load."""
        return max(0, (self.member.least_load if self.member else 0) - self.load)


@dataclass(frozen=True)
class Proposal:
    """The whole answer; ``worst_fit`` is that of the worst served full panel, per assessor.

    ``gain`` is by how many per cent the typical fit could be better at most, rounded up;
    ``is_cut_short`` says that time ran out before more was found.
    """

    rows: list[Row]
    obstacles: list[Obstacle]
    has_unseen: bool
    added: int
    kept: int
    moved: int
    unfilled: int
    missing: int
    worst_fit: int | None
    gain: Decimal
    is_cut_short: bool


def proposal(
    board: Board, stale: Mapping[Pair, str] | None = None, *, hidden: Collection[int] = ()
) -> Proposal:
    """The board as a table of applications; the number of queries does not grow with it.

    Rows, sums and loads leave out the applications ``hidden`` from the officer. What stands in
    the way of full coverage is told where it is of others alone; ``has_unseen``: there is more.
    """
    return _Reading(board, stale or {}, hidden).proposal()


def shares(board: Board, stale: Mapping[Pair, str], *, hidden: Collection[int] = ()) -> list[Share]:
    """The board as a table of assessors by name, everybody of the pool among them."""
    return _Reading(board, stale, hidden).shares()


class _Reading:
    def __init__(
        self, board: Board, stale: Mapping[Pair, str], hidden: Collection[int] = ()
    ) -> None:
        self.board, self.stale = board.without(hidden), stale
        self.call, self.solution = board.run.call, board.run.answer
        unseen = set(board.applications) - set(self.board.applications)
        self.clashes = [one for one in self.solution.clashes if not unseen & set(one.proposals)]
        board = self.board
        self.fits = {
            (application, account): Fit.from_json(fit)
            for application, account, *fit in board.run.reasons["pairs"]
        }
        self.people = board.people | _people(
            account for clash in self.clashes for account in clash.assessors
        )
        self.labels = _labels()
        members = self.call.pool.current().select_related("assessor__user")
        self.members = {one.assessor_id: one for one in members}
        self.loads = loads(self.call.pk, hidden)
        for pairs_of, step in ((board.new, 1), (board.lost, -1)):
            for _reference, account in pairs_of:
                pk = self.people[account].pk
                self.loads[pk] = self.loads.get(pk, 0) + step
        self.fits |= self._by_hand()

    def _by_hand(self) -> dict[Pair, Fit]:
        """The fit of whom the solver did not choose, as things are declared now."""
        unknown = [pair for pair in self.board.pairs if pair not in self.fits]
        if not unknown:
            return {}
        applications = self.board.applications
        people = {account: self.people[account] for _reference, account in unknown}
        fits = Fits(
            [applications[reference] for reference in {pair[0] for pair in unknown}],
            people.values(),
        )
        return {
            (reference, account): fits.of(applications[reference], people[account])
            for reference, account in unknown
        }

    def proposal(self) -> Proposal:
        rows = [self._row(application) for application in self.board.applications.values()]
        names = {account: str(assessor) for account, assessor in self.people.items()}
        return Proposal(
            rows=rows,
            obstacles=[obstacle(clash, names) for clash in self.clashes],
            has_unseen=len(self.clashes) < len(self.solution.clashes),
            added=len(self.board.new),
            kept=len(self.board.pairs) - len(self.board.new),
            moved=len(self.board.lost),
            unfilled=sum(row.unfilled for row in rows),
            missing=sum(len(row.missing) for row in rows),
            worst_fit=_worst_fit(rows),
            gain=Decimal(self.solution.gap * 100).quantize(Decimal("0.01"), ROUND_UP),
            is_cut_short=self.solution.cut_short,
        )

    def shares(self) -> list[Share]:
        rows: dict[int, list[Seat]] = {pk: [] for pk in self.members}
        lost: dict[int, list[str]] = {}
        for pair in self.board.pairs:
            rows.setdefault(self.people[pair[1]].pk, []).append(self._seat(pair))
        for reference, account in self.board.lost:
            lost.setdefault(self.people[account].pk, []).append(reference)
        people = {one.pk: one for one in self.people.values()}
        people |= {pk: member.assessor for pk, member in self.members.items()}
        found = [
            Share(
                assessor=people[pk],
                member=self.members.get(pk),
                seats=rows.get(pk, []),
                lost=lost.get(pk, []),
                load=self.loads.get(pk, 0),
            )
            for pk in {**rows, **lost}
        ]
        return sorted(found, key=lambda one: (str(one.assessor), one.assessor.pk))

    def _row(self, application: Application) -> Row:
        reference = application.reference
        panel = self.board.panels.get(reference, [])
        adjusted = {pair[1] for pair in self.board.adjustments if pair[0] == reference}
        moved = {account for name, account in self.board.lost if name == reference}
        gone = sorted((adjusted | moved) - set(panel))
        return Row(
            application=application,
            seats=[self._seat((reference, account)) for account in panel],
            leavers=[
                Leaver(
                    self.people[account],
                    is_offer=account in moved,
                    adjustment=self.board.adjustments.get((reference, account)),
                )
                for account in gone
            ],
            unfilled=self.board.open_seats(reference),
            missing=self._missing(reference, panel),
        )

    def _missing(self, reference: str, panel: list[str]) -> list[str]:
        """Disciplines that nobody of the panel has; one seat cannot ask for two."""
        if self.board.seats.get(reference, 0) < len(ROLES):
            return []
        held = {role for account in panel for role in self.people[account].disciplines}
        return [
            " / ".join(str(Discipline(role).label) for role in group)
            for group in ROLES
            if not held & set(group)
        ]

    def _seat(self, pair: Pair) -> Seat:
        fit, assessor = self.fits[pair], self.people[pair[1]]
        member = self.members.get(assessor.pk)
        was = "kept" if pair in self.board.standing else ""
        return Seat(
            application=self.board.applications[pair[0]],
            assessor=assessor,
            fit=fit.points,
            matched=[self.labels.get((kind, code), code) for kind, code in fit.topics],
            words=fit.words,
            load=self.loads.get(assessor.pk, 0),
            most_load=member.most_load if member else None,
            wish=fit.wish,
            was="stays" if pair in self.board.movable else was,
            adjustment=self.board.adjustments.get(pair),
            stale=self.stale.get(pair, ""),
        )


def _worst_fit(rows: list[Row]) -> int | None:
    full = [row for row in rows if row.seats and not row.unfilled]
    means = [sum(seat.fit for seat in row.seats) // len(row.seats) for row in full]
    return min(means, default=None)


def _people(accounts: Iterable[str]) -> dict[str, Assessor]:
    names = set(accounts)
    if not names:
        return {}
    people = Assessor.objects.filter(user__in=map(account_number, names))
    return {name_of(one): one for one in people.select_related("user")}


def _labels() -> dict[tuple[str, str], str]:
    """Terms in the reader's language by taxonomy and code."""
    terms = Term.objects.filter(taxonomy__in=WEIGHTS)
    return {(term.taxonomy, term.code): str(term) for term in terms}
