"""What decides whether pairs may meet, read once for a call and kept true while pairs are given."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection
from datetime import datetime

from grants.applications.lifecycle import WITHDRAWN
from grants.applications.models import Application
from grants.programmes.models import Call
from reviews.assignment import lifecycle
from reviews.assignment.framing import ROLES
from reviews.assignment.models import Assignment
from reviews.assignment.rules import Pair
from reviews.conflicts.evidence import normal_name
from reviews.conflicts.queries import barred_pairs
from reviews.pool.absences.queries import by_assessor
from reviews.pool.models import Assessor
from reviews.pool.queries import serving


class Facts:
    """Facts of a call; the caller holds the lock of its row, so they stay true.

    ``absences`` are those that are not over, by the assessor's id.
    """

    def __init__(self, call: Call, *, now: datetime) -> None:
        self._seats = call.assessors_per_application
        self._barred = barred_pairs(call)
        self._serving = {one.assessor_id: one for one in serving(call, now=now)}
        pool = call.pool.current().values_list("assessor_id", flat=True)
        self.absences = by_assessor(pool, now=now)
        self._given: set[tuple[int, int]] = set()
        self._loads: Counter[int] = Counter()
        self._panels: dict[int, dict[int, Assessor]] = defaultdict(dict)
        given = Assignment.objects.filter(application__call=call).select_related(
            "assessor__user", "application"
        )
        for one in given:
            self._given.add((one.application_id, one.assessor_id))
            if one.state in lifecycle.LIVE and one.application.state != WITHDRAWN:
                self._seat(one.application_id, one.assessor)

    def of(self, application: Application, assessor: Assessor, *, minds_roles: bool = True) -> Pair:
        """The facts of one pair; without ``minds_roles`` nobody's last seat is thought of."""
        pair = (application.pk, assessor.pk)
        member = self._serving.get(assessor.pk)
        return Pair(
            name=f"{application.reference}, {assessor}",
            state=application.state,
            is_serving=member is not None,
            is_barred=pair in self._barred,
            was_given=pair in self._given,
            shares_bureau=self._shares_bureau(application, assessor),
            load=self._loads[assessor.pk],
            most_load=member.most_load if member else 0,
            crowds_out=self._crowds_out(application, assessor) if minds_roles else (),
        )

    def panel(self, application: Application) -> list[Assessor]:
        """Who sits on the application now."""
        return list(self._panels[application.pk].values())

    def load(self, assessor: Assessor, *, hidden: Collection[int] = ()) -> int:
        """Applications that the assessor has now, but for the ``hidden`` ones, by id."""
        unseen = sum(assessor.pk in self._panels.get(pk, ()) for pk in hidden)
        return self._loads[assessor.pk] - unseen

    def give(self, application: Application, assessor: Assessor) -> None:
        """Count a pair that is being given in the same transaction."""
        self._given.add((application.pk, assessor.pk))
        self._seat(application.pk, assessor)

    def take(self, application: Application, assessor: Assessor) -> None:
        """Forget a pair, as if it had never been given."""
        self._given.discard((application.pk, assessor.pk))
        if self._panels[application.pk].pop(assessor.pk, None) is not None:
            self._loads[assessor.pk] -= 1

    def _seat(self, application_id: int, assessor: Assessor) -> None:
        self._loads[assessor.pk] += 1
        self._panels[application_id][assessor.pk] = assessor

    def _shares_bureau(self, application: Application, assessor: Assessor) -> bool:
        bureau = normal_name(assessor.employer)
        panel = self.panel(application)
        return bool(bureau) and bureau in {normal_name(one.employer) for one in panel}

    def _crowds_out(self, application: Application, assessor: Assessor) -> tuple[str, ...]:
        """Disciplines that would find no seat any more, though somebody of them could take one.

        An assessor beyond the seats that are wanted takes nobody's.
        """
        panel = self.panel(application)
        open_seats = self._seats - len(panel)
        if open_seats <= 0 or self._seats < len(ROLES):
            return ()
        missing = [group for group in ROLES if not _serve(group, [*panel, assessor])]
        if len(missing) <= open_seats - 1:
            return ()
        could = [group for group in missing if self._somebody_could(group, application, assessor)]
        return could[0] if could else ()

    def _somebody_could(
        self, group: tuple[str, ...], application: Application, instead_of: Assessor
    ) -> bool:
        """Whether a holder of one of the disciplines could be given the application now."""
        for member in self._serving.values():
            other, pair = member.assessor, (application.pk, member.assessor_id)
            if other.pk == instead_of.pk or pair in self._barred or pair in self._given:
                continue
            is_free = self._loads[other.pk] < member.most_load
            if is_free and _serve(group, [other]) and not self._shares_bureau(application, other):
                return True
        return False


def _serve(group: tuple[str, ...], panel: list[Assessor]) -> bool:
    return any(set(group) & set(one.disciplines) for one in panel)
