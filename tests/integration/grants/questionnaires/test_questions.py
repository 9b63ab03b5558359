"""The questions of a call: deeds, gaps and pages."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from grants.programmes.fingerprints import fingerprint
from grants.programmes.models import Call
from grants.questionnaires import operations, queries
from grants.questionnaires.models import Question
from portal.accounts.actors import Actor
from portal.audit.models import AuditEvent
from portal.core.denial import Denied
from portal.i18n.texts import text
from tests.factories import calls
from tests.factories.people import alan, client_of, mira, paul

pytestmark = pytest.mark.django_db


def replace(call: Call, questions: list[dict[str, Any]], actor: Actor | None = None) -> None:
    operations.replace_questions(
        call_id=call.pk, questions=questions, actor=actor or paul(), now=timezone.now()
    )


def codes(call: Call) -> list[str]:
    return [question.code for question in queries.questions_of(call)]


def rows(call: Call, **changes: str) -> dict[str, str]:
    details = queries.questions_as_details(call)
    data = {
        "questions-TOTAL_FORMS": str(len(details)),
        "questions-INITIAL_FORMS": str(len(details)),
        "seen": fingerprint(details),
    }
    for number, row in enumerate(details):
        data[f"questions-{number}-code"] = row["code"]
        data[f"questions-{number}-most_characters"] = str(row["most_characters"])
        data[f"questions-{number}-position"] = str(10 * (number + 1))
        if row["is_required"]:
            data[f"questions-{number}-is_required"] = "on"
    return {**data, **changes}


def words(**changes: str) -> dict[str, str]:
    return {
        "code": "risks",
        "label_en": "What are the risks?",
        "kind": "long",
        "most_characters": "900",
        **changes,
    }


def test_questions_are_replaced_in_the_order_given() -> None:
    call = calls.draft()
    two = queries.questions_as_details(call)[:2][::-1]

    replace(call, two)

    assert queries.questions_as_details(call) == two
    event = AuditEvent.objects.latest("pk")
    assert event.action == "call.replace_questions"
    assert event.details == {"questions": ["solution", "problem"]}


def test_two_questions_of_one_code_are_refused_and_nothing_is_lost() -> None:
    call = calls.draft()

    with pytest.raises(Denied, match="same code"):
        replace(call, queries.questions_as_details(call)[:1] * 2)
    assert len(codes(call)) == 8


def test_questions_of_a_published_call_stay() -> None:
    call = calls.published()

    with pytest.raises(Denied, match="can no longer change"):
        replace(call, [])


def test_only_officers_of_the_call_replace_questions() -> None:
    call = calls.draft()

    for actor in (mira(), alan()):
        with pytest.raises(Denied, match="officer of this call"):
            replace(call, [], actor)


def test_a_question_has_a_limit_the_database_knows() -> None:
    call = calls.draft()

    with pytest.raises(IntegrityError, match="question_limit_is_1_to_20000_characters"):
        Question.objects.filter(call=call).update(most_characters=0)


def test_a_call_without_questions_has_a_gap() -> None:
    call = calls.draft()
    replace(call, [])

    assert [str(gap.sentence) for gap in queries.gaps_of(call)] == [
        "The call needs at least one question."
    ]


def test_help_may_be_missing_but_not_in_one_language_alone() -> None:
    call = calls.draft()
    base = {"kind": "long", "most_characters": 100, "is_required": True}
    full = text("Why?", "為何？", "为何？")
    replace(
        call,
        [
            {**base, "code": "one", "label": full, "help": text("")},
            {**base, "code": "two", "label": full, "help": text("Say why.", "說明")},
            {**base, "code": "three", "label": text("How?", "", "怎样？"), "help": text("")},
        ],
    )

    assert [str(gap.sentence) for gap in queries.gaps_of(call)] == [
        "The help of question “Why?” is missing in Simplified Chinese.",
        "The wording of question “How?” is missing in Traditional Chinese.",
    ]


def test_order_limits_and_obligation_are_saved_at_once() -> None:
    call = calls.draft()
    url = reverse("question-list", args=[call.code])
    client = client_of(paul())
    assert "What problem does the project solve" in client.get(url).content.decode()
    changes = {
        "questions-0-position": "25",
        "questions-1-most_characters": "1200",
        "questions-2-remove": "on",
        "questions-7-is_required": "on",
    }

    response = client.post(url, rows(call, **changes))

    assert response["Location"] == url
    assert codes(call)[:3] == ["solution", "problem", "market"]
    saved = {question.code: question for question in queries.questions_of(call)}
    assert saved["solution"].most_characters == 1200
    assert saved["demonstration"].is_required


def test_a_wrong_limit_is_told_with_its_row() -> None:
    call = calls.draft()
    changes = {"questions-1-most_characters": "20001"}

    page = client_of(paul()).post(reverse("question-list", args=[call.code]), rows(call, **changes))

    assert "Row 2:" in page.content.decode()


def test_a_call_without_questions_says_what_to_do() -> None:
    call = calls.draft()
    replace(call, [])

    page = client_of(paul()).get(reverse("question-list", args=[call.code])).content.decode()

    assert "A call needs at least one question before it can be published." in page


def test_a_question_is_added_after_the_others() -> None:
    call = calls.draft()
    client = client_of(paul())
    url = reverse("question-add", args=[call.code])
    assert "Add a question" in client.get(url).content.decode()

    response = client.post(url, words(kind="short"))

    assert response["Location"] == reverse("question-list", args=[call.code])
    added = queries.questions_of(call)[-1]
    assert (added.code, added.kind, added.most_characters, added.is_required) == (
        "risks",
        "short",
        900,
        False,
    )


def test_a_doubled_code_is_told_and_keeps_what_was_typed() -> None:
    call = calls.draft()

    page = client_of(paul()).post(reverse("question-add", args=[call.code]), words(code="market"))

    assert "Two questions have the same code." in page.content.decode()
    assert "What are the risks?" in page.content.decode()


def test_a_question_is_reworded_in_three_languages() -> None:
    call = calls.draft()
    client = client_of(paul())
    url = reverse("question-edit", args=[call.code, "problem"])
    assert "項目解決甚麼問題？為誰解決？" in client.get(url).content.decode()

    client.post(url, words(**{"label_zh-hant": "有何風險？", "label_zh-hans": "有何风险？"}))

    first = queries.questions_of(call)[0]
    assert first.code == "problem"
    assert first.label == text("What are the risks?", "有何風險？", "有何风险？")


def test_a_question_that_does_not_exist_is_not_there() -> None:
    call = calls.draft()
    url = reverse("question-edit", args=[call.code, "nothing"])

    assert client_of(paul()).get(url).status_code == 404


def test_an_older_page_changes_nothing() -> None:
    call = calls.draft()
    url = reverse("question-list", args=[call.code])
    old = rows(call)
    client = client_of(paul())
    client.post(reverse("question-add", args=[call.code]), words())

    page = client.post(url, {**old, "questions-0-remove": "on"}).content.decode()

    assert "Somebody else changed this meanwhile." in page
    assert len(codes(call)) == 9


def test_pages_of_questions_are_for_officers_and_auditors() -> None:
    """AZ-01."""
    call = calls.draft()
    url = reverse("question-list", args=[call.code])

    assert Client().get(url).status_code == 302
    assert client_of(mira()).get(url).status_code == 404
    auditor = client_of(alan()).get(url).content.decode()
    assert "Only a programme officer of this call can do this." in auditor
    assert "Add a question" not in auditor
