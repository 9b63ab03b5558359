"""A condition as officers build it: groups of comparisons and of further groups.

A group wants all, one or none of its parts, which says everything that the language of
:mod:`grants.questionnaires.conditions` can say: ``not`` is a group of which none may be true, and
``one_of`` a group of which one must be. Pure.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from grants.questionnaires.conditions import EQUALS, FITTING, NOT_EQUALS, ONE_OF, Condition

ALL, ANY, NONE = "all", "any", "none"

DEEPEST_GROUPS = 3
"""How deep groups stand in each other; a page of more is no longer understood."""


class Group(NamedTuple):
    """``parts`` are comparisons and groups; ``how`` says how many of them must be true."""

    how: str
    parts: tuple[Any, ...]


def group_of(condition: Condition) -> Group:
    """``condition`` as one group that is true of the same answers."""
    for how in (ALL, ANY):
        if how in condition:
            return Group(how, tuple(_part_of(one) for one in condition[how]))
    if "not" in condition:
        turned = _part_of(condition["not"])
        if isinstance(turned, Group) and turned.how == ANY:
            return Group(NONE, turned.parts)
        return Group(NONE, (turned,))
    if "values" in condition:
        question = condition["question"]
        return Group(ANY, tuple(_equals(question, value) for value in condition["values"]))
    return Group(ALL, (_plain(condition),))


def _part_of(condition: Condition) -> Group | Condition:
    is_one = "question" in condition and "values" not in condition
    return _plain(condition) if is_one else group_of(condition)


def _plain(comparison: Condition) -> Condition:
    """The comparison itself; an answer that is not yes is no, and the other way round."""
    value = comparison.get("value")
    if comparison["is"] == NOT_EQUALS and isinstance(value, bool):
        return _equals(comparison["question"], not value)
    return dict(comparison)


def _equals(question: str, value: Any) -> Condition:
    return {"question": question, "is": EQUALS, "value": value}


def condition_of(group: Group, kinds: Mapping[str, str]) -> Condition | None:
    """``group`` as a condition; None where it holds nothing. ``kinds`` are those of questions."""
    parts = [condition_of(part, kinds) if isinstance(part, Group) else part for part in group.parts]
    told = [part for part in parts if part]
    if not told:
        return None
    if group.how == NONE:
        return {"not": _joined(ANY, told, kinds)}
    return _joined(group.how, told, kinds)


def _joined(how: str, parts: list[Condition], kinds: Mapping[str, str]) -> Condition:
    """One condition of several; values of one question, any of which will do, are one line."""
    if len(parts) == 1:
        return parts[0]
    asked = {str(part.get("question")) for part in parts}
    if how == ANY and len(asked) == 1 and all(part.get("is") == EQUALS for part in parts):
        question = asked.pop()
        if ONE_OF in FITTING.get(kinds.get(question, ""), ()):
            return {"question": question, "is": ONE_OF, "values": [one["value"] for one in parts]}
    return {how: parts}


def places_of(group: Group, place: str = "") -> Iterator[tuple[str, Any]]:
    """Each part, from the outermost group on, with its place: ``""``, ``1``, ``2``, ``2-1``."""
    yield place, group
    for number, part in enumerate(group.parts, start=1):
        inner = f"{place}-{number}" if place else str(number)
        if isinstance(part, Group):
            yield from places_of(part, inner)
        else:
            yield inner, part
