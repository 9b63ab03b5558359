"""Running jobs: once, at most three starts, told how far."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, close_old_connections, connection, connections, transaction
from django.utils import timezone

from portal.audit.models import AuditEvent
from portal.audit.operations import record
from portal.jobs import execution
from portal.jobs.execution import REGISTRY, Run, execute, job
from portal.jobs.models import Job, JobState
from tests.factories import people

pytestmark = pytest.mark.django_db(transaction=True)

Work = Callable[[Run], None]


@pytest.fixture
def declare() -> Iterator[Callable[[Work], str]]:
    """Declare jobs under names of their own, forgotten afterwards."""
    names: list[str] = []

    def declared(work: Work) -> str:
        names.append(f"tests.jobs.{uuid.uuid4().hex}")
        REGISTRY[names[-1]] = work
        return names[-1]

    yield declared
    for name in names:
        del REGISTRY[name]


def promised(name: str, **changes: Any) -> Job:
    """A job as the outbox keeps it."""
    return Job.objects.create(name=name, key=str(uuid.uuid4()), state=JobState.SENT, **changes)


def leave_a_mark() -> None:
    """An effect one can count."""
    person = people.mira().person
    record("tests.effect", actor=person, subject=person)


def marks() -> int:
    """How often the effect happened."""
    return AuditEvent.objects.filter(action="tests.effect").count()


def test_a_job_is_done_with_its_effect(declare: Callable[[Work], str]) -> None:
    def work(run: Run) -> None:
        assert run.arguments == {"letter": 7}
        with run.finish({"pages": 2}):
            leave_a_mark()

    row = promised(declare(work), arguments={"letter": 7})

    execute(row.pk)

    row.refresh_from_db()
    assert (row.state, row.starts, row.progress, row.result) == (
        JobState.DONE,
        1,
        100,
        {"pages": 2},
    )
    assert row.finished_at is not None
    assert row.is_finished
    assert marks() == 1


def test_work_that_needs_no_transaction_is_finished_for_it(
    declare: Callable[[Work], str],
) -> None:
    row = promised(declare(lambda _run: None))

    execute(row.pk)

    row.refresh_from_db()
    assert (row.state, row.result) == (JobState.DONE, {})


def test_five_deliveries_at_once_give_one_effect(declare: Callable[[Work], str]) -> None:
    """TK-07."""
    people.mira()
    barrier = threading.Barrier(5)

    def work(run: Run) -> None:
        with run.finish():
            leave_a_mark()

    row = promised(declare(work))

    def deliver() -> None:
        barrier.wait(timeout=20)
        try:
            execute(row.pk)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=deliver) for _number in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)

    row.refresh_from_db()
    assert marks() == 1
    assert (row.state, row.starts) == (JobState.DONE, 1)


def test_a_delivery_that_finds_the_lock_taken_does_nothing(
    declare: Callable[[Work], str],
) -> None:
    """TK-07: the second of two workers meets the first one in the middle of its work."""
    inside, leave = threading.Event(), threading.Event()
    started: list[int] = []

    def work(run: Run) -> None:
        started.append(run.job.starts)
        inside.set()
        assert leave.wait(timeout=20)
        with run.finish():
            pass

    row = promised(declare(work))

    def deliver() -> None:
        try:
            execute(row.pk)
        finally:
            connections.close_all()

    slow = threading.Thread(target=deliver)
    slow.start()
    assert inside.wait(timeout=20)
    execute(row.pk)
    leave.set()
    slow.join(timeout=20)

    row.refresh_from_db()
    assert (started, row.state, row.starts) == ([1], JobState.DONE, 1)


def test_work_that_another_delivery_finished_first_is_undone(
    declare: Callable[[Work], str],
) -> None:
    """TK-07: even if the lock were lost, the row decides whose effect stays."""

    def work(run: Run) -> None:
        Job.objects.filter(pk=run.job.pk).update(state=JobState.DONE)
        with run.finish():
            leave_a_mark()

    row = promised(declare(work))

    execute(row.pk)

    row.refresh_from_db()
    assert (row.state, marks()) == (JobState.DONE, 0)


def test_a_failure_waits_longer_each_time_and_the_third_is_the_last(
    declare: Callable[[Work], str], caplog: pytest.LogCaptureFixture
) -> None:
    """TK-08."""

    def work(_run: Run) -> None:
        raise RuntimeError("the font lacks 㗎")

    row = promised(declare(work))
    seen = []
    for _start in range(4):
        before = timezone.now()
        execute(row.pk)
        row.refresh_from_db()
        pause = row.not_before - before if row.not_before else timedelta()
        seen.append((row.state, row.starts, round(pause.total_seconds())))
        Job.objects.filter(pk=row.pk).update(not_before=None)

    assert seen == [
        (JobState.WAITING, 1, 2),
        (JobState.WAITING, 2, 20),
        (JobState.DEAD, 3, 0),
        (JobState.DEAD, 3, 0),
    ]
    assert row.error == "RuntimeError: the font lacks 㗎"
    assert "stopped after 3 starts" in caplog.text


def test_a_failure_undoes_what_its_transaction_began(declare: Callable[[Work], str]) -> None:
    def work(run: Run) -> None:
        with run.finish():
            leave_a_mark()
            raise RuntimeError("too late")

    row = promised(declare(work))

    execute(row.pk)

    row.refresh_from_db()
    assert (row.state, marks()) == (JobState.WAITING, 0)


def test_a_job_that_killed_its_process_three_times_is_buried(
    declare: Callable[[Work], str],
) -> None:
    """TK-08."""
    row = promised(declare(lambda _run: None), starts=3)
    Job.objects.filter(pk=row.pk).update(state=JobState.RUNNING)

    execute(row.pk)

    row.refresh_from_db()
    assert (row.state, row.error) == (JobState.DEAD, "The process was killed each time.")


@pytest.mark.parametrize("state", [JobState.DONE, JobState.DEAD])
def test_a_finished_job_is_not_begun_again(state: JobState, declare: Callable[[Work], str]) -> None:
    def work(_run: Run) -> None:
        raise AssertionError("begun again")

    row = promised(declare(work))
    Job.objects.filter(pk=row.pk).update(state=state)

    execute(row.pk)

    row.refresh_from_db()
    assert (row.state, row.starts) == (state, 0)


def test_a_job_that_was_never_promised_is_nothing() -> None:
    execute(uuid.uuid4())

    assert not Job.objects.exists()


def test_progress_is_seen_while_the_work_goes_on(declare: Callable[[Work], str]) -> None:
    seen = []

    def work(run: Run) -> None:
        for percent in (-5, 12.9, 250):
            run.progress(percent, "x" * 300)
            row = Job.objects.get(pk=run.job.pk)
            seen.append((row.state, row.progress, len(row.progress_note)))

    execute(promised(declare(work)).pk)

    running = JobState.RUNNING
    assert seen == [(running, 0, 200), (running, 12, 200), (running, 100, 200)]


def test_a_declared_job_is_a_task_of_the_same_name() -> None:
    ran: list[Any] = []
    name = f"tests.jobs.{uuid.uuid4().hex}"

    @job(name)
    def remember(run: Run) -> None:
        ran.append(run.job.pk)

    row = promised(name)
    try:
        remember(str(row.pk))
    finally:
        del execution.REGISTRY[name]

    assert remember.name == name
    assert ran == [row.pk]


def test_the_lock_is_given_back_after_success_and_failure(
    declare: Callable[[Work], str],
) -> None:
    def work(_run: Run) -> None:
        raise RuntimeError("failed")

    for row in (promised(declare(work)), promised(declare(lambda _run: None))):
        execute(row.pk)

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks JOIN pg_database ON database = pg_database.oid "
            "WHERE locktype = 'advisory' AND datname = current_database()"
        )
        assert cursor.fetchone() == (0,)


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"starts": 4}, "job_starts_at_most_three_times"),
        ({"progress": 101}, "job_progress_is_at_most_100_per_cent"),
        ({"key": "taken"}, "key"),
    ],
)
def test_the_database_holds_the_limits(changes: dict[str, Any], constraint: str) -> None:
    Job.objects.create(name="tests.jobs.any", key="taken")
    close_old_connections()

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Job.objects.create(**{"name": "tests.jobs.any", "key": "free", **changes})


def test_jobs_are_named_in_the_log_by_their_identifier() -> None:
    row = Job.objects.create(name="tests.jobs.any", key="one")

    assert (row.audit_kind, row.audit_reference, row.audit_scope) == ("job", str(row.pk), "")
