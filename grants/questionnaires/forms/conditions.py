"""When a question is asked, chosen from lists: groups of lines and of further groups."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from grants.programmes.forms.trilingual import TidyText
from grants.questionnaires.conditions import ANSWERED, MOST_COMPARISONS, Condition
from grants.questionnaires.forms.offers import choices_of, key_of, spoken_name
from grants.questionnaires.groups import (
    ALL,
    ANY,
    DEEPEST_GROUPS,
    NONE,
    Group,
    condition_of,
    group_of,
    places_of,
)
from grants.questionnaires.models import Question, QuestionKind
from grants.questionnaires.numbers import NumberField
from grants.questionnaires.outline import TOO_DEEP, TOO_MANY, Outline, Typed, level, named
from grants.questionnaires.values import written
from portal.ui.fields import DateField, MoneyField

VALUED: Mapping[QuestionKind, Callable[[], forms.Field]] = {
    QuestionKind.SHORT: lambda: TidyText(max_characters=120),
    QuestionKind.NUMBER: lambda: NumberField(decimals=4),
    QuestionKind.MONEY: lambda: MoneyField(min_value=0, max_digits=16),
    QuestionKind.DATE: DateField,
}
"""Kinds that are compared with a value that is typed, and the field that reads it."""

HOW = [
    (ALL, _("all of these are true")),
    (ANY, _("at least one of these is true")),
    (NONE, _("none of these is true")),
]


class BoundLine(NamedTuple):
    """The fields of one comparison for the page."""

    place: str
    title: str
    choice: BoundField
    value: BoundField | None


class BoundGroup(NamedTuple):
    """The fields of one group for the page; ``parts`` are lines and groups in their order."""

    place: str
    title: str
    how: BoundField
    parts: list[Any]
    may_nest: bool


class LineField(forms.ChoiceField):
    """What is said of an earlier question; a question that cannot be named is named as such."""

    def __init__(self, *, later: Mapping[str, Question], **keywords: Any) -> None:
        self.later = later
        super().__init__(required=False, **keywords)

    def validate(self, value: Any) -> None:
        """Refuse what is not offered, and say why."""
        if not value or self.valid_value(value):
            return
        question = _question_in(value)
        if question in self.later:
            raise ValidationError(
                _("“%(question)s” is not asked before this question. Move one of them."),
                params={"question": spoken_name(self.later[question])},
            )
        raise ValidationError(_("This question or option is no longer in the form. Choose anew."))


def _question_in(value: str) -> str:
    """The code that a line names; empty where it is no line at all."""
    try:
        line = json.loads(value)
    except (ValueError, RecursionError):
        return ""
    return str(line.get("question", "")) if isinstance(line, dict) else ""


class ConditionForm(forms.Form):
    """The groups of one question's condition, with the fields that ``typed`` names.

    ``earlier`` are the questions it may name, ``later`` the question itself and those behind it.
    Lines without a choice and groups without lines do not count. A value counts where an earlier
    question is compared with one.
    """

    use_required_attribute = False

    def __init__(
        self,
        *args: Any,
        typed: Typed,
        earlier: Sequence[Question],
        later: Sequence[Question] = (),
        **keywords: Any,
    ) -> None:
        self.asked = {"earlier": earlier, "later": later}
        self.earlier = {question.code: question for question in earlier}
        self.outline = Outline(typed)
        self.lines: dict[str, Condition] = {}
        keywords["initial"] = {"how": ALL, **typed}
        super().__init__(*args, **keywords)
        self.has_values = any(question.kind in VALUED for question in earlier)
        self._choices = choices_of(earlier)
        self._later = {question.code: question for question in later}
        self._add_group("", "")

    def _add_group(self, place: str, title: str) -> None:
        asked = _("This question is asked if")
        self.fields[named("how", place)] = forms.ChoiceField(
            label=_("Group %(number)s is true if") % {"number": title} if place else asked,
            choices=HOW,
        )
        for position, inner in enumerate(self.outline.parts(place), start=1):
            number = f"{title}.{position}" if title else str(position)
            add = self._add_group if inner in self.outline.groups else self._add_line
            add(inner, number)

    def _add_line(self, place: str, title: str) -> None:
        self.fields[named("line", place)] = LineField(
            label=_("Line %(number)s") % {"number": title},
            choices=self._choices,
            later=self._later,
        )
        if self.has_values:
            self.fields[named("value", place)] = forms.CharField(
                label=_("Value of line %(number)s") % {"number": title},
                required=False,
                max_length=200,
                widget=forms.TextInput(attrs={"class": "govuk-input--width-10"}),
            )

    def filled(self) -> ConditionForm:
        """The same form as if what it starts with had been sent."""
        typed = {str(name): str(value) for name, value in self.initial.items()}
        return ConditionForm(typed, typed=typed, **self.asked)

    def whole(self) -> BoundGroup:
        """The outermost group as the page shows it, with everything in it."""
        return self._bound_group("", "")

    def _bound_group(self, place: str, title: str) -> BoundGroup:
        parts: list[Any] = []
        for position, inner in enumerate(self.outline.parts(place), start=1):
            number = f"{title}.{position}" if title else str(position)
            is_group = inner in self.outline.groups
            parts.append((self._bound_group if is_group else self._bound_line)(inner, number))
        may_nest = level(place) < DEEPEST_GROUPS
        return BoundGroup(place, title, self[named("how", place)], parts, may_nest)

    def _bound_line(self, place: str, title: str) -> BoundLine:
        value = self[named("value", place)] if self.has_values else None
        return BoundLine(place, title, self[named("line", place)], value)

    def clean(self) -> dict[str, Any]:
        """Read the value of each line by the kind of its question; refuse what is too much."""
        cleaned = super().clean() or {}
        for place in self.outline.lines:
            self._read(place, cleaned)
        if any(level(place) > DEEPEST_GROUPS for place in self.outline.groups):
            self.add_error(None, TOO_DEEP)
        if len(self.lines) > MOST_COMPARISONS:
            self.add_error(None, TOO_MANY)
        return cleaned

    def _read(self, place: str, cleaned: Mapping[str, Any]) -> None:
        chosen = cleaned.get(named("line", place))
        if not chosen:
            return
        line: dict[str, Any] = json.loads(chosen)
        kind = QuestionKind(self.earlier[line["question"]].kind)
        name = named("value", place)
        if kind in VALUED and line["is"] != ANSWERED and name in cleaned:
            try:
                line["value"] = written(kind, VALUED[kind]().clean(cleaned[name]))
            except ValidationError as error:
                self.add_error(name, error)
        self.lines[place] = line

    def condition(self) -> Condition | None:
        """The condition as questions hold it; None where no line was chosen."""
        kinds = {code: question.kind for code, question in self.earlier.items()}
        return condition_of(self._group(""), kinds)

    def _group(self, place: str) -> Group:
        parts = [
            self._group(inner) if inner in self.outline.groups else self.lines.get(inner)
            for inner in self.outline.parts(place)
        ]
        told = tuple(part for part in parts if part is not None)
        return Group(self.cleaned_data[named("how", place)], told)


def typed_for(condition: Condition | None, earlier: Sequence[Question]) -> dict[str, str]:
    """What the page of ``condition`` starts with; one empty line without a condition."""
    if not condition:
        return {"how": ALL, "line_1": ""}
    known = {question.code: question for question in earlier}
    typed: dict[str, str] = {}
    for place, part in places_of(group_of(condition)):
        if isinstance(part, Group):
            typed[named("how", place)] = part.how
        else:
            typed |= _typed_line(place, part, known.get(part["question"]))
    return typed


def _typed_line(place: str, line: Condition, question: Question | None) -> dict[str, str]:
    if question is None or question.kind not in VALUED or "value" not in line:
        return {named("line", place): key_of(line)}
    key = key_of({name: line[name] for name in ("question", "is")})
    return {named("line", place): key, named("value", place): line["value"]}
