"""A run from its request to its confirmation."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone, translation

from grants.applications.models import Application
from grants.programmes import lifecycle as calls_lifecycle
from grants.programmes.models import Call
from portal.accounts.models import Role, User
from portal.audit.models import AuditEvent
from portal.celery import app
from portal.core.denial import Denied
from portal.jobs.execution import execute
from portal.jobs.models import Job, JobState
from portal.notifications.models import Message
from reviews.assignment import operations, queries
from reviews.assignment.boards import board_of
from reviews.assignment.models import Assignment, AssignmentRun
from reviews.assignment.proposals import proposal
from reviews.conflicts.models import Conflict
from reviews.pool.models import Assessor, PoolMember
from tests.factories import assessors, assignments, organisations, people

pytestmark = pytest.mark.django_db


def scene(applications: int = 2, people_in_pool: int = 4, **details: object) -> Call:
    call = assignments.closed_call(**details)
    assignments.rows(call, applications)
    assessors.pool(call, people_in_pool)
    return call


def confirm(run: AssignmentRun, **changes: object) -> list[Assignment]:
    values = {"due_on": assignments.due(), "actor": people.paul(), **changes}
    return operations.confirm(run_id=run.pk, now=timezone.now(), **values)  # type: ignore[arg-type]  # names are parameters


def test_a_requested_run_promises_its_job() -> None:
    call = scene()

    run = operations.request_run(call_id=call.pk, actor=people.paul(), now=timezone.now())

    job = Job.objects.get(name="reviews.assignment.propose")
    assert (run.job, job.arguments, run.state) == (job, {"run_id": run.pk}, "requested")
    assert 0 <= run.seed < 2**31
    event = AuditEvent.objects.get(action="assignment_run.request")
    assert event.details == {"seed": run.seed}


def test_two_requests_are_one_run() -> None:
    call = scene()

    first, second = assignments.requested(call), assignments.requested(call)

    assert first == second
    assert Job.objects.filter(name="reviews.assignment.propose").count() == 1
    with pytest.raises(IntegrityError, match="one_open_assignment_run"), transaction.atomic():
        AssignmentRun.objects.create(
            call=call, seed=1, requested_by=people.paul().person, requested_at=timezone.now()
        )


def test_the_job_works_the_run_out_and_a_second_delivery_changes_nothing() -> None:
    app.loader.import_default_modules()
    run = assignments.requested(scene())
    assert run.job is not None

    execute(run.job.pk)
    done = AssignmentRun.objects.get()
    execute(run.job.pk)

    assert (done.state, Job.objects.get(pk=run.job.pk).state) == ("proposed", JobState.DONE)
    assert len(done.answer.pairs) == 6
    assert done.solver_version
    assert AuditEvent.objects.filter(action="assignment_run.propose").count() == 1


def test_a_run_killed_half_way_ends_the_same_when_it_is_started_again() -> None:
    call = scene()
    run = assignments.requested(call)

    def kill(done: float, _stage: str) -> None:
        if done > 50:
            raise SystemExit

    with pytest.raises(SystemExit):
        operations.propose(run_id=run.pk, progress=kill, now=timezone.now())
    half = AssignmentRun.objects.get()
    operations.propose(run_id=run.pk, progress=lambda *_done: None, now=timezone.now())
    whole = AssignmentRun.objects.get()
    operations.propose(run_id=run.pk, progress=kill, now=timezone.now())

    assert (half.state, half.solution) == ("requested", None)
    assert whole.state == "proposed"
    assert AssignmentRun.objects.get().solution == whole.solution


def test_a_run_discarded_while_it_is_worked_out_stays_discarded() -> None:
    call = scene()
    run = assignments.requested(call)

    def discard(done: float, stage: str) -> None:
        if stage == "reasons":
            operations.discard(run_id=run.pk, actor=people.paul(), now=timezone.now())

    operations.propose(run_id=run.pk, progress=discard, now=timezone.now())

    assert AssignmentRun.objects.values_list("state", "solution").get() == ("discarded", None)


def test_a_confirmed_run_offers_every_pair_and_tells_each_assessor_once() -> None:
    call = scene()
    people_before = Message.objects.count()

    made = assignments.confirmed(call)

    assert len(made) == 6
    assert {one.state for one in made} == {"offered"}
    assert {one.snapshot.application_id == one.application_id for one in made} == {True}
    assert set(Application.objects.values_list("state", flat=True)) == {"assessment"}
    told = Message.objects.filter(kind="assignments-offered")
    assert told.count() == Message.objects.count() - people_before
    assert sorted(told.values_list("recipient", flat=True)) == sorted(
        {one.assessor.user_id for one in made}
    )
    assert AuditEvent.objects.filter(action="assignment.offer").count() == 6
    assert AuditEvent.objects.filter(action="application.assign").count() == 2
    event = AuditEvent.objects.get(action="assignment_run.confirm")
    assert (event.from_state, event.to_state, event.details["assignments"]) == (
        "proposed",
        "confirmed",
        6,
    )


def test_the_message_says_how_many_and_until_when_in_the_assessors_language() -> None:
    call = scene(applications=2, people_in_pool=3)
    with translation.override("en"):
        assignments.confirmed(call)

    message = Message.objects.filter(kind="assignments-offered").first()

    assert message is not None
    assert message.subject == "2 applications for you to assess"
    assert "Your score sheets are due on" in message.body
    assert "/assignments/" in message.body


def test_nobody_is_assigned_to_what_they_conflict_with() -> None:
    """AZ-12."""
    call = scene(applications=2, people_in_pool=4)
    application = call.applications.order_by("pk")[0]
    insider = Assessor.objects.order_by("pk")[0]
    organisations.join(application.organisation, insider.user, "viewer")

    made = assignments.confirmed(call)

    assert (application.pk, insider.pk) not in {(a.application_id, a.assessor_id) for a in made}
    assert len(made) == 6
    assert Conflict.objects.get().ruling == "suggested"


def test_requests_are_refused_in_plain_words() -> None:
    call = assignments.closed_call()

    with pytest.raises(Denied, match="officer of this call"):
        operations.request_run(call_id=call.pk, actor=people.otto(), now=timezone.now())
    with pytest.raises(Denied, match="No eligible application has an open seat"):
        assignments.requested(call)
    assignments.rows(call, 1)
    with pytest.raises(Denied, match="no available assessor"):
        assignments.requested(call)
    for state, sentence in (
        (calls_lifecycle.DRAFT, "not published yet"),
        (calls_lifecycle.PANEL, "assessment of this call is over"),
    ):
        Call.objects.update(state=state)
        with pytest.raises(Denied, match=sentence):
            assignments.requested(call)


def test_confirmations_are_refused_in_plain_words() -> None:
    call = scene()
    run = assignments.requested(call)

    with pytest.raises(Denied, match="still being worked out"):
        confirm(run)
    operations.propose(run_id=run.pk, progress=lambda *_done: None, now=timezone.now())
    with pytest.raises(Denied, match="must lie in the future"):
        confirm(run, due_on=timezone.localdate())
    with pytest.raises(Denied, match="officer of this call"):
        confirm(run, actor=people.otto())
    confirm(run)
    with pytest.raises(Denied, match="confirmed this proposal already"):
        confirm(run)
    with pytest.raises(Denied, match="no longer open"):
        operations.discard(run_id=run.pk, actor=people.paul(), now=timezone.now())


def test_a_discarded_proposal_frees_the_call_for_another() -> None:
    call = scene()
    run = assignments.proposed(call)

    operations.discard(run_id=run.pk, actor=people.paul(), now=timezone.now())

    with pytest.raises(Denied, match="was discarded"):
        confirm(run)
    assert assignments.requested(call) != run
    assert AuditEvent.objects.filter(action="assignment_run.discard").count() == 1


def _leaves(run: AssignmentRun) -> None:
    PoolMember.objects.filter(assessor__user_id=_somebody(run)).update(left_at=timezone.now())


def _becomes_an_insider(run: AssignmentRun) -> None:
    user = User.objects.get(pk=_somebody(run))
    for application in run.call.applications.all():
        organisations.join(application.organisation, user, "viewer")


def _takes_less(run: AssignmentRun) -> None:
    PoolMember.objects.filter(assessor__user_id=_somebody(run)).update(most_load=0)


def _is_withdrawn(run: AssignmentRun) -> None:
    Application.objects.filter(reference=run.answer.pairs[0][0]).update(state="withdrawn")


def _is_given_by_hand(run: AssignmentRun) -> None:
    application = Application.objects.get(reference=run.answer.pairs[0][0])
    assignments.offered(application, Assessor.objects.get(user=_somebody(run)))


def _become_colleagues(run: AssignmentRun) -> None:
    Assessor.objects.update(employer="One Bureau")


def _somebody(run: AssignmentRun) -> int:
    return int(run.answer.pairs[0][1].removeprefix("account-"))


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (_leaves, "not in the pool, is not available"),
        (_becomes_an_insider, "conflict of interest keeps them apart"),
        (_takes_less, "as many applications as they take"),
        (_is_withdrawn, "not up for assessment"),
        (_is_given_by_hand, "has or had this application already"),
        (_become_colleagues, "same bureau or employer"),
    ],
)
def test_what_changed_since_the_proposal_refuses_all_of_it(change: object, sentence: str) -> None:
    """AZ-12."""
    call = scene()
    run = assignments.proposed(call)
    change(run)  # type: ignore[operator]  # one of the functions above
    before = Assignment.objects.count()

    with pytest.raises(Denied, match=f"{sentence}.*Work the proposal out again"):
        confirm(run)

    assert Assignment.objects.count() == before
    assert AssignmentRun.objects.get(pk=run.pk).state == "proposed"
    assert Conflict.objects.exists() is False


def test_a_run_after_declines_fills_what_is_open_and_changes_nobody_else() -> None:
    call = scene(applications=3, people_in_pool=5)
    first_round = assignments.confirmed(call)
    given_back = first_round[0]
    operations.decline(
        assignment_id=given_back.pk,
        reason="No time.",
        actor=assessors.actor(given_back.assessor),
        now=timezone.now(),
    )

    run = assignments.proposed(call)
    [added] = confirm(run)

    assert added.application == given_back.application
    assert added.assessor != given_back.assessor
    live = queries.live_in(call).values_list("pk", flat=True)
    assert set(live) == {one.pk for one in first_round[1:]} | {added.pk}
    told = Message.objects.filter(kind="assignments-offered", recipient=added.assessor.user)
    assert told.order_by("-pk")[0].subject == "1 application for you to assess"


def test_when_everybody_declines_the_next_run_says_that_nobody_is_left() -> None:
    call = scene(applications=1, people_in_pool=3)
    for one in assignments.confirmed(call):
        operations.decline(
            assignment_id=one.pk,
            reason="No time.",
            actor=assessors.actor(one.assessor),
            now=timezone.now(),
        )

    run = assignments.proposed(call)
    answer = proposal(board_of(run))

    assert (answer.added, answer.unfilled) == (0, 3)
    assert "Nobody of the pool may take" in answer.obstacles[0].sentence
    with pytest.raises(Denied, match="assigns nobody"):
        confirm(run)


def test_when_all_conflict_the_proposal_says_so() -> None:
    call = scene(applications=1, people_in_pool=3)
    organisation = call.applications.get().organisation
    for assessor in Assessor.objects.all():
        organisations.join(organisation, assessor.user, "viewer")

    answer = proposal(board_of(assignments.proposed(call)))

    assert answer.unfilled == 3
    assert "Nobody of the pool may take" in answer.obstacles[0].sentence
    assert "Add assessors to the pool" in answer.obstacles[0].cures[0]


def test_when_capacity_is_short_the_proposal_names_seats_and_cure() -> None:
    call = scene(applications=3, people_in_pool=3)
    PoolMember.objects.update(most_load=2)

    run = assignments.proposed(call)
    answer = proposal(board_of(run))
    made = confirm(run)

    assert (answer.added, answer.unfilled, len(made)) == (6, 3, 6)
    assert "need 9 seats" in answer.obstacles[0].sentence
    assert "Raising the most loads would fill 3 seats." in answer.obstacles[0].cures


def test_a_missing_discipline_is_told_with_its_application() -> None:
    call = scene(applications=1, people_in_pool=3)
    Assessor.objects.update(disciplines=["technical"])

    answer = proposal(board_of(assignments.proposed(call)))

    assert answer.rows[0].missing == ["Finance / Regulatory"]
    assert "Too few assessors of the discipline Finance or Regulatory" in (
        answer.obstacles[0].sentence
    )


def test_the_proposal_shows_fit_reasons_and_the_load_to_come() -> None:
    application = assignments.eligible()
    call = application.call
    assert application.technology is not None
    knowing = assessors.profile("Ines Wong", expertise=[application.technology])
    assessors.in_pool(call, knowing, most=5)
    assessors.pool(call, 2)
    Call.objects.update(state="assessment")

    [row] = proposal(board_of(assignments.proposed(call))).rows

    [seat] = [one for one in row.seats if one.assessor == knowing]
    assert (seat.fit, seat.matched) == (50, [str(application.technology)])
    assert (seat.load, seat.most_load, seat.is_kept) == (1, 5, False)
    assert row.lines == 3


def test_an_officer_of_another_call_sees_no_run() -> None:
    run = assignments.requested(scene())
    other = people.person("Oscar Poon", Role.OFFICER, scope="another")

    assert list(queries.runs_for(people.paul())) == [run]
    assert list(queries.runs_for(other)) == []


def test_assessors_have_at_least_until_tomorrow() -> None:
    call = scene()
    run = assignments.proposed(call)

    made = confirm(run, due_on=timezone.localdate() + timedelta(days=1))

    assert {one.due_on for one in made} == {timezone.localdate() + timedelta(days=1)}
