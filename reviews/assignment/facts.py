"""What decides whether pairs may meet, read once for a call and kept true while pairs are given."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import datetime

from grants.applications.lifecycle import WITHDRAWN
from grants.applications.models import Application
from grants.programmes.models import Call
from reviews.assignment import lifecycle
from reviews.assignment.models import Assignment
from reviews.assignment.rules import Pair
from reviews.conflicts.evidence import normal_name
from reviews.conflicts.queries import barred_pairs
from reviews.pool.models import Assessor
from reviews.pool.queries import serving


class Facts:
    """Facts of a call; the caller holds the lock of its row, so they stay true."""

    def __init__(self, call: Call, *, now: datetime) -> None:
        self._barred = barred_pairs(call)
        self._most = {one.assessor_id: one.most_load for one in serving(call, now=now)}
        self._given: set[tuple[int, int]] = set()
        self._loads: Counter[int] = Counter()
        self._bureaus: dict[int, set[str]] = defaultdict(set)
        given = Assignment.objects.filter(application__call=call).select_related(
            "assessor", "application"
        )
        for one in given:
            self._given.add((one.application_id, one.assessor_id))
            if one.state in lifecycle.LIVE and one.application.state != WITHDRAWN:
                self._count(one.application_id, one.assessor)

    def of(self, application: Application, assessor: Assessor) -> Pair:
        """The facts of one pair."""
        return Pair(
            name=f"{application.reference}, {assessor}",
            state=application.state,
            is_serving=assessor.pk in self._most,
            is_barred=(application.pk, assessor.pk) in self._barred,
            was_given=(application.pk, assessor.pk) in self._given,
            shares_bureau=normal_name(assessor.employer) in self._bureaus[application.pk],
            load=self._loads[assessor.pk],
            most_load=self._most.get(assessor.pk, 0),
        )

    def give(self, application: Application, assessor: Assessor) -> None:
        """Count a pair that is being given in the same transaction."""
        self._given.add((application.pk, assessor.pk))
        self._count(application.pk, assessor)

    def _count(self, application_id: int, assessor: Assessor) -> None:
        self._loads[assessor.pk] += 1
        bureau = normal_name(assessor.employer)
        if bureau:
            self._bureaus[application_id].add(bureau)
