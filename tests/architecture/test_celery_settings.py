"""The settings of Celery that were measured to lose nothing (docs/adr/0004)."""

from __future__ import annotations

from importlib.metadata import version

from portal.celery import app


def test_the_visibility_timeout_is_above_twice_the_hard_time_limit() -> None:
    """TK-06."""
    conf = app.conf

    assert conf.broker_transport_options["visibility_timeout"] > 2 * conf.task_time_limit


def test_tasks_are_json_late_acknowledged_and_without_results() -> None:
    """TK-11."""
    conf = app.conf

    assert conf.accept_content == ["json"]
    assert conf.task_serializer == "json"
    assert conf.result_backend is None
    assert conf.task_acks_late
    assert conf.task_reject_on_worker_lost
    assert conf.worker_prefetch_multiplier == 1


def test_the_measured_versions_are_installed() -> None:
    """TK-05: 5.7.0 exits when Redis drops during a task."""
    assert (version("celery"), version("kombu")) == ("5.6.3", "5.7.0")


def test_versions_are_above_the_floors_of_known_faults() -> None:
    """SC-03, LT-02."""
    floors = {"django": (5, 2, 19), "weasyprint": (70, 0), "django-allauth": (65, 16, 1)}

    for package, floor in floors.items():
        assert tuple(int(part) for part in version(package).split(".")) >= floor, package
