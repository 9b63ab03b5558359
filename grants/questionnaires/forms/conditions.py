"""When a question is asked, chosen from lists: groups of comparisons, all or any of them."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from grants.questionnaires.conditions import (
    ANSWERED,
    AT_LEAST,
    AT_MOST,
    CONTAINS,
    EQUALS,
    NOT_EQUALS,
    ONE_OF,
    Condition,
)
from grants.questionnaires.models import CHOICES, Question, QuestionKind
from grants.questionnaires.numbers import NumberField
from grants.questionnaires.values import written
from portal.ui.fields import DateField, MoneyField

GROUPS, LINES = 3, 4
MEASURED: Mapping[QuestionKind, Callable[[], forms.Field]] = {
    QuestionKind.NUMBER: lambda: NumberField(decimals=4),
    QuestionKind.MONEY: lambda: MoneyField(min_value=0, max_digits=16),
    QuestionKind.DATE: DateField,
}
"""Kinds that are compared with a value that is typed, and the field that reads it."""

Choice = tuple[str, str]
Line = dict[str, Any]
ALL_OR_ANY = [("all", _("All of them must be true")), ("any", _("One of them must be true"))]


class BoundGroup(NamedTuple):
    """The fields of one group for the page; ``lines`` are pairs of a list and its value."""

    title: str
    joined: BoundField
    lines: list[list[BoundField]]
    is_used: bool


class ConditionForm(forms.Form):
    """The groups of one question's condition; ``earlier`` are questions it may depend on.

    Lines without a choice and groups without lines do not count. A value is asked for only where
    an earlier question is measured.
    """

    use_required_attribute = False

    joined = forms.ChoiceField(
        label=_("If there are several groups"),
        choices=ALL_OR_ANY,
        widget=forms.RadioSelect,
        initial="all",
    )

    def __init__(
        self,
        *args: Any,
        earlier: Sequence[Question],
        condition: Condition | None = None,
        **keywords: Any,
    ) -> None:
        self.earlier = {question.code: question for question in earlier}
        keywords["initial"] = _initial(condition, self.earlier)
        super().__init__(*args, **keywords)
        self.has_values = any(question.kind in MEASURED for question in earlier)
        choices = [("", gettext("No condition")), *(_group(one) for one in earlier)]
        for group in range(1, GROUPS + 1):
            self._add_group(group, choices)

    def _add_group(self, group: int, choices: Sequence[Any]) -> None:
        self.fields[f"joined_{group}"] = forms.ChoiceField(
            label=_("If there are several lines"),
            choices=ALL_OR_ANY,
            widget=forms.RadioSelect,
            initial="all",
        )
        for line in range(1, LINES + 1):
            self.fields[f"line_{group}_{line}"] = forms.ChoiceField(
                label=_("Line %(number)d: asked only if") % {"number": line},
                choices=choices,
                required=False,
            )
            if self.has_values:
                self.fields[f"value_{group}_{line}"] = forms.CharField(
                    label=_("Value of line %(number)d") % {"number": line},
                    help_text=_("For numbers, amounts and days alone, like 1000 or 2026-03-31."),
                    required=False,
                    max_length=40,
                    widget=forms.TextInput(attrs={"class": "govuk-input--width-10"}),
                )

    def groups(self) -> list[BoundGroup]:
        """The groups as the page shows them; those that hold nothing are folded up."""
        return [self._bound_group(number) for number in range(1, GROUPS + 1)]

    def _bound_group(self, group: int) -> BoundGroup:
        names = [(f"line_{group}_{line}", f"value_{group}_{line}") for line in range(1, LINES + 1)]
        lines = [[self[name] for name in pair if name in self.fields] for pair in names]
        is_used = group == 1 or any(bound.value() for line in lines for bound in line)
        title = gettext("Group %(number)d") % {"number": group}
        return BoundGroup(title, self[f"joined_{group}"], lines, is_used)

    def clean(self) -> dict[str, Any]:
        """Read the value of each line by the kind of its question."""
        cleaned = super().clean() or {}
        self.chosen = [
            [
                line
                for number in range(1, LINES + 1)
                if (line := self._line(f"{group}_{number}", cleaned)) is not None
            ]
            for group in range(1, GROUPS + 1)
        ]
        return cleaned

    def _line(self, place: str, cleaned: Mapping[str, Any]) -> Line | None:
        chosen = cleaned.get(f"line_{place}")
        if not chosen:
            return None
        line: Line = json.loads(chosen)
        kind = QuestionKind(self.earlier[line["question"]].kind)
        if kind in MEASURED and line["is"] != ANSWERED:
            try:
                typed = cleaned.get(f"value_{place}", "")
                line["value"] = written(kind, MEASURED[kind]().clean(typed))
            except ValidationError as error:
                self.add_error(f"value_{place}", error)
        return line

    def condition(self) -> Condition | None:
        """The condition as questions hold it; None where no line was chosen."""
        parts = [
            self._joined(self.cleaned_data[f"joined_{number}"], lines)
            for number, lines in enumerate(self.chosen, start=1)
            if lines
        ]
        return self._joined(self.cleaned_data["joined"], parts) if parts else None

    def _joined(self, how: str, parts: Sequence[Condition]) -> Condition:
        """One condition of several; options of one question, any of which will do, are one line."""
        if len(parts) == 1:
            return parts[0]
        asked = {str(part["question"]) for part in parts if part.get("is") == EQUALS}
        only = self.earlier.get(next(iter(asked))) if len(asked) == 1 else None
        same = all(part.get("is") == EQUALS for part in parts)
        if how == "any" and same and only is not None and only.kind == QuestionKind.CHOICE:
            values = [part["value"] for part in parts]
            return {"question": only.code, "is": ONE_OF, "values": values}
        return {how: list(parts)}


def can_be_built(condition: Condition | None) -> bool:
    """Whether the lists can show ``condition``: groups of comparisons, not too many of either."""
    if not condition:
        return True
    groups = _groups_in(condition)
    return groups is not None and len(groups[1]) <= GROUPS


def _groups_in(condition: Condition) -> tuple[str, list[tuple[str, list[Line]]]] | None:
    """How the groups are joined, and each group with its lines; None for what is deeper."""
    flat = _lines_in(condition)
    if flat is not None:
        return "all", [flat]
    how = "any" if "any" in condition else "all"
    found = [_lines_in(part) for part in condition.get(how, ())]
    groups = [group for group in found if group is not None]
    return (how, groups) if groups and len(groups) == len(found) else None


def _lines_in(condition: Condition) -> tuple[str, list[Line]] | None:
    """One group: how its lines are joined, and the lines; None if it is none or too long."""
    if "values" in condition:
        question = {"question": condition["question"], "is": EQUALS}
        how, parts = "any", [{**question, "value": value} for value in condition["values"]]
    elif "question" in condition:
        how, parts = "all", [dict(condition)]
    else:
        how = "any" if "any" in condition else "all"
        parts = [dict(part) for part in condition.get(how, ())]
    is_flat = all("question" in part and "values" not in part for part in parts)
    return (how, parts) if is_flat and 0 < len(parts) <= LINES else None


def _initial(condition: Condition | None, earlier: Mapping[str, Question]) -> dict[str, Any]:
    groups = _groups_in(condition) if condition else None
    if groups is None or len(groups[1]) > GROUPS:
        return {}
    found: dict[str, Any] = {"joined": groups[0]}
    for group, (how, lines) in enumerate(groups[1], start=1):
        found[f"joined_{group}"] = how
        for number, line in enumerate(lines, start=1):
            found |= _initial_line(f"{group}_{number}", line, earlier)
    return found


def _initial_line(place: str, line: Line, earlier: Mapping[str, Question]) -> dict[str, Any]:
    question = earlier.get(line["question"])
    if question is None or question.kind not in MEASURED or "value" not in line:
        return {f"line_{place}": _key(line)}
    key = _key({name: line[name] for name in ("question", "is")})
    return {f"line_{place}": key, f"value_{place}": line["value"]}


def _key(line: Mapping[str, Any]) -> str:
    return json.dumps(dict(line), sort_keys=True, ensure_ascii=False)


def _group(question: Question) -> tuple[str, list[Choice]]:
    return str(question.label) or question.code, [
        (_key({"question": question.code, **line}), words) for line, words in _offers(question)
    ]


def _offers(question: Question) -> list[tuple[dict[str, Any], str]]:
    """What can be asked of the answer to ``question``, each with its words."""
    name = str(question.label) or question.code
    answered = ({"is": ANSWERED}, gettext("“%(question)s” is answered") % {"question": name})
    if question.kind == QuestionKind.YES_NO:
        pairs = [(True, gettext("Yes")), (False, gettext("No"))]
        return [answered, *_equals(name, pairs)]
    if question.kind in CHOICES:
        options = [(code, str(label)) for code, label in question.labels.items()]
        if question.kind == QuestionKind.SEVERAL:
            words = gettext("“%(value)s” is chosen in “%(question)s”")
            return [answered, *_each(CONTAINS, words, name, options)]
        words = gettext("“%(question)s” is answered and is not “%(value)s”")
        return [answered, *_equals(name, options), *_each(NOT_EQUALS, words, name, options)]
    if question.kind in MEASURED:
        measured = (
            (AT_LEAST, gettext("“%(question)s” is the value or more")),
            (AT_MOST, gettext("“%(question)s” is the value or less")),
            (EQUALS, gettext("“%(question)s” is the value")),
        )
        return [answered, *(({"is": key}, words % {"question": name}) for key, words in measured)]
    return [answered]


def _equals(name: str, options: Sequence[tuple[Any, str]]) -> list[tuple[dict[str, Any], str]]:
    return _each(EQUALS, gettext("“%(question)s” is “%(value)s”"), name, options)


def _each(
    comparison: str, words: str, name: str, options: Sequence[tuple[Any, str]]
) -> list[tuple[dict[str, Any], str]]:
    return [
        ({"is": comparison, "value": value}, words % {"question": name, "value": label})
        for value, label in options
    ]
