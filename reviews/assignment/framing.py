"""From rows to the frozen problem that the solver is given.

Only applications with open seats are in it; what their assessors carry elsewhere is taken off the
loads beforehand. Live assignments are locked, so a run after declines changes nobody's work and
fills what is open. Asked to, it lets offers of earlier runs that nobody has answered move, and
keeps as many of them as it can. A live assignment under a suggested conflict holds its seat until
an officer has ruled: it is neither locked nor given to somebody else.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from grants.applications.lifecycle import WITHDRAWN
from grants.applications.models import Application
from grants.programmes.models import Call
from reviews.assignment import lifecycle
from reviews.assignment.fits import Fits
from reviews.assignment.models import Assignment
from reviews.assignment.problem import Assessor as Person
from reviews.assignment.problem import Pair, Problem, Proposal
from reviews.assignment.queries import OPEN_TO_ASSIGN
from reviews.conflicts.evidence import normal_name
from reviews.conflicts.queries import barred_pairs
from reviews.pool.models import Assessor, Discipline, PoolMember
from reviews.pool.queries import serving

ROLES = ((Discipline.TECHNICAL.value,), (Discipline.FINANCE.value, Discipline.REGULATORY.value))
"""Each application wants somebody technical, and somebody of finance or regulation."""


def name_of(assessor: Assessor) -> str:
    """The assessor in a problem: the account's number, as in the audit log."""
    return f"account-{assessor.user_id}"


def frame(call: Call, *, seed: int, now: datetime, may_move: bool = False) -> Problem:
    """The problem of ``call`` as it is now; the number of queries does not grow with it."""
    return _Frame(call, now, may_move=may_move).problem(seed)


@dataclass(frozen=True)
class _Seat:
    """One assignment as the frame counts it."""

    application_id: int
    assessor: Assessor
    is_live: bool
    is_declined: bool
    is_loose: bool
    """Offered by a run, and not answered."""


