"""The form field of each kind of question, as applicants and the preview get it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from grants.questionnaires.models import Question, QuestionKind
from grants.questionnaires.numbers import HIGHEST_AMOUNT, NumberField, grouped
from grants.questionnaires.tables import USUAL_ROWS, TableField
from portal.organisations.fields import ParagraphsField
from portal.ui.fields import DateField, MoneyField
from portal.ui.formats import hkd, hkdate, hkt

YES_NO = (("yes", _("Yes")), ("no", _("No")))
UNKNOWN = _("Choose one of the options that are offered.")

FileField = Callable[..., forms.Field]
Words = Mapping[str, Any]


def field_of(question: Question, *, file_field: FileField, now: datetime) -> forms.Field:
    """The field of ``question``; ``file_field`` makes the field of a file."""
    words: dict[str, Any] = {
        "label": str(question.label),
        "help_text": " ".join(part for part in hints(question, now=now) if part),
        "required": question.is_required,
    }
    if question.kind == QuestionKind.FILE:
        field = file_field(**words)
    else:
        field = MAKERS[QuestionKind(question.kind)](question, words)
    field.disabled = is_frozen(question, now)
    return field


def is_frozen(question: Question, now: datetime) -> bool:
    """Whether the answer can no longer be changed."""
    return question.frozen_after is not None and now >= question.frozen_after


def hints(question: Question, *, now: datetime | None = None) -> list[str]:
    """The help, the limits that a field does not show by itself, and until when one may answer."""
    until = ""
    if question.frozen_after is not None:
        sentence = gettext("Can be answered and changed until %(at)s.")
        if now is not None and is_frozen(question, now):
            sentence = gettext("Could be changed until %(at)s. The answer is frozen since then.")
        until = sentence % {"at": hkt(question.frozen_after)}
    return [str(question.help), limits(question), until]


def limits(question: Question) -> str:
    """The limits of a question in words; those of texts are told by their counter."""
    kind = question.kind
    if kind == QuestionKind.NUMBER:
        return _between(question.least, question.most, grouped)
    if kind == QuestionKind.MONEY:
        return _between(question.least, question.most, hkd)
    if kind == QuestionKind.DATE:
        return _between(question.earliest, question.latest, hkdate)
    if kind == QuestionKind.SEVERAL and question.most_choices:
        most = question.most_choices
        return ngettext("Choose at most %(most)d.", "Choose at most %(most)d.", most) % {
            "most": most
        }
    if kind == QuestionKind.TABLE:
        most = question.most_rows or USUAL_ROWS
        return ngettext(
            "At most %(most)d row. Save to get more blank rows.",
            "At most %(most)d rows. Save to get more blank rows.",
            most,
        ) % {"most": most}
    return gettext("PDF, at most 20 MB.") if kind == QuestionKind.FILE else ""


def _between(least: Any, most: Any, spoken: Callable[[Any], str]) -> str:
    if least is not None and most is not None:
        return gettext("From %(least)s to %(most)s.") % {
            "least": spoken(least),
            "most": spoken(most),
        }
    if least is not None:
        return gettext("%(least)s or more.") % {"least": spoken(least)}
    return gettext("%(most)s or less.") % {"most": spoken(most)} if most is not None else ""


def _text(question: Question, words: Words) -> forms.Field:
    line = {"widget": forms.TextInput()} if question.kind == QuestionKind.SHORT else {}
    return ParagraphsField(max_characters=question.most_characters or 1, **words, **line)


def _number(question: Question, words: Words) -> forms.Field:
    return NumberField(
        decimals=question.decimals, least=question.least, most=question.most, **words
    )


def _money(question: Question, words: Words) -> forms.Field:
    most = HIGHEST_AMOUNT if question.most is None else question.most
    return MoneyField(min_value=question.least or 0, max_value=most, max_digits=16, **words)


class DayField(DateField):
    """A day between two others, ends included."""

    def __init__(self, *, earliest: date | None, latest: date | None, **keywords: Any) -> None:
        super().__init__(**keywords)
        self.earliest, self.latest = earliest, latest

    def validate(self, value: Any) -> None:
        """Refuse a day outside, and name the limit."""
        super().validate(value)
        if value and self.earliest and value < self.earliest:
            raise ValidationError(
                _("Enter %(day)s or a later day."), params={"day": hkdate(self.earliest)}
            )
        if value and self.latest and value > self.latest:
            raise ValidationError(
                _("Enter %(day)s or an earlier day."), params={"day": hkdate(self.latest)}
            )


def _day(question: Question, words: Words) -> forms.Field:
    return DayField(earliest=question.earliest, latest=question.latest, **words)


def _choice(question: Question, words: Words) -> forms.Field:
    return forms.ChoiceField(
        choices=[(code, str(label)) for code, label in question.labels.items()],
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": UNKNOWN},
        **words,
    )


class SeveralField(forms.MultipleChoiceField):
    """Any of the options, but at most so many."""

    widget = forms.CheckboxSelectMultiple
    default_error_messages = {"invalid_choice": UNKNOWN, "invalid_list": UNKNOWN}

    def __init__(
        self, *, most: int | None, choices: Sequence[tuple[str, str]], **keywords: Any
    ) -> None:
        super().__init__(choices=choices, **keywords)
        self.most = most
        self.codes = [code for code, _label in choices]

    def clean(self, value: Any) -> list[str]:
        """The codes in the order of the options, each once."""
        chosen = set(super().clean(value))
        if self.most and len(chosen) > self.most:
            raise ValidationError(
                _("Choose at most %(most)d: you chose %(count)d."),
                code="too_many",
                params={"most": self.most, "count": len(chosen)},
            )
        return [code for code in self.codes if code in chosen]


def _several(question: Question, words: Words) -> forms.Field:
    options = [(code, str(label)) for code, label in question.labels.items()]
    return SeveralField(choices=options, most=question.most_choices, **words)


class YesNoField(forms.TypedChoiceField):
    """Yes is True, no is False, nothing is None."""

    widget = forms.RadioSelect

    def __init__(self, **keywords: Any) -> None:
        super().__init__(
            choices=YES_NO,
            coerce=lambda written: written == "yes",
            empty_value=None,
            error_messages={"invalid_choice": UNKNOWN},
            **keywords,
        )

    def prepare_value(self, value: Any) -> Any:
        """The button that is pressed."""
        return {True: "yes", False: "no"}.get(value, value) if isinstance(value, bool) else value

    def clean(self, value: Any) -> Any:
        """A frozen answer comes as the boolean that it was."""
        return super().clean(self.prepare_value(value))


def _yes_no(_question: Question, words: Words) -> forms.Field:
    return YesNoField(**words)


def _table(question: Question, words: Words) -> forms.Field:
    return TableField(columns=question.columns, most_rows=question.most_rows or USUAL_ROWS, **words)


MAKERS: Mapping[QuestionKind, Callable[[Question, Words], forms.Field]] = {
    QuestionKind.SHORT: _text,
    QuestionKind.LONG: _text,
    QuestionKind.NUMBER: _number,
    QuestionKind.MONEY: _money,
    QuestionKind.DATE: _day,
    QuestionKind.CHOICE: _choice,
    QuestionKind.SEVERAL: _several,
    QuestionKind.YES_NO: _yes_no,
    QuestionKind.TABLE: _table,
}
