"""The form of a call: deeds, their refusals, gaps, and what the database guards."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from grants.programmes.fingerprints import fingerprint
from grants.programmes.models import Call
from grants.questionnaires import operations, queries
from grants.questionnaires.models import FormSection, FormVersion, Question
from grants.questionnaires.scheme import DEFAULTS, default_form
from portal.accounts.actors import Actor
from portal.audit.models import AuditEvent
from portal.core.denial import Denied
from portal.i18n.texts import text
from tests.factories import applications, calls
from tests.factories.people import alan, mira, paul

pytestmark = pytest.mark.django_db

Details = dict[str, Any]


def question(code: str, kind: str = "long", **changes: Any) -> Details:
    words = text(f"Why {code}?", f"為何 {code}？", f"为何 {code}？")
    limit = 500 if kind in ("short", "long") else None
    given = {"code": code, "kind": kind, "label": words, "most_characters": limit}
    return {**DEFAULTS, "options": [], "columns": [], **given, **changes}


def section(code: str, *questions: Details) -> Details:
    title = text(f"Part {code}", f"部分 {code}", f"部分 {code}")
    return {"code": code, "title": title, "introduction": text(""), "questions": list(questions)}


def replace(call: Call, *form: Details, actor: Actor | None = None, seen: str = "") -> FormVersion:
    return operations.replace_form(
        call_id=call.pk, form=form, actor=actor or paul(), now=timezone.now(), seen=seen
    )


def form_of(call: Call) -> list[Details]:
    return queries.form_as_details(queries.version_shown(call))


def correct(call: Call, *form: Details, actor: Actor | None = None) -> FormVersion:
    """A corrected version with ``form``, in force."""
    actor, now = actor or paul(), timezone.now()
    operations.begin_version(call_id=call.pk, actor=actor, now=now)
    replace(call, *form, actor=actor)
    note = text("Shorter.", "更短。", "更短。")
    return operations.put_in_force(call_id=call.pk, note=note, actor=actor, now=now)


def test_a_form_is_replaced_as_a_whole_in_the_order_given() -> None:
    call = calls.draft()
    form = [section("b", question("two"), question("one")), section("a", question("three"))]

    version = replace(call, *form)

    assert form_of(call) == form
    assert [one.code for one in queries.questions_of(call)] == ["two", "one", "three"]
    event = AuditEvent.objects.latest("pk")
    assert event.action == "call.replace_questions"
    assert event.details == {"version": 1, "questions": ["two", "one", "three"]}
    assert version.number == 1


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ([section("a", question("x"), question("x"))], "Two questions have the same code."),
        ([section("a"), section("a")], "Two sections have the same code."),
        (
            [section("a", question("x", condition={"question": "x", "is": "answered"}))],
            "which comes later",
        ),
        (
            [section("a", question("x", condition={"question": "y", "is": "answered"}))],
            "names a question that is gone",
        ),
        ([section("a", question("x", condition={"all": []}))], "cannot be read"),
    ],
)
def test_an_impossible_form_is_refused_and_nothing_is_lost(
    form: list[Details], sentence: str
) -> None:
    call = calls.draft()
    before = form_of(call)

    with pytest.raises(Denied, match=sentence):
        replace(call, *form)
    assert form_of(call) == before


def test_a_form_that_was_changed_meanwhile_is_not_overwritten() -> None:
    call = calls.draft()
    seen = fingerprint(form_of(call))
    replace(call, section("a", question("x")), seen=seen)

    with pytest.raises(Denied, match="Somebody else changed this meanwhile"):
        replace(call, section("b", question("y")), seen=seen)


def test_only_officers_of_the_call_change_its_form() -> None:
    call = calls.draft()

    for actor in (mira(), alan()):
        with pytest.raises(Denied, match="officer of this call"):
            replace(call, actor=actor)


def test_the_form_of_a_published_call_stays_until_a_corrected_version_is_begun() -> None:
    call = calls.opened()

    with pytest.raises(Denied, match="can no longer be changed"):
        replace(call)
    corrected = correct(call, section("a", question("x")))

    assert corrected.number == 2
    assert queries.version_in_force(call) == corrected
    assert len(queries.versions_of(call)) == 2
    actions = list(AuditEvent.objects.order_by("pk").values_list("action", flat=True))
    assert actions[-3:] == ["call.begin_form", "call.replace_questions", "call.put_form_in_force"]


def test_a_corrected_version_is_begun_once_and_can_be_thrown_away() -> None:
    call = calls.opened()
    officer, now = paul(), timezone.now()
    operations.begin_version(call_id=call.pk, actor=officer, now=now)

    with pytest.raises(Denied, match="being written already"):
        operations.begin_version(call_id=call.pk, actor=officer, now=now)
    operations.discard_version(call_id=call.pk, actor=officer, now=now)

    assert [one.number for one in queries.versions_of(call)] == [1]
    with pytest.raises(Denied, match="No corrected version"):
        operations.discard_version(call_id=call.pk, actor=officer, now=now)


def test_a_version_with_gaps_or_of_a_closed_call_does_not_come_into_force() -> None:
    call = calls.opened()
    officer, now = paul(), timezone.now()
    operations.begin_version(call_id=call.pk, actor=officer, now=now)
    replace(call, section("a"))
    note = text("Shorter.")

    with pytest.raises(Denied, match="needs at least one question"):
        operations.put_in_force(call_id=call.pk, note=note, actor=officer, now=now)
    late = call.closes_at + timedelta(seconds=1)
    with pytest.raises(Denied, match="has closed"):
        operations.put_in_force(call_id=call.pk, note=note, actor=officer, now=late)
    with pytest.raises(Denied, match="has closed"):
        operations.replace_form(call_id=call.pk, form=[], actor=officer, now=late)


def test_a_draft_call_needs_no_versions() -> None:
    call = calls.draft()
    officer, now = paul(), timezone.now()

    with pytest.raises(Denied, match="is a draft"):
        operations.begin_version(call_id=call.pk, actor=officer, now=now)
    with pytest.raises(Denied, match="No corrected version"):
        operations.put_in_force(call_id=call.pk, note=text("x"), actor=officer, now=now)


def test_the_form_of_another_call_is_copied_without_its_dates() -> None:
    now = timezone.now()
    earlier = calls.draft("2024-1")
    replace(earlier, section("a", question("x", frozen_after=now), question("y", "date")))
    call = calls.draft()

    operations.copy_form(
        call_id=call.pk, source="2024-1", actor=paul(), now=now, seen=fingerprint(form_of(call))
    )

    assert form_of(call) == [section("a", question("x"), question("y", "date"))]
    with pytest.raises(Denied, match="no call with this code"):
        operations.copy_form(call_id=call.pk, source="none", actor=paul(), now=now, seen="")


def test_a_used_version_is_immutable_in_the_database() -> None:
    """A published call's form, whatever the code says."""
    call = calls.opened()
    version = queries.version_in_force(call)
    assert version is not None
    part = queries.sections_in(version)[0]
    attempts = (
        lambda: Question.objects.filter(version=version).update(is_required=False),
        lambda: Question.objects.filter(version=version).delete(),
        lambda: FormSection.objects.filter(version=version).update(code="other"),
        lambda: FormSection.objects.create(version=version, code="more"),
        lambda: FormVersion.objects.filter(pk=version.pk).update(number=9),
        lambda: Question.objects.create(version=version, section=part, code="z", kind="file"),
    )

    for attempt in attempts:
        with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
            attempt()


