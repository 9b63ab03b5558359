"""Clarifications: asked on named parts, answered, extended, closed, reminded of."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from grants.applications.models import Application, Snapshot
from grants.clarifications import operations, queries
from grants.clarifications.models import Clarification, ClarificationFile, DueChange
from grants.clarifications.operations import Given, Wanted
from grants.screening.queries import counts
from portal.accounts.models import Role
from portal.audit.models import AuditEvent
from portal.core.denial import Denied
from portal.documents.models import Document
from portal.notifications.models import Message
from portal.ui.formats import in_hong_kong
from portal.workdays.queries import calendar, end_of
from tests.factories import applications, clarifications, organisations, pdfs, screening
from tests.factories.clarifications import PART, due
from tests.factories.people import alan, grace, mira, otto, paul, person, refreshed

pytestmark = pytest.mark.django_db


def actions(application: Application) -> list[str]:
    events = AuditEvent.objects.filter(subject_reference=application.reference).order_by("pk")
    return [event.action for event in events if "save" not in event.action]


def ask(application: Application, **changes: Any) -> Clarification:
    wanted = {"question": "Which bank?", "parts": [PART], "due_at": due(), **changes}
    return operations.ask(
        application_id=application.pk, wanted=Wanted(**wanted), actor=paul(), now=timezone.now()
    )


def test_a_question_reaches_every_member_and_stops_the_screening() -> None:
    application = applications.at("submitted")
    organisations.join(application.organisation, otto(), "viewer")

    clarification = clarifications.asked(application, "Which bank?")

    application.refresh_from_db()
    assert application.state == "clarification"
    assert actions(application)[-1] == "application.ask"
    assert AuditEvent.objects.latest("pk").details["parts"] == [PART]
    messages = Message.objects.filter(kind="clarification-asked").order_by("address")
    assert [message.address for message in messages] == ["mira@example.hk", "otto@example.hk"]
    for message in messages:
        assert message.subject == f"Question on your application {application.reference}"
        assert "Which bank?" in message.body
        assert f"/applications/{application.reference}/clarification/" in message.body
    assert queries.open_clarification(application) == clarification
    screening.checked(application)
    with pytest.raises(Denied, match="question to the applicant is open"):
        screening.eligible(application)
    with pytest.raises(Denied, match="question to the applicant is open"):
        clarifications.asked(application)


def test_a_question_names_parts_of_what_was_submitted() -> None:
    application = applications.at("submitted")

    with pytest.raises(Denied, match="Choose what the question is about"):
        ask(application, parts=[])
    with pytest.raises(Denied, match="not in this application"):
        ask(application, parts=["answers.nothing"])
    clarification = ask(application, parts=["team", "project.title", "team"])

    named = clarification.parts.order_by("position").values_list("code", flat=True)
    assert list(named) == ["project.title", "team"]


def test_a_question_has_words_and_a_due_working_day_to_come() -> None:
    application = applications.at("submitted")
    now, today = timezone.now(), in_hong_kong(timezone.now()).date()
    days = calendar()
    holiday = next(
        today + timedelta(days=number)
        for number in range(1, 9)
        if not days.is_working(today + timedelta(days=number))
    )

    with pytest.raises(Denied, match="due in the future"):
        ask(application, due_at=now)
    with pytest.raises(Denied, match="within four months"):
        ask(application, due_at=now + timedelta(days=400))
    with pytest.raises(Denied, match="on a working day"):
        ask(application, due_at=end_of(holiday, now))
    with pytest.raises(Denied, match="Write the question"):
        ask(application, question=" ")
    assert not Clarification.objects.exists()


def test_an_answer_stands_beside_the_snapshot_and_tells_the_officer() -> None:
    application = applications.at("submitted")
    before = Snapshot.objects.get()

    clarification = clarifications.answered(application, "Wong Mei-lin, head of treasury.")

    application.refresh_from_db()
    assert application.state == "submitted"
    after = Snapshot.objects.get()
    assert (after.content, after.sha256) == (before.content, before.sha256)
    shown = queries.answered(application)
    assert [(part.submitted, part.answer) for part in shown[0].parts] == [
        ("Wong Mei-ling", "Wong Mei-lin, head of treasury.")
    ]
    assert clarification.is_late is False
    event = AuditEvent.objects.latest("pk")
    assert (event.action, event.details["is_late"]) == ("application.answer", False)
    message = Message.objects.get(kind="clarification-answered")
    assert message.address == "paul@example.hk"
    assert "(late)" not in message.body
    assert f"/screening/{application.reference}/" in message.body


def test_only_named_parts_are_answered_and_all_of_them() -> None:
    application = applications.at("submitted")
    clarifications.asked(application, parts=(PART, "team"))

    with pytest.raises(Denied, match="Write the answer"):
        clarifications.answer(application, answers={PART: "Somebody."})
    with pytest.raises(Denied, match="Write the answer"):
        clarifications.answer(application, answers={PART: "Somebody.", "team": " "})
    with pytest.raises(Denied, match="Only the parts that were asked about"):
        clarifications.answer(
            application, answers={PART: "x", "team": "y", "project.title": "A new title"}
        )
    application.refresh_from_db()
    assert application.state == "clarification"


def test_a_late_answer_is_taken_and_shown_as_late() -> None:
    application = applications.at("submitted")
    clarification = clarifications.asked(application)

    answered = clarifications.answer(application, now=clarification.due_at + timedelta(seconds=1))

    assert answered.is_late
    assert AuditEvent.objects.latest("pk").details["is_late"] is True
    assert "(late)" in Message.objects.get(kind="clarification-answered").body


def test_a_second_click_gives_the_one_answer() -> None:
    application = applications.at("submitted")
    first = clarifications.answered(application, "Yes.")

    second = clarifications.answer(application, "Yes.")

    assert second == first
    assert actions(application).count("application.answer") == 1
    assert Message.objects.filter(kind="clarification-answered").count() == 1


def test_answers_need_a_question_and_a_writer() -> None:
    application = applications.at("submitted")
    organisations.join(application.organisation, otto(), "viewer")
    by: dict[str, Any] = {"application_id": application.pk, "now": timezone.now()}

    with pytest.raises(Denied, match="No question is open"):
        operations.answer(given=Given({PART: "Yes."}), actor=refreshed(mira()), **by)
    clarifications.asked(application)
    for actor in (refreshed(otto()), paul()):
        with pytest.raises(Denied, match="owners and editors"):
            operations.answer(given=Given({PART: "Yes."}), actor=actor, **by)


def test_files_come_only_where_they_were_asked_for() -> None:
    application = applications.at("submitted")
    clarifications.asked(application)
    before = Document.objects.count()
    given = Given({PART: "Attached."}, files=[pdfs.upload()])
    by: dict[str, Any] = {"application_id": application.pk, "actor": refreshed(mira())}

    with pytest.raises(Denied, match="No files were asked for"):
        operations.answer(given=given, now=timezone.now(), **by)
    operations.close(
        application_id=application.pk, reason="Asked anew.", actor=paul(), now=timezone.now()
    )
    clarifications.asked(application, wants_files=True)
    operations.answer(given=given, now=timezone.now(), **by)

    assert Document.objects.count() == before + 1
    file = ClarificationFile.objects.get()
    assert queries.file_of(application, file.pk) == file
    Document.objects.filter(pk=file.document_id).update(scan_state="pending")
    assert queries.file_of(application, file.pk) is None
    assert queries.answered(application)[0].files == []


def test_an_extension_moves_the_date_and_tells_why() -> None:
    application = applications.at("submitted")
    clarification = clarifications.asked(application)
    by: dict[str, Any] = {"application_id": application.pk, "actor": paul()}
    now = timezone.now()

    with pytest.raises(Denied, match="must be later"):
        operations.extend(due_at=clarification.due_at, reason="More time.", now=now, **by)
    with pytest.raises(Denied, match="Say why"):
        operations.extend(due_at=due(8), reason=" ", now=now, **by)
    operations.extend(due_at=due(8), reason="The bank is closed.", now=now, **by)

    change = DueChange.objects.get()
    assert (change.due_before, change.due_after) == (clarification.due_at, due(8))
    event = AuditEvent.objects.latest("pk")
    assert (event.action, event.reason) == (
        "application.extend_question",
        "The bank is closed.",
    )
    message = Message.objects.get(kind="clarification-extended")
    assert "The bank is closed." in message.body


def test_a_question_closed_without_an_answer_hands_the_application_back() -> None:
    application = applications.at("submitted")
    clarifications.asked(application)
    by: dict[str, Any] = {"application_id": application.pk, "now": timezone.now()}

    with pytest.raises(Denied, match="Say why"):
        operations.close(reason="", actor=paul(), **by)
    operations.close(reason="The register says it.", actor=paul(), **by)

    application.refresh_from_db()
    assert application.state == "submitted"
    assert actions(application)[-1] == "application.close_question"
    assert "The register says it." in Message.objects.get(kind="clarification-closed").body
    with pytest.raises(Denied, match="No question is open"):
        clarifications.answer(application)
    with pytest.raises(Denied, match="No question is open"):
        operations.extend(due_at=due(9), reason="x", actor=paul(), **by)
    with pytest.raises(Denied, match="No question is open"):
        operations.close(reason="x", actor=paul(), **by)


def test_only_an_officer_of_the_call_asks_extends_and_closes() -> None:
    """AZ-04."""
    application = applications.at("submitted")
    pia = person("Pia Fong", Role.OFFICER, scope="1999-1")
    now = timezone.now()
    wanted = Wanted("Which bank?", [PART], due())

    for actor in (refreshed(mira()), alan(), grace(), pia):
        by: dict[str, Any] = {"application_id": application.pk, "actor": actor, "now": now}
        for attempt in (
            partial(operations.ask, wanted=wanted, **by),
            partial(operations.extend, due_at=due(9), reason="x", **by),
            partial(operations.close, reason="x", **by),
        ):
            with pytest.raises(Denied, match="officer of this call"):
                attempt()
    organisations.join(application.organisation, paul(), "viewer")
    member: dict[str, Any] = {"application_id": application.pk, "actor": refreshed(paul())}
    with pytest.raises(Denied, match="You belong to this organisation"):
        operations.ask(wanted=wanted, now=now, **member)


def test_reminders_leave_once_before_and_on_the_day_and_again_after_an_extension() -> None:
    application = applications.at("submitted")
    clarification = clarifications.asked(application)
    days = calendar()

    def on(number: int) -> datetime:
        due_on = in_hong_kong(Clarification.objects.get().due_at).date()
        day = days.before(due_on, number) if number else due_on
        return end_of(day, timezone.now()) - timedelta(hours=6)

    assert operations.remind(now=on(3)) == 0
    for moment in (on(2), on(2), on(1), on(0), on(0)):
        operations.remind(now=moment)
    operations.remind(now=clarification.due_at + timedelta(days=1))

    subjects = Message.objects.filter(kind="clarification-due").order_by("pk")
    assert [message.subject.split()[0] for message in subjects] == ["Your", "Last"]
    operations.extend(
        application_id=application.pk,
        due_at=due(9),
        reason="Asked for.",
        actor=paul(),
        now=timezone.now(),
    )
    operations.remind(now=on(0))
    assert Message.objects.filter(kind="clarification-due").count() == 3


def test_nobody_is_reminded_of_what_was_withdrawn_or_answered() -> None:
    first = applications.at("submitted")
    clarifications.answered(first)
    second = applications.at("submitted", by=otto())
    clarifications.asked(second)
    applications.operations.withdraw(
        application_id=second.pk, reason="Gone.", actor=refreshed(otto()), now=timezone.now()
    )

    assert operations.remind(now=due() - timedelta(hours=6)) == 0
    assert not Message.objects.filter(kind="clarification-due").exists()


def test_the_clock_ends_with_the_decision_and_tells_nothing_before() -> None:
    application = applications.at("submitted")
    now = timezone.now()
    assert queries.clock_of(application, now=now) is None
    clarifications.answered(application)
    eligible = queries.clock_of(screening.eligible(application), now=now + timedelta(days=30))
    Application.objects.filter(pk=application.pk).update(state="submitted")
    application.refresh_from_db()

    assert queries.clock_of(application, now=now + timedelta(days=30)) == eligible
    Application.objects.filter(pk=application.pk).update(state="refused")
    application.refresh_from_db()
    assert queries.clock_of(application, now=now) is None


def test_the_database_keeps_a_clarification_from_ending_twice_or_silently() -> None:
    application = applications.at("submitted")
    clarification = clarifications.answered(application)
    rows = Clarification.objects.filter(pk=clarification.pk)

    with pytest.raises(IntegrityError, match="clarification_ends_once"), transaction.atomic():
        rows.update(closed_at=timezone.now(), close_reason="x")
    with pytest.raises(IntegrityError, match="has_a_reason"), transaction.atomic():
        rows.update(answered_at=None, closed_at=timezone.now())
    assert counts([application.call])[application.call_id] == {"submitted": 1}
