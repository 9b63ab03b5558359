"""Promises of work: kept in the deed's transaction, handed over, sent again."""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from celery import Celery
from django.db import connection, transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from portal.celery import app
from portal.jobs import door, operations, queries, tasks
from portal.jobs.models import Job, JobState

pytestmark = pytest.mark.django_db(transaction=True)

NAME = "tests.jobs.nothing"


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Identifiers of the jobs that reach the broker."""
    found: list[str] = []

    def send_task(name: str, *, args: list[str], connection: Any, retry: bool) -> None:
        assert (name, retry) == (NAME, False)
        found.append(args[0])

    monkeypatch.setattr(app, "send_task", send_task)
    return found


@pytest.fixture(autouse=True)
def _no_memory_of_failures() -> Iterator[None]:
    door.forget()
    yield
    door.forget()


@pytest.fixture(params=["unix socket", "port"])
def no_broker(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A Celery whose broker is at an address where nothing answers."""
    addresses = {
        "unix socket": f"redis+socket://{tmp_path}/no.sock?virtual_host=0",
        "port": "redis://127.0.0.1:1/0",
    }
    lonely = Celery("lonely", broker=addresses[request.param], set_as_current=False)
    lonely.conf.broker_transport_options = app.conf.broker_transport_options
    monkeypatch.setattr(door, "app", lonely)


def promise(key: str = "one", **arguments: Any) -> Job:
    """Promise nothing much, in a transaction of its own."""
    with transaction.atomic():
        return operations.enqueue(NAME, key=key, **arguments)


def keep(job: Job, **changes: Any) -> Job:
    """``job`` as the table would hold it after ``changes``."""
    Job.objects.filter(pk=job.pk).update(**changes)
    job.refresh_from_db()
    return job


def ago(**distance: float) -> datetime:
    """An instant that has passed."""
    return timezone.now() - timedelta(**distance)


def test_a_promise_is_handed_over_after_the_commit(sent: list[str]) -> None:
    with transaction.atomic():
        job = operations.enqueue(NAME, key="one", letter=7)
        assert sent == []

    job.refresh_from_db()
    assert sent == [str(job.pk)]
    assert (job.state, job.arguments, job.starts) == (JobState.SENT, {"letter": 7}, 0)
    assert job.sent_at is not None


def test_a_promise_goes_with_the_deed_that_failed(sent: list[str]) -> None:
    with transaction.atomic():
        operations.enqueue(NAME, key="one")
        transaction.set_rollback(True)

    assert (Job.objects.count(), sent) == (0, [])


def test_a_promise_outside_of_a_transaction_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="promised in the transaction of its deed"):
        operations.enqueue(NAME, key="one")


def test_the_same_key_is_the_same_promise(sent: list[str]) -> None:
    """TK-07."""
    first = promise(letter=1)
    second = promise(letter=2)

    assert first.pk == second.pk
    assert second.arguments == {"letter": 1}
    assert len(sent) == 1


@pytest.mark.usefixtures("no_broker")
def test_without_broker_a_promise_waits_and_nobody_sees_an_error() -> None:
    """TK-02."""
    began = timezone.now()

    job = promise()

    job.refresh_from_db()
    assert job.state == JobState.WAITING
    assert timezone.now() - began < timedelta(seconds=2)


@pytest.mark.usefixtures("no_broker")
def test_without_broker_the_relay_gives_up_at_once() -> None:
    for number in range(5):
        keep(promise(str(number)), created_at=ago(minutes=1))

    assert operations.relay(now=timezone.now()) == 0
    assert set(Job.objects.values_list("state", flat=True)) == {JobState.WAITING}


def test_the_relay_hands_over_what_the_broker_missed(sent: list[str]) -> None:
    """TK-02."""
    job = keep(promise(), state=JobState.WAITING, created_at=ago(seconds=5))
    sent.clear()

    tasks.relay()

    job.refresh_from_db()
    assert (sent, job.state) == ([str(job.pk)], JobState.SENT)


def test_the_relay_sends_again_what_was_sent_and_never_begun(sent: list[str]) -> None:
    """TK-09."""
    job = keep(promise(), state=JobState.SENT, sent_at=ago(seconds=61))
    sent.clear()

    assert operations.relay(now=timezone.now()) == 1
    assert operations.relay(now=timezone.now()) == 0

    job.refresh_from_db()
    assert (sent, job.state) == ([str(job.pk)], JobState.SENT)
    assert job.sent_at is not None
    assert job.sent_at > ago(seconds=30)


@pytest.mark.parametrize(
    ("state", "distances"),
    [
        (JobState.SENT, {"sent_at": 30}),
        (JobState.WAITING, {"created_at": 300}),
        (JobState.DONE, {}),
        (JobState.DEAD, {}),
        (JobState.WAITING, {"created_at": -3600, "not_before": 3600}),
    ],
    ids=["just sent", "just promised", "done", "dead", "to be done later"],
)
def test_the_relay_leaves_everything_else(
    state: JobState, distances: dict[str, int], sent: list[str]
) -> None:
    instants = {name: ago(seconds=-ahead) for name, ahead in distances.items()}
    keep(promise(), state=state, **instants)
    sent.clear()

    assert operations.relay(now=timezone.now()) == 0
    assert sent == []


