"""Planning a meeting, writing who was there, who left and what was said."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from grants.applications.models import Application
from grants.programmes.models import Call
from portal.accounts.actors import Actor
from portal.accounts.models import User
from portal.audit.operations import record
from portal.core.denial import Denied
from portal.notifications.operations import notify
from reviews.calibration.queries import assessed
from reviews.meetings import queries, rules
from reviews.meetings.lifecycle import MEETING
from reviews.meetings.models import AgendaItem, Leave, Meeting, Note, Part, Seat
from reviews.panels.queries import conflicted


@dataclass(frozen=True)
class Plan:
    """When and where, who is invited, and the references of the agenda in their order."""

    starts_at: datetime
    place: str
    chair: User
    members: Sequence[User]
    secretary: User
    references: Sequence[str]


@transaction.atomic
def plan(*, call_id: int, wanted: Plan, actor: Actor, now: datetime) -> Meeting:
    """Plan a meeting and tell everybody invited."""
    call = Call.objects.select_for_update(no_key=True).get(pk=call_id)
    rules.check_plan(actor, call, conflicts=conflicted(call, actor))
    meeting = Meeting.objects.create(
        call=call,
        number=Meeting.objects.filter(call=call).count() + 1,
        starts_at=wanted.starts_at,
        place=wanted.place,
        planned_by=actor.person,
        planned_at=now,
    )
    _write(meeting, wanted)
    record("meeting.plan", actor=actor, subject=meeting, states=("", meeting.state))
    return meeting


@transaction.atomic
def change(*, meeting_id: int, wanted: Plan, actor: Actor, now: datetime) -> Meeting:
    """Plan it anew, before it was held; everybody invited is told again."""
    meeting = _locked(meeting_id)
    rules.check_change(actor, meeting, conflicts=conflicted(meeting.call, actor))
    meeting.starts_at, meeting.place = wanted.starts_at, wanted.place
    meeting.revision, meeting.planned_at = meeting.revision + 1, now
    meeting.save(update_fields=["starts_at", "place", "revision", "planned_at"])
    _write(meeting, wanted)
    record("meeting.change", actor=actor, subject=meeting, revision=meeting.revision)
    return meeting


def _locked(meeting_id: int) -> Meeting:
    call_id = Meeting.objects.values_list("call_id", flat=True).get(pk=meeting_id)
    call = Call.objects.select_for_update(no_key=True).get(pk=call_id)
    meeting = Meeting.objects.get(pk=meeting_id)
    meeting.call = call
    return meeting


def _write(meeting: Meeting, wanted: Plan) -> None:
    """Seats and agenda as wanted; items that stay keep their notes."""
    applications = _applications(meeting.call, wanted.references)
    seats = _seats(wanted)
    _check_kept(meeting, applications)
    meeting.items.exclude(application__in=applications).delete()
    for position, application in enumerate(applications, start=1):
        AgendaItem.objects.update_or_create(
            meeting=meeting, application=application, defaults={"position": position}
        )
    meeting.seats.exclude(user__in=[user for user, _part in seats]).delete()
    for user, part in seats:
        Seat.objects.update_or_create(meeting=meeting, user=user, defaults={"part": part})
        notify(
            "panel-meeting",
            key=f"panel-meeting:{meeting.pk}:{meeting.revision}:{user.pk}",
            to=user,
            context={"meeting": meeting, "call": meeting.call, "is_change": meeting.revision > 0},
            scope=meeting.call.code,
        )


def _applications(call: Call, references: Sequence[str]) -> list[Application]:
    known = {one.reference: one for one in assessed(call)}
    unknown = [reference for reference in references if reference not in known]
    if unknown:
        raise Denied(
            _("These are not before the panel: %(references)s.")
            % {"references": ", ".join(unknown[:5])}
        )
    if len(set(references)) < len(references):
        raise Denied(_("The agenda names an application twice."))
    return [known[reference] for reference in references]


def _seats(wanted: Plan) -> list[tuple[User, Part]]:
    members = [user for user in wanted.members if user != wanted.chair]
    seats = [(wanted.chair, Part.CHAIR), *((user, Part.MEMBER) for user in members)]
    if wanted.secretary in (wanted.chair, *members):
        raise Denied(_("The secretary takes no part in the recommendations."))
    return [*seats, (wanted.secretary, Part.SECRETARY)]


def _check_kept(meeting: Meeting, applications: Collection[Application]) -> None:
    dropped = meeting.items.exclude(application__in=applications)
    if Note.objects.filter(item__in=dropped).exists():
        raise Denied(_("There are notes already on an item that would leave the agenda."))


@transaction.atomic
def hold(*, meeting_id: int, present: Collection[int], actor: Actor, now: datetime) -> Meeting:
    """Write who was there (ids of seats), once; who has an interest in an item left for it."""
    meeting = _locked(meeting_id)
    rules.check_hold(actor, meeting, conflicts=conflicted(meeting.call, actor), now=now)
    seats = queries.seats_of(meeting)
    for seat in seats:
        seat.is_present = seat.pk in present
    Seat.objects.bulk_update(seats, ["is_present"])
    there = [seat for seat in seats if seat.is_present]
    if not any(seat.part in queries.COUNTED for seat in there):
        raise Denied(_("A meeting without chair and members is none."))
    held = queries.interests(meeting.call, there, now)
    Leave.objects.bulk_create(
        Leave(item=item, seat=seat, for_interest=True)
        for item in meeting.items.all()
        for seat in there
        if item.application_id in held[seat.pk]
    )
    before = meeting.state
    meeting.state, meeting.held_by = MEETING.after("hold", before), actor.person
    meeting.save(update_fields=["state", "held_by"])
    record(
        "meeting.hold",
        actor=actor,
        subject=meeting,
        states=(before, meeting.state),
        present=len(there),
        invited=len(seats),
    )
    return meeting


@transaction.atomic
def write_note(
    *, item_id: int, text: str, left: Collection[int], actor: Actor, now: datetime
) -> Note | None:
    """Keep what was said as a new version, and who else left (ids of seats).

    An unchanged text makes no version.
    """
    meeting_id = AgendaItem.objects.values_list("meeting_id", flat=True).get(pk=item_id)
    meeting = _locked(meeting_id)
    item = AgendaItem.objects.select_related("application").get(pk=item_id)
    item.meeting = meeting
    rules.check_note(
        actor,
        meeting,
        is_secretary=queries.is_secretary(meeting, actor),
        is_hidden=item.application_id in conflicted(meeting.call, actor),
    )
    _write_leaves(item, left, actor)
    newest = item.notes.order_by("-number").first()
    if text.strip() == (newest.text if newest else ""):
        return newest
    note = Note.objects.create(
        item=item,
        number=1 + (newest.number if newest else 0),
        text=text.strip(),
        written_by=actor.person,
        written_at=now,
    )
    record("note.write", actor=actor, subject=item, version=note.number)
    return note


def _write_leaves(item: AgendaItem, left: Collection[int], actor: Actor) -> None:
    before = queries.leaves_of(item)
    interested = set(item.leaves.filter(for_interest=True).values_list("seat_id", flat=True))
    seats = item.meeting.seats.filter(pk__in=left, is_present=True).exclude(pk__in=interested)
    after = set(seats.values_list("pk", flat=True))
    if after == before:
        return
    item.leaves.filter(for_interest=False).exclude(seat__in=after).delete()
    Leave.objects.bulk_create(
        Leave(item=item, seat_id=pk, for_interest=False) for pk in sorted(after - before)
    )
    record("item.leave", actor=actor, subject=item, left=len(after))