def test_a_version_that_an_application_uses_is_immutable_in_the_database() -> None:
    application = applications.at("draft")
    Call.objects.filter(pk=application.call_id).update(state="draft")

    with pytest.raises(IntegrityError, match="never changed"):
        Question.objects.filter(version=application.form_version).update(is_required=False)


def test_a_question_stands_in_a_section_of_its_own_form() -> None:
    one, other = calls.draft("2024-1"), calls.draft("2024-2")
    version, foreign = queries.form_in_force(one), queries.form_in_force(other)
    part = queries.sections_in(foreign)[0]

    with pytest.raises(IntegrityError, match="section of its own form"):
        Question.objects.create(version=version, section=part, code="z", kind="file")


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"most_characters": 0}, "question_limit_is_1_to_20000_characters"),
        ({"least": 2, "most": 1}, "question_least_is_not_above_most"),
        ({"earliest": "2030-02-01", "latest": "2030-01-01"}, "question_earliest_is_not_after"),
        ({"decimals": 5}, "question_has_at_most_4_decimals"),
    ],
)
def test_limits_are_possible_in_the_database(changes: Details, constraint: str) -> None:
    call = calls.draft()
    replace(call, section("a", question("x")))

    with pytest.raises(IntegrityError, match=constraint):
        Question.objects.filter(version__call=call).update(**changes)


def test_a_call_has_one_version_in_the_making_and_no_number_twice() -> None:
    call = calls.opened()
    operations.begin_version(call_id=call.pk, actor=paul(), now=timezone.now())

    for changes, constraint in (
        ({"number": 7}, "call_has_one_form_version_in_the_making"),
        ({"number": 1, "in_force_at": timezone.now()}, "form_version_number_is_unique"),
    ):
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            FormVersion.objects.create(call=call, **changes)


def test_every_gap_is_a_sentence() -> None:
    call = calls.draft()
    english = text("Only English")
    choice = question("c", "choice", options=[{"code": "x", "label": english}])
    table = question("t", "table")
    nameless = {**section("a", choice, table), "title": english, "introduction": english}
    replace(call, nameless, section("b"))

    found = [str(gap.sentence) for gap in queries.gaps_of(call)]

    assert found[::2] == [
        "The title of section “Only English” is missing in Traditional Chinese.",
        "The introduction of section “Only English” is missing in Traditional Chinese.",
        "Question “Why c?” needs at least two options.",
        "Option “Only English” of question “Why c?” is missing in Simplified Chinese.",
        "Section “Part b” has no question.",
    ]
    replace(call)
    assert [str(gap.sentence) for gap in queries.gaps_of(call)] == [
        "The call needs at least one question."
    ]


def test_a_call_that_never_had_a_form_gets_one_when_it_is_written() -> None:
    call = calls.draft()
    replace(call)
    FormVersion.objects.filter(call=call).delete()

    replace(call, *default_form())

    assert queries.version_in_force(call) is not None
    assert queries.gaps_of(call) == []
