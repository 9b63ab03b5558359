"""The dates of calls as iCalendar (RFC 5545), in the language that is active.

Pure: the same calls give the same bytes, so that a calendar which asks again learns that nothing
has changed. Instants are written in UTC: 18:00 in Hong Kong is 10:00Z, wherever the reader is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple
from uuid import NAMESPACE_URL, uuid5

from django.utils.translation import gettext as _
from icalendar import Alarm, Calendar, Event

from grants.programmes.models import Call
from portal.pdf.letters import TAGS
from portal.ui.formats import hkt

PRODUCT = "-//LEAP Pilot Funding//Calls//EN"
REFRESH = timedelta(hours=12)
WARNINGS = (timedelta(days=2), timedelta(hours=6))
"""How long before the closing time a calendar rings."""

Link = Callable[[Call], str]


class Occasion(NamedTuple):
    """One date of a call; ``at`` is an instant, or a day of Hong Kong."""

    code: str
    title: str
    at: datetime | date
    note: str = ""


def calendar_of(calls: Iterable[Call], *, name: str, language: str, link: Link) -> bytes:
    """Every date of ``calls`` as one calendar; ``link`` gives the address of a call's page."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for key in ("name", "x-wr-calname"):
        calendar.add(key, _in_one_line(name))
    calendar.add("x-wr-timezone", "Asia/Hong_Kong")
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT12H")
    for call in calls:
        for occasion in occasions(call):
            calendar.add_component(_event(call, occasion, language=language, link=link))
    return bytes(calendar.to_ical())


def occasions(call: Call) -> Iterator[Occasion]:
    """The six dates of a call in their order."""
    yield Occasion("opens", _("Opens for applications"), call.opens_at)
    late = _("It closes on %(at)s. A submission at this very minute is late.")
    closing = late % {"at": hkt(call.closing_at)}
    yield Occasion("closes", _("Closes for applications"), call.closing_at, closing)
    yield Occasion("results", _("Results expected"), call.results_on)
    yield Occasion("start", _("Projects start before this day"), call.start_by)
    yield Occasion("complete", _("Projects complete before this day"), call.complete_by)
    yield Occasion("report", _("Final reports due before this day"), call.report_by)


def identifier(call: Call, occasion: str) -> str:
    """The UID of one date: the same in every language and after every change."""
    return str(uuid5(NAMESPACE_URL, f"leap:call:{call.code}:{occasion}"))


def changed_at(call: Call) -> datetime:
    """When the dates last changed for those who read them."""
    known = (call.created_at, call.published_at, call.dates_revised_at)
    return max(moment for moment in known if moment is not None).replace(microsecond=0)


def _event(call: Call, occasion: Occasion, *, language: str, link: Link) -> Event:
    event, tag = Event(), {"LANGUAGE": TAGS[language]}
    summary = _in_one_line(f"{occasion.title} – {call.title}")
    event.add("uid", identifier(call, occasion.code))
    event.add("summary", summary, parameters=tag)
    notes = [occasion.note, _in_one_line(str(call.summary)), link(call)]
    event.add("description", "\n\n".join(filter(None, notes)), parameters=tag)
    event.add("url", link(call))
    for key, moment in _span(occasion.at):
        event.add(key, moment)
    event.add("sequence", call.dates_revision)
    for key in ("dtstamp", "last-modified"):
        event.add(key, _utc(changed_at(call)))
    event.add("transp", "TRANSPARENT")
    event.add("categories", ["LEAP"])
    for warning in WARNINGS if occasion.code == "closes" else ():
        event.add_component(_alarm(warning, summary))
    return event


def _span(at: datetime | date) -> list[tuple[str, Any]]:
    """An instant lasts no time; a day ends where the next one begins."""
    if isinstance(at, datetime):
        return [("dtstart", _utc(at)), ("dtend", _utc(at))]
    return [("dtstart", at), ("dtend", at + timedelta(days=1))]


def _alarm(before: timedelta, words: str) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", words)
    alarm.add("trigger", -before)
    return alarm


def _in_one_line(text: str) -> str:
    """Line ends would end a property, and what follows would be read as the next one."""
    return " ".join(text.split())


def _utc(at: datetime) -> datetime:
    return at.astimezone(UTC)
