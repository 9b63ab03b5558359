"""Health is watched, and what was lost before a closing time is known (SU-05)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.utils.translation import override

from portal.api.health import Report
from portal.oversight.models import Outage, Watch
from portal.oversight.outages import in_words, lost_between, outages_between, watch
from portal.oversight.tasks import watch as beat

pytestmark = pytest.mark.django_db

START = datetime(2030, 6, 1, 9, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
WELL = Report({"database": "ok", "broker": "warning"})
ILL = Report({"database": "ok", "disk": "failing"})


def watched(*reports: Report) -> None:
    """One report a minute, from the start on."""
    for number, report in enumerate(reports):
        watch(report, now=START + number * MINUTE)


def test_an_outage_begins_goes_on_and_ends() -> None:
    watched(WELL, ILL, ILL, WELL, WELL)

    outage = Outage.objects.get()
    assert (outage.began_at, outage.ended_at) == (START + MINUTE, START + 3 * MINUTE)
    assert outage.parts == "disk"


def test_a_warning_is_no_outage_and_two_outages_are_two() -> None:
    watched(WELL, ILL, WELL, ILL, WELL)

    assert Outage.objects.count() == 2


def test_a_long_silence_is_an_outage_of_everything() -> None:
    watched(WELL)
    watch(WELL, now=START + 20 * MINUTE)

    outage = Outage.objects.get()
    assert outage.parts == "everything"
    assert (outage.began_at, outage.ended_at) == (START, START + 20 * MINUTE)
    assert Watch.objects.get().at == START + 20 * MINUTE


def test_only_what_overlaps_counts_and_one_that_goes_on_counts_until_now() -> None:
    watched(ILL, WELL)
    watch(WELL, now=START + 4 * MINUTE)
    watch(ILL, now=START + 5 * MINUTE)
    now = START + 9 * MINUTE

    assert lost_between(START, START + 60 * MINUTE, now=now) == 5 * MINUTE
    assert lost_between(START, START + 7 * MINUTE, now=now) == 3 * MINUTE
    assert len(outages_between(START + 2 * MINUTE, START + 60 * MINUTE)) == 1
    assert lost_between(START - 60 * MINUTE, START, now=now) == timedelta()


def test_beat_watches() -> None:
    beat()

    assert Watch.objects.count() == 1


@pytest.mark.parametrize(
    ("parts", "english", "chinese"),
    [
        ("everything", "The whole portal", "整個平台"),
        ("jobs, disk", "Work in the background, Room for files", "背景工作、檔案空間"),
        ("gone", "gone", "gone"),
    ],
)
def test_what_failed_is_told_in_words(parts: str, english: str, chinese: str) -> None:
    outage = Outage(parts=parts, began_at=START, seen_at=START)

    assert in_words(outage) == english
    with override("zh-hant"):
        assert in_words(outage) == chinese
