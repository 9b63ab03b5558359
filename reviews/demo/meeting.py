"""The panel meets: an agenda of everything, who was there, notes, and minutes that are signed."""

from __future__ import annotations

from grants.decisions.models import Outcome, RecommendationList
from reviews.demo import cast
from reviews.demo.invention.dice import Dice
from reviews.demo.invention.words import words
from reviews.demo.scene import Scene
from reviews.meetings import operations as meetings
from reviews.meetings.models import AgendaItem, Meeting
from reviews.minutes import operations as minutes
from reviews.panels.queries import ranking

PLACE = "Conference Room 2, 15/F, Harbour Road, Wan Chai 灣仔港灣道會議室2"
QUORUM = 2
"""Charles and Petra; the call states it before anybody applies."""


def meet(scene: Scene) -> Meeting:
    """Paul plans the meeting, and writes who came when it has begun."""
    at = scene.times.after_closing(23, hours=1)
    paul = scene.of(cast.PAUL, at)
    planned = meetings.plan(
        call_id=scene.call.pk,
        wanted=meetings.Plan(
            starts_at=scene.times.after_closing(24, hours=-3),
            place=PLACE,
            chair=scene.of(cast.CHARLES, at).person,
            members=[scene.of(cast.PETRA, at).person],
            secretary=paul.person,
            references=[row.application.reference for row in ranking(scene.call)],
        ),
        actor=paul,
        now=at,
    )
    begun = scene.times.after_closing(24, hours=-2)
    return meetings.hold(
        meeting_id=planned.pk,
        present=set(planned.seats.values_list("pk", flat=True)),
        actor=scene.of(cast.PAUL, begun),
        now=begun,
    )


def take_notes(scene: Scene, meeting: Meeting, prepared: RecommendationList) -> None:
    """Paul writes what was said of each application that is recommended or in reserve."""
    at = scene.times.after_closing(24, hours=1)
    said = words("reviewing")["notes"]
    lines = prepared.recommendations.exclude(outcome=Outcome.NOT_RECOMMENDED)
    outcomes = dict(lines.values_list("application", "outcome"))
    items = AgendaItem.objects.filter(meeting=meeting, application__in=outcomes)
    for item in items.order_by("position"):
        dice = Dice(scene.seed, item.application_id, "notes")
        meetings.write_note(
            item_id=item.pk,
            text=dice.pick(said[outcomes[item.application_id]]),
            left=(),
            actor=scene.of(cast.PAUL, at),
            now=at,
        )


def sign(scene: Scene, meeting: Meeting) -> None:
    """Paul makes the minutes, Charles signs them; the papers are made by a job."""
    made_at, signed_at = (scene.times.after_closing(24, hours=hours) for hours in (2, 3))
    made = minutes.make(meeting_id=meeting.pk, actor=scene.of(cast.PAUL, made_at), now=made_at)
    minutes.sign(minutes_id=made.pk, actor=scene.of(cast.CHARLES, signed_at), now=signed_at)
