"""What stands in a part, in words."""

from __future__ import annotations

from typing import Any

import pytest

from grants.clarifications.parts import parts_of

EMPTY: dict[str, Any] = {
    "project": {"title": "A title"},
    "classification": {"use_cases": [], "regulatory_statuses": [], "sandboxes": []},
    "sponsor": {},
    "organisation": {},
    "team": [{"name": "Mira Chan", "position": "Chief"}],
    "budget": {"lines": [{"description": "Staff", "amount": "300000.00"}]},
    "attachments": [{"name": "agreement.pdf"}],
    "answers": [],
}


def said(answer: dict[str, Any]) -> str:
    content = {**EMPTY, "answers": [{"code": "one", "label": {"en": "One"}, **answer}]}
    return next(part.words for part in parts_of(content) if part.code == "answers.one")


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ({"text": "As written."}, "As written."),
        ({"kind": "date", "value": None}, ""),
        ({"kind": "date", "value": "2026-05-01"}, "1 May 2026"),
        ({"kind": "yes_no", "value": True}, "Yes"),
        ({"kind": "yes_no", "value": False}, "No"),
        (
            {
                "kind": "several",
                "value": [
                    {"code": "a", "label": {"en": "First"}},
                    {"code": "b", "label": {"en": "Second"}},
                ],
            },
            "First\nSecond",
        ),
        (
            {
                "kind": "table",
                "value": [{"item": "Server", "cost": "10.00"}],
                "columns": [{"code": "item", "kind": "line"}, {"code": "cost", "kind": "money"}],
            },
            "Server, HK$10",
        ),
        ({"kind": "file", "value": {"name": "plan.pdf", "sha256": "0", "size": 3}}, "plan.pdf"),
    ],
)
def test_every_kind_of_answer_is_read_as_words(answer: dict[str, Any], words: str) -> None:
    assert said(answer) == words


def test_whole_sections_are_told_line_by_line() -> None:
    found = {part.code: part.words for part in parts_of(EMPTY)}

    assert found["team"] == "Mira Chan, Chief"
    assert found["budget"] == "Staff: HK$300,000"
    assert found["attachments"] == "agreement.pdf"
    assert found["project.title"] == "A title"


def test_a_part_knows_whether_assessors_may_read_it() -> None:
    content = {
        **EMPTY,
        "answers": [{"code": "x", "label": {}, "text": "", "is_hidden_from_assessors": True}],
    }

    hidden = [part.code for part in parts_of(content) if part.is_hidden_from_assessors]

    assert hidden == ["answers.x"]
