"""Whatever officers and assessors do, in whatever order, no promise of assignment is broken."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    rule,
    run_state_machine_as_test,
)

from grants.programmes.models import Call
from portal.audit.models import AuditEvent
from portal.core.denial import Denied
from reviews.assignment import lifecycle, operations, queries
from reviews.assignment.boards import board_of
from reviews.assignment.models import Assignment, AssignmentRun
from reviews.assignment.solver import verify
from reviews.bidding import queries as bidding
from reviews.bidding.models import Wish
from reviews.conflicts import operations as conflicts
from reviews.conflicts.models import Conflict, InterestDeclaration, Ruling
from reviews.panels import operations as panels
from reviews.pool import operations as pool
from reviews.pool.models import Assessor
from tests.factories import assessors, assignments, bids, people, reviews

pytestmark = pytest.mark.django_db

APPLICATIONS, PEOPLE, SEATS, MOST = 3, 5, 2, 2
one_application = st.integers(0, APPLICATIONS - 1)
somebody = st.integers(0, PEOPLE - 1)
anything = st.integers(0, 10**6)


def scene() -> Call:
    """A first run is confirmed and each application has one sheet.

    Places are few, and two are colleagues, so that things go wrong.
    """
    call = assignments.closed_call(assessors_per_application=SEATS)
    assignments.rows(call, APPLICATIONS)
    two_colleagues = assessors.pool(call, PEOPLE, most=MOST)[:2]
    Assessor.objects.filter(pk__in=[one.pk for one in two_colleagues]).update(employer="One Bureau")
    bids.opened(call)
    offered = {one.application_id: one for one in assignments.confirmed(call)}
    for one in offered.values():
        _take_on(one)
        reviews.submitted(one, 4)
    return call


def _take_on(one: Assignment, *, has_interest: bool = False) -> None:
    """Declared, if it was not before, and accepted."""
    said: dict[str, Any] = {"has_interest": has_interest, "statement": "A cousin."}
    deed: dict[str, Any] = {"actor": assessors.actor(one.assessor), "now": timezone.now()}
    with suppress(Denied):
        conflicts.declare(application_id=one.application_id, **said, **deed)
    operations.accept(assignment_id=one.pk, **deed)


class Assessment(RuleBasedStateMachine):
    """One call being assessed; each example begins with the same scene and leaves no trace."""

    call: Call

    def __init__(self) -> None:
        super().__init__()
        self._undone = transaction.atomic()
        self._undone.__enter__()
        self.applications = list(self.call.applications.order_by("pk"))
        self.people = list(Assessor.objects.order_by("pk"))
        self.paul = people.paul()
        self.before: dict[int, str] = {}
        self.is_closed = False

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self._undone.__exit__(None, None, None)

    def attempt(self, deed: Callable[..., Any], **details: Any) -> Any:
        """What the deed gives; None where it is refused in words."""
        try:
            return deed(now=timezone.now(), **{"actor": self.paul, **details})
        except Denied:
            return None

    def one_of(self, number: int, *states: str) -> Assignment | None:
        found = Assignment.objects.filter(state__in=states).order_by("pk")
        rows = list(found.select_related("application__call", "assessor__user"))
        return rows[number % len(rows)] if rows else None

    @rule(
        seed=anything,
        end=st.sampled_from(("confirm", "confirm", "discard", "leave", "leave")),
        may_move=st.booleans(),
    )
    def run(self, seed: int, end: str, may_move: bool) -> None:
        wanted = {"call_id": self.call.pk, "seed": seed, "may_move": may_move}
        run = self.attempt(operations.request_run, **wanted)
        if run is None:
            return
        if run.state == lifecycle.REQUESTED:
            self._work_out(run.pk)
        if end == "confirm":
            self.attempt(operations.confirm, run_id=run.pk, due_on=assignments.due())
        elif end == "discard":
            self.attempt(operations.discard, run_id=run.pk)

    def _work_out(self, run_id: int) -> None:
        """What stands and no conflict keeps apart is a lock, or an offer that may move."""
        live = queries.unbarred(queries.live_in(self.call))
        standing = {
            (reference, f"account-{user}")
            for reference, user in live.values_list("application__reference", "assessor__user_id")
        }
        operations.propose(run_id=run_id, progress=lambda *_told: None, now=timezone.now())
        run = AssignmentRun.objects.get(pk=run_id)

        asked = {row.id for row in run.question.proposals}
        known = board_of(run).standing | board_of(run).movable
        assert known == {pair for pair in standing if pair[0] in asked}
        assert verify(run.question, run.answer) == []

    @rule(
        application=one_application,
        comer=somebody,
        leaver=st.none() | somebody,
        deed=st.sampled_from(("swap", "swap", "lock", "unlock", "restore", "again")),
    )
    def board(self, application: int, comer: int, leaver: int | None, deed: str) -> None:
        """An officer changes an open proposal by hand."""
        run = queries.open_run(self.call)
        if run is None or run.state != lifecycle.PROPOSED:
            return
        if deed == "again":
            again = self.attempt(operations.rework, run_id=run.pk)
            if again is not None:
                self._work_out(again.pk)
            return
        one, person = self.applications[application], self.people[comer]
        if deed == "swap":
            goes = None if leaver is None else self.people[leaver]
            swap = operations.Swap(one, person, goes)
            self.attempt(operations.change_panel, run_id=run.pk, swap=swap, reason="So.")
        elif deed == "restore":
            self.attempt(operations.restore_panel, run_id=run.pk, application=one)
        else:
            change = operations.lock_pair if deed == "lock" else operations.unlock_pair
            self.attempt(change, run_id=run.pk, application=one, assessor=person)

    @rule(applications=st.sets(one_application), persons=st.sets(somebody), is_all=st.booleans())
    def give_many(self, applications: set[int], persons: set[int], is_all: bool) -> None:
        typed = [
            (self.applications[one].reference, self.people[person].user.email)
            for one in sorted(applications)
            for person in sorted(persons)
        ]
        self.attempt(
            operations.assign_many,
            call_id=self.call.pk,
            typed=typed,
            due_on=assignments.due(),
            reason="Together.",
            only_possible=not is_all,
        )

    @rule(application=one_application, person=somebody)
    def give(self, application: int, person: int) -> None:
        self.attempt(
            operations.assign,
            application_id=self.applications[application].pk,
            assessor_id=self.people[person].pk,
            due_on=assignments.due(),
            reason="By hand.",
        )

    @rule(number=anything)
    def take_back(self, number: int) -> None:
        one = self.one_of(number, *lifecycle.ASSIGNMENT.states)
        if one is not None:
            self.attempt(operations.unassign, assignment_id=one.pk, reason="Enough.")

    @rule(number=anything, answer=st.sampled_from(("accept", "accept", "decline", "interest")))
    def answer(self, number: int, answer: str) -> None:
        one = self.one_of(number, *lifecycle.ASSIGNMENT.states)
        if one is None:
            return
        if answer == "decline":
            said = {"assignment_id": one.pk, "reason": "No time."}
            self.attempt(operations.decline, actor=assessors.actor(one.assessor), **said)
            return
        with suppress(Denied):
            _take_on(one, has_interest=answer == "interest")

    @rule(number=anything)
    def score(self, number: int) -> None:
        one = self.one_of(number, lifecycle.OFFERED, lifecycle.ACCEPTED)
        if one is None:
            return
        with suppress(Denied):
            _take_on(one)
        with suppress(Denied):
            reviews.submitted(Assignment.objects.get(pk=one.pk), 4)

    @rule(application=one_application, person=somebody, is_new=st.booleans())
    def conflict(self, application: int, person: int, is_new: bool) -> None:
        pair = {"application": self.applications[application], "assessor": self.people[person]}
        if is_new:
            self.attempt(
                conflicts.record,
                application_id=pair["application"].pk,
                assessor_id=pair["assessor"].pk,
                evidence="They were married.",
            )
        for known in Conflict.objects.filter(**pair) if not is_new else ():
            reason, ruling = "Long ago.", Ruling.DISMISSED
            self.attempt(conflicts.rule, conflict_id=known.pk, ruling=ruling, reason=reason)

    @rule(person=somebody, most=st.integers(0, MOST))
    def pool(self, person: int, most: int) -> None:
        """Somebody takes less, or nothing any more."""
        member = self.call.pool.get(assessor=self.people[person])
        if most:
            self.attempt(pool.change_loads, member_id=member.pk, least_load=0, most_load=most)
        else:
            self.attempt(pool.take_out, member_id=member.pk, reason="Ill.")

    @rule(application=one_application, person=somebody, wish=st.sampled_from(Wish.values))
    def bid(self, application: int, person: int, wish: str) -> None:
        with suppress(Denied):
            bids.placed(self.people[person], self.applications[application], wish=wish)

    @rule(is_late=st.booleans())
    def close(self, is_late: bool) -> None:
        if is_late and not self.is_closed:
            said = {"call_id": self.call.pk, "reason": "Time is up."}
            self.is_closed = self.attempt(panels.open_panel, **said) is not None

    @invariant()
    def what_stands_is_allowed(self) -> None:
        """No confirmed conflict, no two of one bureau, nobody above what they ever took."""
        live = list(
            queries.live_in(self.call).values_list(
                "application_id", "assessor_id", "assessor__employer"
            )
        )
        confirmed = Conflict.objects.filter(ruling=Ruling.CONFIRMED)
        ruled = set(confirmed.values_list("application_id", "assessor_id"))
        assert not ruled & {(application, assessor) for application, assessor, _ in live}
        desks = Counter((application, bureau) for application, _, bureau in live)
        assert max(desks.values(), default=0) <= 1
        loads = Counter(assessor for _, assessor, _ in live)
        assert max(loads.values(), default=0) <= MOST

    @invariant()
    def no_bid_counts_across_a_conflict_or_out_of_the_pool(self) -> None:
        barred = {(one.application_id, one.assessor_id) for one in Conflict.objects.all().barring()}
        inside = set(self.call.pool.current().values_list("assessor_id", flat=True))
        counted = bidding.wishes(
            [one.pk for one in self.applications], [one.pk for one in self.people]
        )
        assert not counted.keys() & barred
        assert {assessor for _application, assessor in counted} <= inside
        seen = {
            (application.pk, one.pk)
            for one in self.people
            for application in bidding.visible_to(assessors.actor(one), self.call, one)
        }
        assert not seen & barred

    @invariant()
    def an_assignment_only_goes_the_ways_of_its_life(self) -> None:
        rows = Assignment.objects.values_list("pk", "state", "application_id", "assessor_id")
        now = {pk: state for pk, state, _, _ in rows}
        assert all(now[pk] in _ahead(state) for pk, state in self.before.items())
        if self.is_closed:
            assert set(now) == set(self.before)
            assert not {lifecycle.OFFERED, lifecycle.ACCEPTED} & set(now.values())
        declared = set(
            InterestDeclaration.objects.filter(has_interest=False).values_list(
                "application_id", "assessor_id"
            )
        )
        taken = (lifecycle.ACCEPTED, lifecycle.SUBMITTED)
        assert {(p, a) for _, state, p, a in rows if state in taken} <= declared
        self.before = now

    @invariant()
    def every_change_stands_in_the_audit_log(self) -> None:
        told = Counter(AuditEvent.objects.values_list("action", flat=True))
        states = Counter(Assignment.objects.values_list("state", flat=True))
        assert told["assignment.offer"] == states.total()
        assert told["assignment.decline"] == states[lifecycle.DECLINED]
        assert told["assignment.release"] == states[lifecycle.RELEASED]
        assert told["review.submit"] >= states[lifecycle.SUBMITTED]


def _ahead(state: str) -> set[str]:
    """The state itself and every other that its steps lead to."""
    found = {state}
    while True:
        further = {
            step.target for step in lifecycle.ASSIGNMENT.steps if step.sources & found
        } | found
        if further == found:
            return found
        found = further


def test_no_order_of_deeds_breaks_an_assignment() -> None:
    """AZ-12."""
    Assessment.call = scene()

    run_state_machine_as_test(
        Assessment,
        settings=settings(
            max_examples=10,
            stateful_step_count=16,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
