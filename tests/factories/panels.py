"""What a panel keeps beside its list: what-ifs, meetings, minutes and draws."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from grants.programmes.models import Call
from portal.accounts.actors import Actor
from portal.accounts.models import Role
from reviews.meetings import operations as meetings
from reviews.meetings.models import AgendaItem, Meeting, Note
from reviews.minutes import operations as minuting
from reviews.minutes.models import Minutes
from reviews.selection import operations as selection
from reviews.selection.models import WhatIf
from reviews.selection.problem import Terms
from tests.factories import people, reviews


def what_if(call: Call, title: str = "One for each organisation") -> WhatIf:
    """The call's own terms, kept by Charles."""
    terms = Terms(int(call.envelope - call.committed), 100 * call.pass_mark)
    return selection.keep(
        call_id=call.pk, terms=terms, title=title, actor=people.charles(), now=timezone.now()
    )


def large_what_if(call: Call) -> str:
    """The call's own terms, asked by Charles as a job; its digest."""
    terms = Terms(int(call.envelope - call.committed), 100 * call.pass_mark)
    run = selection.request(
        call_id=call.pk, terms=terms, actor=people.charles(), now=timezone.now()
    )
    return run.digest


def polly() -> Actor:
    """Sits on the panel beside Petra."""
    return people.person("Polly Siu", Role.PANEL_MEMBER)


def plan(call: Call, **changes: Any) -> meetings.Plan:
    """A meeting of an hour ago: Charles chairs, Petra and Polly sit, Paul keeps the notes."""
    values: dict[str, Any] = {
        "starts_at": timezone.now() - timedelta(hours=1),
        "place": "Room 龍, Harbour Road",
        "chair": people.charles().person,
        "members": [people.petra().person, polly().person],
        "secretary": people.paul().person,
        "references": [one.reference for one in reviews.applications_of(call)],
        **changes,
    }
    return meetings.Plan(**values)


def meeting(call: Call, **changes: Any) -> Meeting:
    """A planned meeting."""
    return meetings.plan(
        call_id=call.pk, wanted=plan(call, **changes), actor=people.paul(), now=timezone.now()
    )


def held(one: Meeting, *, absent: tuple[Actor, ...] = ()) -> Meeting:
    """The attendance written by Paul; everybody came but those who are named."""
    away = [who.person.pk for who in absent]
    present = set(one.seats.exclude(user__in=away).values_list("pk", flat=True))
    return meetings.hold(
        meeting_id=one.pk, present=present, actor=people.paul(), now=timezone.now()
    )


def item(one: Meeting, reference: str) -> AgendaItem:
    """The item of an application."""
    return AgendaItem.objects.get(meeting=one, application__reference=reference)


def note(one: AgendaItem, text: str, *, left: tuple[int, ...] = ()) -> Note | None:
    """What Paul writes about an item."""
    return meetings.write_note(
        item_id=one.pk, text=text, left=left, actor=people.paul(), now=timezone.now()
    )


def minutes(one: Meeting) -> Minutes:
    """A version made by Paul."""
    return minuting.make(meeting_id=one.pk, actor=people.paul(), now=timezone.now())


def signed(one: Minutes) -> Minutes:
    """The version signed by Charles."""
    return minuting.sign(minutes_id=one.pk, actor=people.charles(), now=timezone.now())
