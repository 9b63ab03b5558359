"""Health endpoints: what answers without anything, and what names the part that fails."""

from __future__ import annotations

import uuid
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone

from portal.api import health, parts
from portal.celery import app
from portal.jobs.models import Job, JobState

pytestmark = pytest.mark.django_db


def ready() -> tuple[int, dict[str, Any]]:
    """Status and content of the readiness."""
    answer = Client().get("/healthz/ready")
    return answer.status_code, answer.json()


def promise(**changes: Any) -> Job:
    """A job that waits since an hour."""
    job = Job.objects.create(name="portal.jobs.sleep", key=str(uuid.uuid4()), **changes)
    Job.objects.filter(pk=job.pk).update(created_at=timezone.now() - timedelta(hours=1))
    return job


def test_all_is_well() -> None:
    """OP-05."""
    assert ready() == (
        200,
        {
            "status": "ready",
            "parts": {
                "database": "ok",
                "disk": "ok",
                "files": "ok",
                "scanner": "ok",
                "jobs": "ok",
                "broker": "ok",
            },
        },
    )


def test_being_alive_asks_nothing(django_assert_num_queries: Any) -> None:
    """OP-05."""
    with django_assert_num_queries(0):
        answer = Client().get("/healthz/live")

    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
    assert "no-store" in answer["Cache-Control"]


def test_health_is_for_reading() -> None:
    assert Client().post("/healthz/live").status_code == 405
    assert Client().post("/healthz/ready").status_code == 405


def test_a_database_that_does_not_answer_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """OP-05."""

    def refuse() -> None:
        raise OperationalError("connection refused")

    monkeypatch.setattr(connection, "cursor", refuse)

    status, content = ready()

    assert status == 503
    assert content["status"] == "failing"
    assert content["parts"]["database"] == "failing"
    assert content["parts"]["disk"] == "ok"


def test_a_database_with_another_clock_is_named() -> None:
    """OP-05, SU-01."""
    with pytest.raises(health.Trouble, match=r"clock is .* off"):
        parts.check_database(timezone.now() - timedelta(seconds=30))


def test_a_job_that_waits_too_long_is_named() -> None:
    """OP-05."""
    promise(state=JobState.SENT)

    status, content = ready()

    assert (status, content["parts"]["jobs"]) == (503, "failing")


@pytest.mark.parametrize(
    "changes",
    [
        {"state": JobState.DONE},
        {"state": JobState.DEAD},
        {"not_before": timezone.now() + timedelta(hours=3)},
    ],
    ids=["done", "dead", "not yet due"],
)
def test_a_job_that_is_finished_or_not_due_is_no_trouble(changes: dict[str, Any]) -> None:
    promise(**changes)

    assert ready()[0] == 200


def test_a_full_disk_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """OP-05."""
    monkeypatch.setattr(parts, "LEAST_FREE_BYTES", 2**62)

    status, content = ready()

    assert (status, content["parts"]["disk"]) == (503, "failing")


def test_files_kept_elsewhere_need_no_disk_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "default_storage", object())
    monkeypatch.setattr(parts, "LEAST_FREE_BYTES", 2**62)

    assert ready()[1]["parts"]["disk"] == "ok"


def test_a_folder_that_is_not_there_yet_is_looked_for_above(tmp_path: Path) -> None:
    assert not Path(default_storage.base_location).exists()

    parts.check_disk(timezone.now())


def test_a_broker_out_of_reach_is_named_and_tolerated(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """OP-05, TK-02."""
    monkeypatch.setattr(app.conf, "broker_url", f"redis+socket://{tmp_path}/no.sock")
    monkeypatch.setattr(app.conf, "broker_write_url", f"redis+socket://{tmp_path}/no.sock")

    status, content = ready()

    assert (status, content["parts"]["broker"]) == (200, "warning")
