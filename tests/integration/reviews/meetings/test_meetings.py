"""Meetings of a panel: planning, agenda, quorum, attendance, notes, and what is hidden."""

from __future__ import annotations

import html
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from grants.programmes.models import Call
from portal.accounts.actors import Actor
from portal.accounts.models import Role
from portal.audit.models import AuditEvent
from portal.core.denial import Denied
from reviews.meetings import lifecycle, operations, queries
from reviews.meetings.models import Meeting, Note
from tests.factories import (
    applications,
    assessors,
    decisions,
    organisations,
    panels,
    people,
    reviews,
)
from tests.factories.stage import built

pytestmark = pytest.mark.django_db

CODE = applications.CALL_CODE
LIST = reverse("meeting-list", args=[CODE])
NEW = reverse("meeting-new", args=[CODE])
PAGE = reverse("meeting-detail", args=[CODE, 1])
CHANGE = reverse("meeting-change", args=[CODE, 1])
ATTEND = reverse("meeting-attendance", args=[CODE, 1])
ITEM = reverse("meeting-item", args=[CODE, 1, "BDA30-0001"])


@pytest.fixture(scope="module")
def before_the_panel(django_db_setup: None, django_db_blocker: Any) -> Iterator[int]:
    with built(django_db_blocker, lambda: decisions.at("panel").pk) as call_id:
        yield call_id


@pytest.fixture
def call(before_the_panel: int, db: None) -> Call:
    return Call.objects.get(pk=before_the_panel)


def page(actor: Actor, url: str = PAGE) -> str:
    response = people.client_of(actor).get(url)
    assert response.status_code == 200
    return html.unescape(response.content.decode())


def typed(call: Call, **changes: Any) -> dict[str, Any]:
    plan = panels.plan(call)
    return {
        "starts_at": "2030-03-01T14:30",
        "place": plan.place,
        "chair": plan.chair.pk,
        "members": [one.pk for one in plan.members],
        "secretary": plan.secretary.pk,
        "references": "BDA30-0002\nBDA30-0001",
        **changes,
    }


def interested(actor: Actor, call: Call) -> Actor:
    """``actor`` joins the organisation of the first application, which has no other."""
    own = reviews.applications_of(call)[0]
    other = organisations.of(people.otto(), registration_number="87654321")
    call.applications.exclude(pk=own.pk).update(organisation=other)
    organisations.join(own.organisation, actor, "viewer")
    return people.refreshed(actor)


def test_an_officer_plans_and_everybody_invited_is_told(call: Call) -> None:
    client = people.client_of(people.paul())
    proposed = html.unescape(client.get(NEW).content.decode())

    answer = client.post(NEW, typed(call), follow=True).content.decode()
    decisions.work_off()

    assert "BDA30-0001\nBDA30-0002\nBDA30-0003" in proposed
    assert "Planned. Everybody invited is told by e-mail." in answer
    assert answer.index("BDA30-0002") < answer.index("BDA30-0001")
    assert "1 March 2030, 2:30 pm HKT" in html.unescape(answer)
    told = [one for one in mail.outbox if "Panel meeting" in one.subject]
    assert {one.to[0] for one in told} == {
        "charles@example.hk",
        "petra@example.hk",
        "polly@example.hk",
        "paul@example.hk",
    }
    assert AuditEvent.objects.filter(action="meeting.plan", scope=CODE).count() == 1


def test_a_change_is_told_again_and_keeps_notes(call: Call) -> None:
    meeting = panels.meeting(call)
    panels.note(panels.item(meeting, "BDA30-0001"), "Ask about custody.")
    client = people.client_of(people.paul())

    kept = client.post(CHANGE, typed(call, place="Elsewhere"), follow=True).content.decode()
    lost = client.post(CHANGE, typed(call, references="BDA30-0003")).content.decode()
    decisions.work_off()

    assert "Elsewhere" in kept
    assert "There are notes already on an item that would leave the agenda." in lost
    assert "BDA30-0003" in lost
    assert sum("Panel meeting changed" in one.subject for one in mail.outbox) == 4


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"references": "BDA30-0009"}, "These are not before the panel: BDA30-0009."),
        ({"references": "BDA30-0001 BDA30-0001"}, "names an application twice"),
        ({"references": "../etc\r\nX"}, "These are not before the panel"),
        ({"references": ""}, "This field is required."),
        ({"place": ""}, "This field is required."),
        ({"place": "x" * 201}, "at most 200 characters"),
        ({"place": "Room 🚀"}, "🚀"),
        ({"starts_at": "soon"}, "Enter"),
        ({"chair": "0"}, "Select a valid choice"),
        ({"members": ["0"]}, "Select a valid choice"),
    ],
)
def test_a_wrong_plan_is_told_and_stays_on_the_page(
    call: Call, changes: dict[str, Any], sentence: str
) -> None:
    client = people.client_of(people.paul())

    text = html.unescape(client.post(NEW, typed(call, **changes)).content.decode())

    assert sentence in text
    assert "<title>Error:" in text
    assert not Meeting.objects.exists()


