from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from portal.jobs.execution import REGISTRY, Run
from portal.jobs.models import Job, JobState
from portal.jobs.operations import enqueue
from reviews.demo import work
from reviews.demo.work import OwnHands, Stuck, workers

pytestmark = pytest.mark.django_db

NAME = "grants.awards.render_letter"


@pytest.fixture
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "PATIENCE_SECONDS", 0.3)
    monkeypatch.setattr(work, "LOOK_EVERY_SECONDS", 0.05)


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names of the jobs done by a harmless function that stands for the real one."""
    names: list[str] = []
    OwnHands()
    monkeypatch.setitem(REGISTRY, NAME, lambda run: names.append(run.job.key))
    return names


def promise(key: str) -> Job:
    with transaction.atomic():
        return enqueue(NAME, key=key)


def test_own_hands_do_what_waits_in_the_order_it_was_promised(done: list[str]) -> None:
    for key in ("b", "a", "c"):
        promise(key)

    OwnHands().settle()

    assert done == ["b", "a", "c"]


def test_own_hands_do_what_a_job_promises_in_its_turn(
    done: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def grows(run: Run) -> None:
        done.append(run.job.key)
        if run.job.key == "letter":
            promise("e-mail")

    monkeypatch.setitem(REGISTRY, NAME, grows)
    promise("letter")

    OwnHands().settle()

    assert done == ["letter", "e-mail"]


def test_own_hands_finish_named_jobs_alone(done: list[str]) -> None:
    for key in ("a", "b", "c"):
        promise(key)

    OwnHands().finish(["c", "a"])

    assert done == ["a", "c"]


def test_own_hands_say_which_job_failed(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(_run: Run) -> None:
        raise RuntimeError("out of paper")

    own = OwnHands()
    monkeypatch.setitem(REGISTRY, NAME, fails)
    promise("a")

    with pytest.raises(Stuck, match="render_letter failed: RuntimeError: out of paper"):
        own.settle()


@pytest.mark.usefixtures("_quick")
def test_waiting_ends_when_the_workers_are_done(monkeypatch: pytest.MonkeyPatch) -> None:
    waiting = workers()
    for number in range(12):
        promise(str(number))

    def somebody_works(_seconds: float) -> None:
        job = Job.objects.filter(state=JobState.WAITING).order_by("key").first()
        assert job is not None
        Job.objects.filter(pk=job.pk).update(state=JobState.DONE)

    monkeypatch.setattr(work.time, "sleep", somebody_works)
    waiting.finish(["3"])
    waiting.settle()

    assert not Job.objects.exclude(state=JobState.DONE).exists()


@pytest.mark.usefixtures("_quick")
def test_waiting_ends_in_a_sentence_when_nobody_works() -> None:
    waiting = workers()
    promise("a")

    with pytest.raises(Stuck, match="1 jobs wait and no worker takes them"):
        waiting.settle()


@pytest.mark.usefixtures("_quick")
def test_waiting_ends_at_once_when_a_job_has_stopped() -> None:
    waiting = workers()
    promise("a")
    Job.objects.update(state=JobState.DEAD, error="no font")

    with pytest.raises(Stuck, match="stopped after three starts: no font"):
        waiting.settle()


def test_jobs_of_earlier_days_are_not_waited_for() -> None:
    promise("a")
    Job.objects.update(created_at=timezone.now() - timedelta(days=1))

    workers().settle()

    assert Job.objects.get().state == JobState.WAITING