def test_a_job_whose_process_was_killed_is_handed_over_once(sent: list[str]) -> None:
    """TK-04."""
    job = keep(promise(), state=JobState.RUNNING, starts=1)
    sent.clear()

    assert operations.relay(now=timezone.now()) == 1
    assert operations.relay(now=timezone.now()) == 0

    job.refresh_from_db()
    assert (sent, job.state) == ([str(job.pk)], JobState.SENT)


def until_abandoned(job: Job) -> bool:
    """Wait for PostgreSQL to notice that a connection has gone."""
    end = time.monotonic() + 10
    while not queries.is_abandoned(job.pk) and time.monotonic() < end:
        time.sleep(0.05)
    return queries.is_abandoned(job.pk)


def test_a_job_that_a_living_process_runs_is_left_alone(sent: list[str]) -> None:
    """TK-04: the advisory lock of another connection tells a slow worker from a dead one."""
    job = keep(promise(), state=JobState.RUNNING, starts=1)
    sent.clear()
    worker: Any = connection.copy()
    try:
        with worker.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [queries.lock_number(job.pk)])

        assert operations.relay(now=timezone.now()) == 0
        assert not queries.is_abandoned(job.pk)
    finally:
        worker.close()

    assert until_abandoned(job)
    assert operations.relay(now=timezone.now()) == 1


def test_one_lock_is_held_once() -> None:
    number = uuid.uuid4()
    other: Any = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [queries.lock_number(number)])
        with queries.running_alone(number) as alone:
            assert not alone
    finally:
        other.close()


def test_any_identifier_makes_a_lock_that_fits() -> None:
    assert queries.lock_number(uuid.UUID(int=2**128 - 1)) == 2**63 - 1


def test_a_trouble_that_is_not_the_brokers_is_not_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    def send_task(*_args: Any, **_keywords: Any) -> None:
        raise TypeError("a programmer's mistake")

    monkeypatch.setattr(app, "send_task", send_task)

    with pytest.raises(TypeError):
        promise()


def test_a_dead_job_gets_three_new_starts(sent: list[str]) -> None:
    job = keep(promise(), state=JobState.DEAD, starts=3, finished_at=timezone.now())
    sent.clear()

    operations.retry(job_id=job.pk)

    job.refresh_from_db()
    assert (sent, job.state, job.starts) == ([str(job.pk)], JobState.SENT, 0)
    assert job.finished_at is None


def test_a_job_that_is_not_dead_is_not_retried(sent: list[str]) -> None:
    job = keep(promise(), state=JobState.DONE, starts=1)
    sent.clear()

    operations.retry(job_id=job.pk)

    job.refresh_from_db()
    assert (sent, job.state, job.starts) == ([], JobState.DONE, 1)


def test_a_broker_that_refuses_is_a_warning_for_the_log(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def send_task(*_args: Any, **_keywords: Any) -> None:
        raise OperationalError("no room")

    monkeypatch.setattr(app, "send_task", send_task)
    job = promise()

    assert f"broker out of reach, job {job.pk} waits for the relay: no room" in caplog.text


def test_after_a_failure_nobody_waits_for_the_broker_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """TK-02: a deed that promises two hundred letters is not held up two hundred times."""
    tries: list[str] = []

    def send_task(*_args: Any, **_keywords: Any) -> None:
        tries.append("rung")
        raise OperationalError("silent")

    monkeypatch.setattr(app, "send_task", send_task)
    for number in range(5):
        keep(promise(str(number)), created_at=ago(minutes=1))
    before = len(tries)

    operations.relay(now=timezone.now())

    assert (before, len(tries)) == (1, 2)


def test_the_dead_letter_list_is_newest_first(sent: list[str]) -> None:
    older = keep(promise("a"), state=JobState.DEAD, finished_at=ago(hours=2))
    newer = keep(promise("b"), state=JobState.DEAD, finished_at=ago(hours=1))
    keep(promise("c"), state=JobState.DONE)

    assert list(queries.dead()) == [newer, older]
    assert len(sent) == 3


def test_the_oldest_job_that_is_due_tells_how_late_work_is(sent: list[str]) -> None:
    assert queries.oldest_due(timezone.now()) is None
    older = keep(promise("a"), state=JobState.WAITING, created_at=ago(hours=2))
    keep(promise("b"), state=JobState.RUNNING, created_at=ago(hours=1))
    keep(promise("c"), state=JobState.DONE, created_at=ago(hours=3))

    assert queries.oldest_due(timezone.now()) == older.created_at
    assert len(sent) == 3