def test_the_secretary_takes_no_part(call: Call) -> None:
    both = people.person("Paul Ho", Role.CHAIR)

    with pytest.raises(Denied, match="takes no part"):
        operations.plan(
            call_id=call.pk,
            wanted=panels.plan(call, chair=both.person),
            actor=people.paul(),
            now=timezone.now(),
        )


def test_who_may_plan_and_when(call: Call) -> None:
    text = page(people.petra(), NEW)
    refused = people.client_of(people.petra()).post(NEW, typed(call)).content.decode()
    conflicted = interested(people.paul(), call)

    assert "Only a programme officer or the chair" in text
    assert "Only a programme officer or the chair" in refused
    assert "You have a conflict of interest in this call" in page(conflicted, NEW)
    assert "BDA30-0001" not in page(conflicted, NEW)
    Call.objects.filter(pk=call.pk).update(state="approval")
    assert "The call is not before the panel now." in page(people.charles(), NEW)


@pytest.mark.parametrize("who", [people.mira, people.ines, people.grace, people.fiona])
def test_for_others_there_is_no_meeting(call: Call, who: Any) -> None:
    panels.held(panels.meeting(call))
    client = people.client_of(who())

    for url in (LIST, NEW, PAGE, CHANGE, ATTEND, ITEM, f"{PAGE}calendar/"):
        assert client.get(url).status_code == 404


def test_the_list_says_that_none_is_planned_and_then_which(call: Call) -> None:
    before = page(people.petra(), LIST)
    panels.meeting(call)

    assert "No meeting is planned" in before
    assert "Room 龍, Harbour Road" in page(people.petra(), LIST)


def test_the_agenda_tells_who_must_leave_and_what_falls_below_the_quorum(call: Call) -> None:
    interested(people.petra(), call)
    panels.meeting(call)

    text = page(people.charles())

    assert text.count("Below quorum") == 1
    assert "2 without an interest were present, the quorum is 3." in text
    assert "Must leave for this item" in text


def test_the_attendance_is_written_once_after_the_beginning(call: Call) -> None:
    meeting = panels.meeting(call)
    seats = {seat.user.name: seat.pk for seat in queries.seats_of(meeting)}
    client = people.client_of(people.paul())
    chosen = [seats["Charles Yip"], seats["Petra Lam"], seats["Paul Ho"]]

    nobody = client.post(ATTEND, {"present": [seats["Paul Ho"]]}).content.decode()
    first = html.unescape(client.post(ATTEND, {"present": chosen}, follow=True).content.decode())
    second = client.post(ATTEND, {"present": chosen}).content.decode()

    assert "A meeting without chair and members is none." in nobody
    assert "The attendance is written." in first
    assert first.count("Absent") == 1
    assert first.count("2 without an interest were present") == 3
    assert "This meeting was held; its agenda stands." in second
    assert AuditEvent.objects.get(action="meeting.hold").details == {"present": 3, "invited": 4}


def test_no_attendance_before_the_meeting(call: Call) -> None:
    panels.meeting(call, starts_at=timezone.now() + timedelta(days=1))

    assert "when the meeting has begun" in page(people.paul(), ATTEND)


def test_an_item_below_quorum_cannot_be_recommended(call: Call) -> None:
    """Neither by its line nor by the list; a later meeting with the quorum cures it."""
    decisions.drafted(call)
    panels.held(panels.meeting(call, references=["BDA30-0001"]), absent=(people.petra(),))

    with pytest.raises(Denied, match=r"BDA30-0001 cannot be recommended\. 2 without an interest"):
        decisions.put_forward(call)
    with pytest.raises(Denied, match="cannot be recommended"):
        decisions.change(call, "BDA30-0001", amount=1000)
    text = page(people.charles(), reverse("panel-detail", args=[CODE]))
    assert "BDA30-0001 cannot be recommended." in text
    panels.held(panels.meeting(call, references=["BDA30-0001"]))
    assert decisions.put_forward(call).state == "put_forward"


def test_a_call_that_decides_at_a_meeting_recommends_nothing_without(call: Call) -> None:
    Call.objects.filter(pk=call.pk).update(panel_meets=True)
    decisions.drafted(call)

    with pytest.raises(Denied, match="on no agenda of a meeting that was held"):
        decisions.put_forward(call)
    panels.held(panels.meeting(call))
    assert decisions.put_forward(call).state == "put_forward"


def test_who_gains_an_interest_afterwards_counts_no_more(call: Call) -> None:
    meeting = panels.held(panels.meeting(call))
    interested(people.petra(), call)

    found = queries.items_of(meeting, hidden=(), now=timezone.now())

    assert [one.staying for one in found] == [2, 3, 3]


