"""Forms put in another order, as details. Pure: nothing is saved here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

Form = list[dict[str, Any]]
Given = Sequence[Mapping[str, Any]]

UP, DOWN, REMOVE = "up", "down", "remove"


def copied(form: Given) -> Form:
    """The same form in lists of its own."""
    return [{**section, "questions": list(section["questions"])} for section in form]


def question_in(form: Given, code: str) -> tuple[str, dict[str, Any]] | None:
    """The section and the details of a question; None if it is not there."""
    for section in form:
        for question in section["questions"]:
            if question["code"] == code:
                return str(section["code"]), dict(question)
    return None


def with_question(form: Given, section: str, question: Mapping[str, Any]) -> Form:
    """The form with ``question`` in ``section``: in its old place there, otherwise at the end."""
    changed = copied(form)
    for one in changed:
        codes = [row["code"] for row in one["questions"]]
        if question["code"] in codes:
            place = codes.index(question["code"])
            if one["code"] == section:
                one["questions"][place] = dict(question)
                return changed
            del one["questions"][place]
    next(one for one in changed if one["code"] == section)["questions"].append(dict(question))
    return changed


def with_section(form: Given, section: Mapping[str, Any]) -> Form:
    """The form with new words for a section, or with a new empty one at the end."""
    changed = copied(form)
    for one in changed:
        if one["code"] == section["code"]:
            one.update(section)
            return changed
    return [*changed, {"questions": [], **section}]


def section_arranged(form: Given, code: str, deed: str) -> Form:
    """A section moved up or down, or removed with its questions."""
    return _arranged(copied(form), code, deed)


def question_arranged(form: Given, code: str, deed: str) -> Form:
    """A question moved or removed; over the edge of its section it goes to the next one."""
    changed = copied(form)
    for number, section in enumerate(changed):
        codes = [question["code"] for question in section["questions"]]
        if code not in codes:
            continue
        other = number + {UP: -1, DOWN: 1}.get(deed, 0)
        edge = 0 if deed == UP else len(codes) - 1
        if deed != REMOVE and codes.index(code) == edge and 0 <= other < len(changed):
            question = section["questions"].pop(edge)
            place = len(changed[other]["questions"]) if deed == UP else 0
            changed[other]["questions"].insert(place, question)
        else:
            section["questions"] = _arranged(section["questions"], code, deed)
        return changed
    return changed


def _arranged(rows: Form, code: str, deed: str) -> Form:
    place = next((number for number, row in enumerate(rows) if row["code"] == code), None)
    if place is None:
        return rows
    row = rows.pop(place)
    if deed != REMOVE:
        rows.insert(max(place - 1, 0) if deed == UP else place + 1, row)
    return rows