class _Frame:
    """Everything read from the database, and the problem made of it."""

    def __init__(self, call: Call, now: datetime, *, may_move: bool) -> None:
        self.call, self.may_move = call, may_move
        self.barred = barred_pairs(call)
        self.seats = _seats(call)
        self.members = {one.assessor_id: one for one in serving(call, now=now)}
        self.held = Counter(seat.application_id for seat in self.seats if self._is_held(seat))
        self.sitting = Counter(one.application_id for one in self.seats if self._is_sitting(one))
        self.locks = [seat for seat in self.seats if self._is_lock(seat)]
        locked = Counter(seat.application_id for seat in self.locks)
        self.open = {
            one.pk: one for one in _applications(call) if self._wanted(one) > locked[one.pk]
        }
        self.locks = [seat for seat in self.locks if seat.application_id in self.open]
        self.moving = [
            seat for seat in self.seats if self._moves(seat) and seat.application_id in self.open
        ]
        self.people = {one.assessor_id: one.assessor for one in self.members.values()}
        self.people |= {seat.assessor.pk: seat.assessor for seat in self.locks}

    def _is_held(self, seat: _Seat) -> bool:
        return seat.is_live and (seat.application_id, seat.assessor.pk) in self.barred

    def _is_sitting(self, seat: _Seat) -> bool:
        return seat.is_live and (seat.application_id, seat.assessor.pk) not in self.barred

    def _is_lock(self, seat: _Seat) -> bool:
        return self._is_sitting(seat) and not self._moves(seat)

    def _moves(self, seat: _Seat) -> bool:
        """Who left the pool keeps what they have, and so does a panel with more than its seats."""
        if not (self.may_move and seat.is_loose and self._is_sitting(seat)):
            return False
        crowd = self.sitting[seat.application_id] + self.held[seat.application_id]
        is_within = crowd <= self.call.assessors_per_application
        return is_within and seat.assessor.pk in self.members

    def _wanted(self, application: Application) -> int:
        return self.call.assessors_per_application - self.held[application.pk]

    def problem(self, seed: int) -> Problem:
        locked = {self._pair(seat.application_id, seat.assessor) for seat in self.locks}
        return Problem(
            proposals=tuple(self._proposal(one) for one in self.open.values()),
            assessors=self._assessors(),
            affinity=self._affinity(locked),
            forbidden=frozenset(self._forbidden() - locked),
            locked=frozenset(locked),
            previous=frozenset(self._pair(one.application_id, one.assessor) for one in self.moving),
            seed=seed,
            least_change=self.may_move,
            declined=frozenset(self._declined()),
        )

    def _pair(self, application_id: int, assessor: Assessor) -> Pair:
        return self.open[application_id].reference, name_of(assessor)

    def _proposal(self, application: Application) -> Proposal:
        """One seat cannot ask for two disciplines."""
        wanted = self._wanted(application)
        return Proposal(application.reference, wanted, ROLES if wanted > 1 else ())

    def _assessors(self) -> tuple[Person, ...]:
        live = Counter(seat.assessor.pk for seat in self.seats if seat.is_live)
        here = Counter(seat.assessor.pk for seat in self.locks)
        moving = Counter(seat.assessor.pk for seat in self.moving)
        doubled = self._doubled_bureaus()
        return tuple(
            _person(
                assessor,
                self.members.get(pk),
                here=here[pk],
                elsewhere=live[pk] - here[pk] - moving[pk],
                bureau="" if pk in doubled else normal_name(assessor.employer),
            )
            for pk, assessor in self.people.items()
        )

    def _doubled_bureaus(self) -> set[int]:
        """Assessors locked beside one of the same bureau, who came there before it was known."""
        taken: set[tuple[int, str]] = set()
        doubled: set[int] = set()
        for seat in self.locks:
            desk = (seat.application_id, normal_name(seat.assessor.employer))
            if desk[1] and desk in taken:
                doubled.add(seat.assessor.pk)
            taken.add(desk)
        return doubled

    def _affinity(self, locked: set[Pair]) -> dict[Pair, int]:
        """Of every member who serves; of others only where they sit already."""
        fits = Fits(self.open.values(), self.people.values())
        found: dict[Pair, int] = {}
        for assessor_id, assessor in self.people.items():
            for application_id, application in self.open.items():
                pair = self._pair(application_id, assessor)
                if assessor_id in self.members or pair in locked:
                    found[pair] = fits.value(application, assessor)
        return found

    def _forbidden(self) -> set[Pair]:
        ended = {(seat.application_id, seat.assessor.pk) for seat in self.seats if not seat.is_live}
        return self._in_question(self.barred | ended)

    def _declined(self) -> set[Pair]:
        """Given back by the assessor, and no conflict known beside."""
        given = {(one.application_id, one.assessor.pk) for one in self.seats if one.is_declined}
        return self._in_question(given - self.barred)

    def _in_question(self, found: set[tuple[int, int]]) -> set[Pair]:
        return {
            self._pair(application_id, self.people[assessor_id])
            for application_id, assessor_id in found
            if application_id in self.open and assessor_id in self.people
        }


def _applications(call: Call) -> QuerySet[Application]:
    found = call.applications.filter(state__in=OPEN_TO_ASSIGN).order_by("reference")
    return found.select_related("pillar", "technology").prefetch_related("use_cases")


def _seats(call: Call) -> list[_Seat]:
    given = Assignment.objects.filter(application__call=call).exclude(application__state=WITHDRAWN)
    rows = given.select_related("assessor").prefetch_related("assessor__expertise").order_by("pk")
    return [
        _Seat(
            one.application_id,
            one.assessor,
            is_live=one.state in lifecycle.LIVE,
            is_declined=one.state == lifecycle.DECLINED,
            is_loose=one.state == lifecycle.OFFERED and one.run_id is not None,
        )
        for one in rows
    ]


def _person(
    assessor: Assessor, member: PoolMember | None, *, here: int, elsewhere: int, bureau: str
) -> Person:
    """Limits without what is carried elsewhere; who left the pool keeps what they have."""
    most = max(here, member.most_load - elsewhere) if member else here
    least = max(0, min(most, member.least_load - elsewhere)) if member else 0
    return Person(
        id=name_of(assessor),
        roles=frozenset(assessor.disciplines),
        bureau=bureau,
        least_load=least,
        most_load=most,
    )
