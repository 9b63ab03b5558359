"""Sums, dates and sizes are written the same way everywhere."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import translation

from portal.ui import formats
from tests.unit.portal.ui.conftest import show

SIX_IN_THE_EVENING = datetime(2025, 8, 1, 10, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("amount", "written"),
    [
        (Decimal("300000.00"), "HK$300,000"),
        (Decimal("1234.50"), "HK$1,234.50"),
        (Decimal("-20.00"), "−HK$20"),
        (0, "HK$0"),
        (None, ""),
    ],
)
def test_a_sum_shows_cents_only_where_there_are_any(amount: Decimal | None, written: str) -> None:
    assert formats.hkd(amount) == written


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("en", "1 August 2025, 6:00 pm HKT"),
        ("zh-hant", "2025年8月1日 下午6:00（香港時間）"),
        ("zh-hans", "2025年8月1日 下午6:00（香港时间）"),
    ],
)
def test_an_instant_is_told_on_hong_kongs_clock(language: str, written: str) -> None:
    with translation.override(language):
        assert formats.hkt(SIX_IN_THE_EVENING) == written


@pytest.mark.parametrize(
    ("hour", "english", "chinese"),
    [
        (16, "12:05 am", "上午12:05"),
        (3, "11:05 am", "上午11:05"),
        (4, "12:05 pm", "下午12:05"),
    ],
)
def test_midnight_and_noon_are_twelve(hour: int, english: str, chinese: str) -> None:
    at = datetime(2025, 8, 1, hour, 5, tzinfo=UTC)

    with translation.override("en"):
        assert english in formats.hkt(at)
    with translation.override("zh-hant"):
        assert chinese in formats.hkt(at)


def test_a_date_of_an_instant_is_hong_kongs() -> None:
    late_on_the_first_in_london = datetime(2025, 8, 1, 20, 0, tzinfo=UTC)

    assert formats.hkdate(late_on_the_first_in_london) == "2 August 2025"
    assert formats.hkdate(date(2025, 8, 1)) == "1 August 2025"


def test_no_date_is_no_text() -> None:
    assert [
        formats.hkdate(None),
        formats.hkt(None),
        formats.days_left(None, SIX_IN_THE_EVENING),
    ] == [
        "",
        "",
        "",
    ]


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        formats.hkt(datetime(2025, 8, 1, 18, 0))  # noqa: DTZ001 - the mistake under test


@pytest.mark.parametrize(
    ("before", "told"),
    [
        (timedelta(days=3), "3 days left"),
        (timedelta(hours=20), "1 day left"),
        (timedelta(hours=1), "Last day"),
        (timedelta(0), "Closed"),
        (timedelta(days=-2), "Closed"),
    ],
)
def test_the_days_left_are_counted_on_hong_kongs_calendar(before: timedelta, told: str) -> None:
    assert formats.days_left(SIX_IN_THE_EVENING, SIX_IN_THE_EVENING - before) == told


@pytest.mark.parametrize(
    ("size", "written"),
    [
        (None, ""),
        (1, "1 byte"),
        (999, "999 bytes"),
        (1000, "1 kB"),
        (2_400_000, "2.4 MB"),
        (999_999, "1 MB"),
        (3_000_000_000, "3 GB"),
    ],
)
def test_a_files_size_is_told_in_decimal_units(size: int | None, written: str) -> None:
    assert formats.file_size(size) == written


def test_the_time_element_carries_the_instant_for_programs() -> None:
    assert show("{% hkt_time at %}", at=SIX_IN_THE_EVENING) == (
        '<time datetime="2025-08-01T18:00:00+08:00">1 August 2025, 6:00 pm HKT</time>'
    )
    assert show("{% hkt_time at %}", at=None) == ""


def test_templates_have_the_formats_as_filters() -> None:
    shown = show(
        "{{ amount|hkd }} {{ at|hkt }} {{ at|hkdate }} {{ at|days_left:at }} {{ size|file_size }}",
        amount=Decimal("5.00"),
        at=SIX_IN_THE_EVENING,
        size=2000,
    )

    assert shown == "HK$5 1 August 2025, 6:00 pm HKT 1 August 2025 Closed 2 kB"


def test_a_row_of_parts_has_the_marks_of_the_language() -> None:
    told = "{{ parts|listed }}"

    assert show(told, parts=["Gold", "<b>"]) == "Gold, &lt;b&gt;"
    with translation.override("zh-hant"):
        assert show(told, parts=["金", "銀"]) == "金、銀"
    assert show(told, parts=[]) == ""
