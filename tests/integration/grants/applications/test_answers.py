"""Answers of every kind: saved, hidden, frozen, submitted, followed to a corrected form."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from grants.applications import completeness, moving, operations, queries, readings, snapshots
from grants.applications.forms import form_for
from grants.applications.models import Answer, Application, Attachment
from grants.programmes.models import Call
from grants.questionnaires import operations as forms
from grants.questionnaires.scheme import DEFAULTS
from portal.audit.models import AuditEvent
from portal.core.denial import Denied
from portal.i18n.texts import text
from portal.notifications.models import Message
from tests.factories import applications, calls, pdfs, people

pytestmark = pytest.mark.django_db

Details = dict[str, Any]

OPTIONS: list[Details] = [
    {"code": code, "label": text(code.upper(), f"{code}甲", f"{code}甲")} for code in ("a", "b")
]
COLUMNS = [{"code": "what", "kind": "line", "label": text("What", "甚麼", "什么")}]


def asked(code: str, kind: str, **changes: Any) -> Details:
    words = text(f"Why {code}?", f"為何 {code}？", f"为何 {code}？")
    limit = 100 if kind in ("short", "long") else None
    parts = {
        "options": OPTIONS if kind in ("choice", "several") else [],
        "columns": COLUMNS if kind == "table" else [],
    }
    given = {"code": code, "kind": kind, "label": words, "most_characters": limit, **parts}
    return {**DEFAULTS, **given, **changes}


def part(*questions: Details, code: str = "all") -> Details:
    title = text("All kinds", "所有類別", "所有类别")
    return {"code": code, "title": title, "introduction": text(""), "questions": list(questions)}


YES = {"question": "yes", "is": "equals", "value": True}
FORM = (
    asked("line", "short"),
    asked("words", "long"),
    asked("count", "number", decimals=1),
    asked("sum", "money"),
    asked("day", "date"),
    asked("one", "choice"),
    asked("some", "several"),
    asked("yes", "yes_no"),
    asked("paper", "file", condition=YES),
    asked("rows", "table", condition=YES, is_hidden_from_assessors=True),
)
VALUES = {
    "line": "Line",
    "words": "One\ntwo",
    "count": Decimal("12.5"),
    "sum": Decimal("1200.00"),
    "day": date(2030, 9, 1),
    "one": "b",
    "some": ["a", "b"],
    "yes": True,
    "rows": [{"what": "Step"}],
}


def call_with(*questions: Details, code: str = "2030-7") -> Call:
    """An open call whose form is one section of ``questions``."""
    call = calls.draft(code)
    officer, now = people.paul(), timezone.now()
    forms.replace_form(call_id=call.pk, form=[part(*questions)], actor=officer, now=now)
    dates = calls.dates(now - timedelta(days=1), now + timedelta(days=20))
    Call.objects.filter(pk=call.pk).update(state="published", **dates)
    call.refresh_from_db()
    return call


def begun(*questions: Details, **values: Any) -> Application:
    application = applications.at("draft", call=call_with(*(questions or FORM)))
    return save(application, values) if values else application


def save(application: Application, values: Details, **changes: Any) -> Application:
    given = {"section": "form-all", "version": 99, "now": timezone.now(), **changes}
    actor = people.refreshed(people.mira())
    return operations.save_section(
        application_id=application.pk, values=values, actor=actor, **given
    )


def said(application: Application) -> Details:
    content = snapshots.content(Application.objects.get(pk=application.pk))
    return {answer["code"]: answer["value"] for answer in content["answers"]}


def correct(call: Call, *questions: Details) -> None:
    officer, now = people.paul(), timezone.now()
    forms.begin_version(call_id=call.pk, actor=officer, now=now)
    forms.replace_form(call_id=call.pk, form=[part(*questions)], actor=officer, now=now)
    note = text("Clearer.", "更清楚。", "更清楚。")
    forms.put_in_force(call_id=call.pk, note=note, actor=officer, now=now)


def test_every_kind_is_kept_in_a_column_of_its_own_and_said_as_json() -> None:
    application = begun(**VALUES, paper=pdfs.upload())

    found = said(application)

    file = Attachment.objects.get(application=application)
    assert found["paper"]["id"] == str(file.pk)
    assert file.question is not None
    assert {**found, "paper": None} == {
        "line": "Line",
        "words": "One\ntwo",
        "count": "12.5",
        "sum": "1200.00",
        "day": "2030-09-01",
        "one": {"code": "b", "label": dict(OPTIONS[1]["label"])},
        "some": [{"code": one["code"], "label": dict(one["label"])} for one in OPTIONS],
        "yes": True,
        "paper": None,
        "rows": [{"what": "Step"}],
    }


def test_the_saved_answers_stand_in_the_form_again() -> None:
    application = begun(**VALUES, paper=pdfs.upload())

    page = people.client_of(people.mira()).get(f"/applications/{application.reference}/form-all/")

    shown = page.content.decode()
    for words in ('value="Line"', 'value="12.5"', 'value="1,200"', 'value="2030-09-01"'):
        assert words in shown
    assert shown.count("checked") == 4
    assert 'value="Step"' in shown
    assert "A new file takes its place." in shown
    assert "Assessors do not see this answer." in shown
    assert "Answer only if “Why yes?” is “Yes”." in shown


def test_what_is_not_asked_is_not_demanded_kept_in_the_draft_and_not_said() -> None:
    application = begun(**VALUES, paper=pdfs.upload())
    save(application, {"yes": False})

    whole = Application.objects.get(pk=application.pk)
    content = snapshots.content(whole)
    gaps = [gap for gap in completeness.gaps_in(content) if gap.section == "form-all"]

    assert gaps == []
    assert {"paper", "rows"} & set(said(application)) == set()
    assert content["attachments"] == []
    assert Answer.objects.get(application=application, question__code="rows").rows == VALUES["rows"]
    save(application, {"yes": True})
    assert said(application)["rows"] == VALUES["rows"]


def test_a_wrong_value_of_a_hidden_question_is_no_error() -> None:
    application = begun(asked("yes", "yes_no"), asked("count", "number", condition=YES))

    hidden = form_for("form-all", application, {"yes": "no", "count": "many"})
    shown = form_for("form-all", application, {"yes": "yes", "count": "many"})

    assert hidden.is_valid()
    assert hidden.values() == {"yes": False}
    assert set(shown.errors) == {"count"}


def test_each_gap_leads_to_its_field() -> None:
    application = begun()
    content = snapshots.content(application)

    found = {gap.field: gap.anchor for gap in completeness.gaps_in(content)}

    assert found["line"] == "id_line"
    assert found["one"] == "id_one_0"
    assert found["some"] == "id_some_0"
    assert found["yes"] == "id_yes_0"
    assert "rows" not in found
    page = people.client_of(people.mira()).get(f"/applications/{application.reference}/form-all/")
    for anchor in ("id_line", "id_one_0", "id_some_0", "id_yes_0", "id_rows_0"):
        assert f'id="{anchor}"' in page.content.decode()


def test_a_frozen_answer_can_no_longer_be_changed() -> None:
    past, later = timezone.now() - timedelta(hours=1), timezone.now() + timedelta(hours=1)
    application = begun(
        asked("old", "short", frozen_after=past),
        asked("paper", "file", frozen_after=past, is_required=False),
        asked("new", "short", frozen_after=later),
    )
    page = f"/applications/{application.reference}/form-all/"
    mira = people.client_of(people.mira())

    for values in ({"old": "Changed"}, {"paper": pdfs.upload()}):
        with pytest.raises(Denied, match="could be changed until"):
            save(application, values)
    answer = mira.post(page, {"old": "Changed", "new": "Fine", "version": 99})

    assert answer.status_code == 302
    assert said(application) == {"old": None, "paper": None, "new": "Fine"}
    assert "The answer is frozen since then." in mira.get(page).content.decode()


def test_a_file_that_answers_is_replaced_and_removed_from_its_section() -> None:
    application = begun(asked("paper", "file"), paper=pdfs.upload())
    first = application.attachments.get()
    save(application, {"paper": pdfs.upload()})
    second = application.attachments.get()

    answer = people.client_of(people.mira()).post(
        reverse("attachment-remove", args=[application.reference, second.pk])
    )

    assert first.pk != second.pk
    assert answer["Location"].endswith("/form-all/")
    assert not application.attachments.exists()


def test_the_file_of_a_question_is_replaced_on_its_page_and_a_frozen_one_is_not() -> None:
    later = timezone.now() + timedelta(hours=1)
    application = begun(asked("paper", "file", frozen_after=later), paper=pdfs.upload())
    first = application.attachments.get()
    mira = people.client_of(people.mira())
    page = reverse("attachment-replace", args=[application.reference, first.pk])

    done = mira.post(page, {"file": pdfs.upload(name="second.pdf")})
    second = application.attachments.get()
    with pytest.raises(Denied, match="could be changed until"):
        operations.add_attachment(
            application_id=application.pk,
            kind=second.kind,
            file=pdfs.upload(name="third.pdf"),
            actor=people.mira(),
            now=later + timedelta(minutes=1),
            replaces=second.pk,
        )

    assert done["Location"].endswith("/form-all/")
    assert (second.question_id, second.document.name) == (first.question_id, "second.pdf")
    assert application.attachments.get().pk == second.pk


def test_assessors_get_neither_hidden_answers_nor_their_files() -> None:
    hidden = {"is_hidden_from_assessors": True}
    application = begun(asked("open", "short"), asked("paper", "file", **hidden))
    save(application, {"open": "Read me", "paper": pdfs.upload()})
    content = snapshots.content(Application.objects.get(pk=application.pk))

    shown = readings.for_assessors(content)

    assert [answer["code"] for answer in shown["answers"]] == ["open"]
    assert shown["attachments"] == []
    assert len(content["attachments"]) == 1
    assert readings.files_for_assessors(content) == {}


def test_a_file_that_was_not_submitted_is_nobody_elses() -> None:
    """AZ-05."""
    application = applications.at("complete")
    save(application, {"legal-opinion-file": pdfs.upload()}, section="form-rules")
    save(application, {"regulated": False}, section="form-rules")
    applications.submit(application, by=people.refreshed(people.mira()))
    file = application.attachments.get(kind="answer")

    officer, owner = people.paul(), people.refreshed(people.mira())

    assert not queries.files_visible_to(officer).filter(pk=file.pk).exists()
    assert queries.files_visible_to(owner).filter(pk=file.pk).exists()
    assert queries.attachment_for(application_id=application.pk, attachment_id=file.pk) is None


def test_drafts_follow_to_a_corrected_form_and_keep_their_answers() -> None:
    kept, gone = asked("kept", "short"), asked("gone", "short")
    paper, other = asked("paper", "file"), asked("other", "number")
    application = begun(kept, gone, paper, other)
    save(application, {"kept": "Stays", "gone": "Waits", "paper": pdfs.upload(), "other": 5})

    correct(application.call, asked("kept", "long"), asked("other", "money"), asked("new", "date"))

    application.refresh_from_db()
    assert application.form_version.number == 2
    assert said(application) == {"kept": "Stays", "other": None, "new": None}
    assert application.attachments.get().kind == "supporting"
    assert Answer.objects.get(application=application, question__code="gone").text == "Waits"
    told = Message.objects.filter(subject__contains=application.reference)
    assert told.count() == 1
    event = AuditEvent.objects.filter(action="application.follow_form").get()
    assert event.subject_reference == application.reference
    page = people.client_of(people.mira()).get(f"/applications/{application.reference}/")
    assert "The form was corrected" in page.content.decode()
    assert "Clearer." in page.content.decode()

    correct(application.call, kept, gone)

    assert said(application) == {"kept": "Stays", "gone": "Waits"}


def test_what_was_submitted_stays_with_its_version() -> None:
    application = applications.at("submitted")
    before = application.snapshots.get().content
    correct(application.call, asked("new", "short"))

    application.refresh_from_db()
    page = people.client_of(people.mira()).get(f"/applications/{application.reference}/snapshot/")

    assert application.form_version.number == 1
    assert application.snapshots.get().content == before
    assert "Problem and solution" in page.content.decode()


def test_a_draft_that_was_none_when_the_form_was_corrected_catches_up() -> None:
    application = applications.at("submitted")
    correct(application.call, asked("problem", "long"))
    Application.objects.filter(pk=application.pk).update(state="draft")
    application = Application.objects.get(pk=application.pk)

    moved = moving.catch_up(application=application, actor=people.mira(), now=timezone.now())
    again = moving.catch_up(application=application, actor=people.mira(), now=timezone.now())

    assert (moved, again) == (True, False)
    assert said(application) == {"problem": "Our answer on problem: measured, costed and agreed."}


def test_a_section_that_is_gone_is_told_and_one_that_never_was_is_not_there() -> None:
    application = begun()
    page = f"/applications/{application.reference}/form-gone/"
    mira = people.client_of(people.mira())

    told = mira.post(page, {"line": "x", "version": 1}, follow=True)

    assert mira.get(page).status_code == 404
    assert "no longer has this section" in told.content.decode()
    with pytest.raises(Denied, match="no longer has this section"):
        save(application, {"line": "x"}, section="form-gone")


def test_a_narrower_corrected_form_asks_for_a_correction() -> None:
    wide = (
        asked("line", "short"),
        asked("count", "number"),
        asked("day", "date"),
        asked("some", "several"),
        asked("rows", "table"),
        asked("one", "choice"),
    )
    application = begun(*wide)
    rows = [{"what": "1"}, {"what": "2"}]
    save(application, {**VALUES, "count": Decimal(9), "rows": rows})
    narrow = (
        asked("line", "short", most_characters=2),
        asked("count", "number", most=Decimal(5)),
        asked("day", "date", latest=date(2030, 1, 1)),
        asked("some", "several", most_choices=1),
        asked("rows", "table", most_rows=1),
        asked("one", "choice", options=[OPTIONS[0], {**OPTIONS[1], "code": "c"}]),
    )

    correct(application.call, *narrow)

    content = snapshots.content(Application.objects.get(pk=application.pk))
    found = [
        str(gap.sentence) for gap in completeness.gaps_in(content) if gap.section == "form-all"
    ]
    assert found == [
        "Shorten the answer to: Why line?",
        "Correct the answer, it is outside the limits: Why count?",
        "Correct the answer, it is outside the limits: Why day?",
        "Give fewer entries in: Why some?",
        "Give fewer entries in: Why rows?",
        "Answer the question: Why one?",
    ]


def test_a_snapshot_of_the_first_format_is_still_shown() -> None:
    content = {
        "answers": [{"code": "problem", "label": {"en": "What problem?"}, "text": "Slow\n\nmoney"}]
    }
    from django.template.loader import render_to_string

    page = render_to_string("grants/applications/snapshot/_answers.html", {"content": content})

    assert "Questions about the project" in page
    assert "<p>money</p>" in page
    assert readings.for_assessors({**content, "attachments": []})["answers"] == content["answers"]
