"""Forms put in another order: what moves, where it goes over an edge, what stays as it is."""

from __future__ import annotations

from typing import Any

import pytest

from grants.questionnaires import arranging


def form(**sections: str) -> list[dict[str, Any]]:
    """Sections with questions of these codes: ``form(a="x y", b="z")``."""
    return [
        {"code": code, "title": code.upper(), "questions": [{"code": one} for one in codes.split()]}
        for code, codes in sections.items()
    ]


def layout(arranged: list[dict[str, Any]]) -> str:
    return " | ".join(
        f"{section['code']}: {' '.join(one['code'] for one in section['questions'])}".strip()
        for section in arranged
    )


@pytest.mark.parametrize(
    ("code", "deed", "expected"),
    [
        ("y", "up", "a: y x | b: z | c:"),
        ("x", "down", "a: y x | b: z | c:"),
        ("y", "down", "a: x | b: y z | c:"),
        ("z", "up", "a: x y z | b: | c:"),
        ("z", "down", "a: x y | b: | c: z"),
        ("x", "up", "a: x y | b: z | c:"),
        ("x", "remove", "a: y | b: z | c:"),
        ("z", "remove", "a: x y | b: | c:"),
        ("unknown", "up", "a: x y | b: z | c:"),
    ],
)
def test_a_question_moves_within_its_section_and_over_its_edge(
    code: str, deed: str, expected: str
) -> None:
    before = form(a="x y", b="z", c="")

    assert layout(arranging.question_arranged(before, code, deed)) == expected
    assert layout(before) == "a: x y | b: z | c:"


@pytest.mark.parametrize(
    ("code", "deed", "expected"),
    [
        ("b", "up", "b: z | a: x y"),
        ("a", "down", "b: z | a: x y"),
        ("a", "up", "a: x y | b: z"),
        ("b", "down", "a: x y | b: z"),
        ("a", "remove", "b: z"),
        ("unknown", "remove", "a: x y | b: z"),
    ],
)
def test_a_section_moves_with_its_questions(code: str, deed: str, expected: str) -> None:
    assert layout(arranging.section_arranged(form(a="x y", b="z"), code, deed)) == expected


def test_a_question_keeps_its_place_in_its_section_and_comes_last_in_another() -> None:
    before = form(a="x y", b="z")

    changed = arranging.with_question(before, "a", {"code": "x", "kind": "long"})
    moved = arranging.with_question(before, "b", {"code": "x"})
    added = arranging.with_question(before, "b", {"code": "new"})

    assert arranging.question_in(changed, "x") == ("a", {"code": "x", "kind": "long"})
    assert [layout(one) for one in (changed, moved, added)] == [
        "a: x y | b: z",
        "a: y | b: z x",
        "a: x y | b: z new",
    ]
    assert arranging.question_in(before, "new") is None


def test_a_section_gets_new_words_or_is_added_empty_at_the_end() -> None:
    before = form(a="x", b="z")

    renamed = arranging.with_section(before, {"code": "a", "title": "New"})
    added = arranging.with_section(before, {"code": "c", "title": "Third"})

    assert (renamed[0]["title"], layout(renamed)) == ("New", "a: x | b: z")
    assert layout(added) == "a: x | b: z | c:"
    assert before[0]["title"] == "A"
