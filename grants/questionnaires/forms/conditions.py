"""When a question is asked, chosen from lists: up to four comparisons, all or any of them."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from grants.questionnaires.conditions import (
    ANSWERED,
    AT_LEAST,
    AT_MOST,
    CONTAINS,
    EQUALS,
    NOT_EQUALS,
    Condition,
    comparisons,
)
from grants.questionnaires.models import CHOICES, Question, QuestionKind
from grants.questionnaires.numbers import NumberField
from grants.questionnaires.values import written
from portal.ui.fields import DateField, MoneyField

LINES = 4
MEASURED: Mapping[QuestionKind, Callable[[], forms.Field]] = {
    QuestionKind.NUMBER: lambda: NumberField(decimals=4),
    QuestionKind.MONEY: lambda: MoneyField(min_value=0, max_digits=16),
    QuestionKind.DATE: DateField,
}
"""Kinds that are compared with a value that is typed, and the field that reads it."""

Choice = tuple[str, str]


class ConditionForm(forms.Form):
    """The comparisons of one question; ``earlier`` are the questions it may depend on."""

    use_required_attribute = False

    joined = forms.ChoiceField(
        label=_("If there are several lines"),
        choices=[("all", _("All of them must be true")), ("any", _("One of them must be true"))],
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
        choices = [("", gettext("No condition")), *(_group(one) for one in earlier)]
        for number in range(1, LINES + 1):
            self.fields[f"line_{number}"] = forms.ChoiceField(
                label=_("Line %(number)d: asked only if") % {"number": number},
                choices=choices,
                required=False,
            )
            self.fields[f"value_{number}"] = forms.CharField(
                label=_("Value of line %(number)d") % {"number": number},
                help_text=_("For numbers, amounts and days alone, like 1000 or 2026-03-31."),
                required=False,
                max_length=40,
                widget=forms.TextInput(attrs={"class": "govuk-input--width-10"}),
            )

    def clean(self) -> dict[str, Any]:
        """Read the value of each line by the kind of its question."""
        cleaned = super().clean() or {}
        self.lines = [
            line
            for number in range(1, LINES + 1)
            if (line := self._line(number, cleaned)) is not None
        ]
        return cleaned

    def _line(self, number: int, cleaned: Mapping[str, Any]) -> dict[str, Any] | None:
        chosen = cleaned.get(f"line_{number}")
        if not chosen:
            return None
        line: dict[str, Any] = json.loads(chosen)
        kind = QuestionKind(self.earlier[line["question"]].kind)
        if kind in MEASURED and line["is"] != ANSWERED:
            try:
                typed = cleaned.get(f"value_{number}", "")
                line["value"] = written(kind, MEASURED[kind]().clean(typed))
            except ValidationError as error:
                self.add_error(f"value_{number}", error)
        return line

    def condition(self) -> Condition | None:
        """The condition as questions hold it; None where no line was chosen."""
        if len(self.lines) < 2:
            return self.lines[0] if self.lines else None
        return {self.cleaned_data["joined"]: self.lines}


def can_be_built(condition: Condition | None) -> bool:
    """Whether the lists can show ``condition``: comparisons of one level, not too many."""
    if not condition:
        return True
    parts = condition.get("all") or condition.get("any") or [condition]
    flat = all("question" in part and "values" not in part for part in parts)
    return flat and len(parts) <= LINES


def _initial(condition: Condition | None, earlier: Mapping[str, Question]) -> dict[str, Any]:
    if not condition or not can_be_built(condition):
        return {}
    found: dict[str, Any] = {"joined": "any" if "any" in condition else "all"}
    for number, line in enumerate(comparisons(condition), start=1):
        question = earlier.get(line["question"])
        if question is not None and question.kind in MEASURED and "value" in line:
            found[f"value_{number}"] = line["value"]
            found[f"line_{number}"] = _key({name: line[name] for name in ("question", "is")})
        else:
            found[f"line_{number}"] = _key(line)
    return found


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
