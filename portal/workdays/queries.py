"""Reads of the calendar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import QuerySet

from portal.ui.formats import in_hong_kong
from portal.workdays.models import DayException
from portal.workdays.reckoning import Calendar, general_holidays

CLOSING = time(18, 0)
"""When a due day ends: the office's closing time."""

LANGUAGES = {"en": "en_HK", "zh-hant": "zh_HK", "zh-hans": "zh_CN"}


def calendar() -> Calendar:
    """The calendar with its exceptions of now; one query."""
    return Calendar(dict(DayException.objects.values_list("day", "is_working")))


def exceptions() -> QuerySet[DayException]:
    """Every exception, the latest day first."""
    return DayException.objects.select_related("set_by").order_by("-day")


def end_of(day: date, like: datetime) -> datetime:
    """The closing time of ``day`` on Hong Kong's clock; ``like`` is any instant with a zone."""
    return datetime.combine(day, CLOSING, tzinfo=in_hong_kong(like).tzinfo)


@dataclass(frozen=True)
class Holiday:
    """A general holiday and its name."""

    day: date
    name: str


def holidays_from(day: date, language: str) -> list[Holiday]:
    """The general holidays from ``day`` to the end of the next year, named in ``language``."""
    known = LANGUAGES.get(language, "en_HK")
    found = {**general_holidays(day.year, known), **general_holidays(day.year + 1, known)}
    return [Holiday(one, found[one]) for one in sorted(found) if one >= day]
