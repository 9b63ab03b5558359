"""A meeting as iCalendar (RFC 5545): when and where, and nothing of what is discussed."""

from __future__ import annotations

from datetime import UTC, timedelta
from uuid import NAMESPACE_URL, uuid5

from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from reviews.meetings.models import Meeting

PRODUCT = "-//LEAP Pilot Funding//Panel//EN"
LENGTH = timedelta(hours=3)


def calendar_of(meeting: Meeting, *, link: str) -> bytes:
    """The same meeting gives the same bytes; a later revision replaces an earlier one."""
    calendar, event = Calendar(), Event()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    event.add("uid", str(uuid5(NAMESPACE_URL, f"leap:meeting:{meeting.audit_reference}")))
    title = _("Panel meeting: %(call)s") % {"call": meeting.call.title}
    event.add("summary", " ".join(title.split()))
    event.add("location", " ".join(meeting.place.split()))
    event.add("url", link)
    event.add("dtstart", meeting.starts_at.astimezone(UTC))
    event.add("dtend", (meeting.starts_at + LENGTH).astimezone(UTC))
    event.add("dtstamp", meeting.planned_at.astimezone(UTC).replace(microsecond=0))
    event.add("sequence", meeting.revision)
    calendar.add_component(event)
    return bytes(calendar.to_ical())
