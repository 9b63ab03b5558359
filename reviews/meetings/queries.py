"""Meetings as one reader sees them: items, who must leave for which, and the quorum of each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from grants.applications.veils import veiled_rows
from grants.programmes.models import Call
from portal.accounts.actors import Actor
from portal.accounts.models import Role, RoleGrant, User
from portal.organisations.queries import actor_for
from reviews.calibration.queries import ASSESSED_STATES, assessed
from reviews.calibration.queries import calls_for as calls_ranked
from reviews.meetings import rules
from reviews.meetings.lifecycle import TOOK_PLACE
from reviews.meetings.models import AgendaItem, Leave, Meeting, Note, Part, Seat

COUNTED = (Part.CHAIR, Part.MEMBER)


@dataclass(frozen=True)
class Item:
    """One agenda item: who must leave, who left, how many stay, and what stands against it."""

    item: AgendaItem
    interested: list[Seat]
    left: list[Seat]
    staying: int
    obstacle: str
    note: Note | None


def visible_to(actor: Actor) -> QuerySet[Meeting]:
    """The meetings of the calls whose scores ``actor`` may see."""
    found = Meeting.objects.filter(call__in=calls_ranked(actor))
    return found.select_related("call", "planned_by").order_by("number")


def invitable(call: Call, now: datetime, *roles: Role) -> QuerySet[User]:
    """The people who hold one of ``roles`` for the call at ``now``."""
    grants = RoleGrant.objects.active(now).filter(role__in=roles, scope__in=("", call.code))
    held = User.objects.filter(pk__in=grants.values("user"), is_active=True)
    return held.order_by("name", "pk")


def seats_of(meeting: Meeting) -> list[Seat]:
    """The seats, the chair first, then members, then the secretary."""
    order = {part: at for at, part in enumerate(Part)}
    found = meeting.seats.select_related("user")
    return sorted(found, key=lambda seat: (order[Part(seat.part)], seat.user.name, seat.pk))


def interests(call: Call, seats: Sequence[Seat], now: datetime) -> dict[int, set[int]]:
    """By seat the applications of the call its person has an interest in; three queries a seat."""
    competing = {"call": call, "state__in": ASSESSED_STATES}
    return {
        seat.pk: set(
            veiled_rows(actor_for(seat.user, now=now))
            .filter(**competing)
            .values_list("pk", flat=True)
        )
        for seat in seats
    }


def items_of(meeting: Meeting, *, hidden: Collection[int], now: datetime) -> list[Item]:
    """The agenda without the ``hidden`` applications, in its order.

    Before the meeting everybody invited is expected; afterwards those who were there count.
    """
    seats = seats_of(meeting)
    held = interests(meeting.call, seats, now)
    rows = meeting.items.select_related("application__organisation").order_by("position", "pk")
    newest = Note.objects.select_related("written_by").order_by("-number")
    rows = rows.prefetch_related(
        "leaves", Prefetch("notes", queryset=newest, to_attr="versions")
    ).exclude(application__in=hidden)
    return [_item(row, meeting, seats, held) for row in rows]


def _item(
    row: AgendaItem, meeting: Meeting, seats: Sequence[Seat], held: dict[int, set[int]]
) -> Item:
    row.meeting = meeting
    there = [seat for seat in seats if seat.is_present is not False]
    interested = [seat for seat in there if row.application_id in held[seat.pk]]
    gone = {leave.seat_id for leave in row.leaves.all()}
    away = gone | {seat.pk for seat in interested}
    staying = sum(seat.pk not in away and seat.part in COUNTED for seat in there)
    versions: list[Note] = getattr(row, "versions", [])
    return Item(
        item=row,
        interested=interested,
        left=[seat for seat in seats if seat.pk in away and seat.is_present],
        staying=staying,
        obstacle=rules.below_quorum(staying, meeting.call),
        note=versions[0] if versions else None,
    )


def barred(call: Call, now: datetime) -> dict[int, str]:
    """The applications that cannot be recommended as things are, each with the sentence why.

    Discussed without the quorum at every meeting that had them; or, where the call says that the
    panel decides at a meeting, on no agenda of a meeting that was held.
    """
    meetings = list(Meeting.objects.filter(call=call, state__in=TOOK_PLACE).select_related("call"))
    found: dict[int, list[str]] = defaultdict(list)
    for meeting in meetings:
        for one in items_of(meeting, hidden=(), now=now):
            found[one.item.application_id].append(one.obstacle)
    told = {pk: sentences[-1] for pk, sentences in found.items() if all(sentences)}
    if call.panel_meets:
        absent = set(assessed(call).values_list("pk", flat=True)) - set(found)
        told |= {pk: _("It was on no agenda of a meeting that was held.") for pk in absent}
    return told


def is_secretary(meeting: Meeting, actor: Actor) -> bool:
    """Whether ``actor`` keeps the notes of the meeting."""
    return meeting.seats.filter(user=actor.user, part=Part.SECRETARY).exists()


def leaves_of(item: AgendaItem) -> set[int]:
    """The seats that left for the item otherwise than for an interest."""
    found = Leave.objects.filter(item=item, for_interest=False)
    return set(found.values_list("seat_id", flat=True))
