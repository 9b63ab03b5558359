"""What assessors read of a snapshot, in calls that are blind and in those that are not."""

from __future__ import annotations

from typing import Any

from grants.applications.readings import (
    files_for_assessors,
    for_assessors,
    is_read_blind,
    names_in,
    without_names,
)


def answer(code: str, value: Any, **flags: bool) -> dict[str, Any]:
    return {"code": code, "value": value, **flags}


CONTENT: dict[str, Any] = {
    "project": {"title": "Acme lends", "title_zh": "宏利借貸", "summary": "acme limited again."},
    "classification": {"regulatory_details": "SFC BXY123", "pillar": None},
    "organisation": {"name": "Acme Co., Limited", "name_zh": "宏利有限公司", "phone": ""},
    "sponsor": {
        "name": "Big Bank",
        "contact_name": "Bo",
        "contribution": "Big Bank pays.",
        "kind": 1,
    },
    "team": [
        {"name": "Wai Lo", "position": "Lead", "experience": "Wai Lo knows.", "is_lead": True}
    ],
    "budget": {"lines": [{"description": "Rent to ACME", "amount": "1.00"}]},
    "declaration": {"declared_by": "Wai Lo"},
    "answers": [
        answer("plan", "Acme plans."),
        answer("owner", "Whoever", identifies_applicant=True),
        answer("age", "40", is_personal=True),
        answer("secret", "Hidden", is_hidden_from_assessors=True),
        answer("model", {"id": "m", "name": "Acme model.pdf"}),
    ],
    "attachments": [
        {"id": "m", "name": "Acme model.pdf", "question": "model"},
        {"id": "o", "name": "Owner.pdf", "question": "owner"},
        {"id": "s", "name": "Agreement.pdf", "question": ""},
    ],
}


def test_without_blindness_only_what_is_hidden_is_left_out() -> None:
    read = for_assessors(CONTENT)

    assert [one["code"] for one in read["answers"]] == ["plan", "owner", "age", "model"]
    assert files_for_assessors(CONTENT) == {
        "m": "Acme model.pdf",
        "o": "Owner.pdf",
        "s": "Agreement.pdf",
    }
    assert read["organisation"] == CONTENT["organisation"]


def test_blind_leaves_out_who_applies_and_answers_that_tell() -> None:
    read = for_assessors(CONTENT, is_blind=True)

    assert read["answers"] == [
        {"code": "plan", "value": "[…] plans."},
        {"code": "model", "value": {"id": "m", "name": "1.pdf"}},
    ]
    assert read["attachments"] == [{"id": "m", "name": "1.pdf", "question": "model"}]
    assert files_for_assessors(CONTENT, is_blind=True) == {"m": "1.pdf"}
    assert (read["organisation"], read["declaration"]) == ({}, {})
    assert read["sponsor"] == {"kind": 1, "contribution": "[…] pays."}
    assert read["team"] == [{"position": "Lead", "experience": "[…] knows.", "is_lead": True}]
    assert read["classification"]["regulatory_details"] == ""


def test_names_are_left_out_of_texts_in_any_case_and_without_their_legal_form() -> None:
    read = for_assessors(CONTENT, is_blind=True)

    assert read["project"] == {
        "title": "[…] lends",
        "title_zh": "[…]借貸",
        "summary": "[…] limited again.",
    }
    assert read["budget"]["lines"][0] == {"description": "Rent to […]", "amount": "1.00"}
    assert "Bo" not in names_in(CONTENT)


def test_a_text_without_names_to_look_for_stays_as_it_is() -> None:
    assert without_names("Acme (.*) [", set()) == "Acme (.*) ["
    assert without_names("A+B (HK) pays", {"A+B (HK)"}) == "[…] pays"
    assert without_names({"n": 5, "rows": ["Acme"]}, {"Acme"}) == {"n": 5, "rows": ["[…]"]}


def test_clarified_parts_of_who_applies_are_not_read() -> None:
    parts = (
        "project.title",
        "budget",
        "answers.plan",
        "answers.owner",
        "organisation.name",
        "team",
    )

    assert [is_read_blind(one, CONTENT) for one in parts] == [True, True, True, False, False, False]