def test_the_secretary_writes_versions_and_who_else_left(call: Call) -> None:
    meeting = panels.held(panels.meeting(call))
    polly = meeting.seats.get(user__name="Polly Siu")
    client = people.client_of(people.paul())

    client.post(ITEM, {"text": "First thoughts."})
    client.post(ITEM, {"text": "First thoughts."})
    client.post(ITEM, {"text": "Second thoughts.", "left": [polly.pk]})

    text = page(people.petra(), ITEM)
    assert list(Note.objects.order_by("number").values_list("text", flat=True)) == [
        "First thoughts.",
        "Second thoughts.",
    ]
    assert text.index("Second thoughts.") < text.index("First thoughts.")
    assert "2 without an interest were present, the quorum is 3." in text
    assert "<textarea" not in text
    client.post(ITEM, {"text": "Second thoughts."})
    assert "without an interest were present" not in page(people.petra(), ITEM)


@pytest.mark.parametrize("bad", ["x" * 8001, "a\x00b", "🚀"])
def test_a_note_that_cannot_be_is_refused(call: Call, bad: str) -> None:
    panels.meeting(call)

    answer = people.client_of(people.paul()).post(ITEM, {"text": bad})

    assert answer.status_code == 400 or "There is a problem" in answer.content.decode()
    assert not Note.objects.exists()


def test_only_the_secretary_of_the_meeting_notes(call: Call) -> None:
    panels.meeting(call)
    answer = people.client_of(people.charles()).post(ITEM, {"text": "Mine."})

    assert "Only the secretary of the meeting" in answer.content.decode()
    Call.objects.filter(pk=call.pk).update(state="approval")
    assert "The call is not before the panel now." in page(people.paul(), ITEM)


def test_a_note_is_never_changed(call: Call) -> None:
    panels.note(panels.item(panels.meeting(call), "BDA30-0001"), "Said.")

    with pytest.raises(DatabaseError), transaction.atomic():
        Note.objects.update(text="Unsaid.")


def test_a_conflicted_member_finds_nothing_of_the_item(call: Call) -> None:
    """AZ-06: agenda, item and notes; the secretary too."""
    meeting = panels.held(panels.meeting(call))
    panels.note(panels.item(meeting, "BDA30-0001"), "A canary sings.")
    petra = interested(people.petra(), call)
    organisations.join(reviews.applications_of(call)[0].organisation, people.paul(), "viewer")

    text = page(petra)

    assert "BDA30-0001" not in text
    assert "1 application is left out of this page" in text
    assert people.client_of(petra).get(ITEM).status_code == 404
    assert people.client_of(people.refreshed(people.paul())).post(ITEM).status_code == 404


def test_the_calendar_names_no_application(call: Call) -> None:
    panels.meeting(call)

    answer = people.client_of(people.petra()).get(f"{PAGE}calendar/")

    event: Any = Calendar.from_ical(answer.content).walk("VEVENT")[0]
    assert event["LOCATION"] == "Room 龍, Harbour Road"
    assert event["DTSTART"].dt == Meeting.objects.get().starts_at.replace(microsecond=0)
    assert b"BDA30-0001" not in answer.content
    assert answer["Content-Type"].startswith("text/calendar")


def test_every_step_of_a_meeting() -> None:
    allowed = {
        (state, step.name)
        for state in lifecycle.MEETING.states
        for step in lifecycle.MEETING.steps
        if lifecycle.MEETING.allows(step.name, state)
    }

    assert allowed == {("planned", "hold"), ("held", "sign")}


def test_three_items_and_thirty_take_the_same_queries(call: Call) -> None:
    panels.meeting(call)
    client = people.client_of(people.charles())
    client.get(PAGE)

    with CaptureQueriesContext(connection) as few:
        client.get(PAGE)
    reviews.bare_rows(call, 30)
    rows = [one.reference for one in reviews.applications_of(call)]
    operations.change(
        meeting_id=Meeting.objects.get().pk,
        wanted=panels.plan(call, references=rows),
        actor=people.paul(),
        now=timezone.now(),
    )
    with CaptureQueriesContext(connection) as many:
        text = client.get(PAGE).content.decode()

    assert text.count("/items/") == 33
    assert len(few) == len(many) <= 30


def test_an_assessor_with_a_conflict_who_sits_must_leave(call: Call) -> None:
    both = people.person("Pat Leung", Role.PANEL_MEMBER, Role.ASSESSOR)
    reviews.conflict(reviews.applications_of(call)[1], assessors.profile("Pat Leung"))
    meeting = panels.meeting(call, members=[people.petra().person, both.person])

    found = queries.items_of(meeting, hidden=(), now=timezone.now())

    assert [[str(seat.user) for seat in one.interested] for one in found] == [[], ["Pat Leung"], []]
