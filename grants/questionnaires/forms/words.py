"""Sections and questions: their words, their limits, who may see the answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from grants.programmes.forms.calls import whole
from grants.programmes.forms.criteria import CodeField
from grants.programmes.forms.trilingual import TrilingualForm, Wording
from grants.questionnaires.models import QuestionKind
from grants.questionnaires.numbers import NumberField
from grants.questionnaires.tables import MOST_ROWS, USUAL_ROWS
from portal.ui.fields import DateField, DateTimeField, MoneyField

MOST_CHARACTERS = 20_000

TAKEN = frozenset(
    {
        "action",
        "attributes",
        "children",
        "csrfmiddlewaretoken",
        "elements",
        "fields",
        "id",
        "key",
        "length",
        "method",
        "name",
        "next",
        "reset",
        "section",
        "seen",
        "submit",
        "target",
        "theirs",
        "then",
        "token",
        "tokens",
        "undecided",
        "version",
    }
)
"""Codes that would be mistaken for other inputs of the page, or for parts of the form itself."""


class QuestionCodeField(CodeField):
    """A code that no other input of an applicant's page has."""

    def clean(self, value: Any) -> Any:
        """Refuse the codes that are taken."""
        code = super().clean(value)
        if code in TAKEN:
            raise ValidationError(_("Choose another code: this one is taken by the portal."))
        return code


class FormSectionForm(TrilingualForm):
    """Title and introduction of a section; its code is kept for good."""

    wordings: ClassVar[Mapping[str, Wording]] = {
        "title": Wording(_("Title"), most=80, is_long=False, english_required=True),
        "introduction": Wording(
            _("Introduction"), most=1000, help=_("Stands above the questions; may be empty.")
        ),
    }

    code = CodeField()

    def __init__(
        self, *args: Any, details: Mapping[str, Any] | None = None, **keywords: Any
    ) -> None:
        super().__init__(*args, texts=details, **keywords)
        if details is not None:
            del self.fields["code"]

    def details(self) -> dict[str, Any]:
        """The words as ``operations.replace_form`` takes them."""
        return {name: self.text(name) for name in self.wordings}


class KindForm(forms.Form):
    """How a new question is answered."""

    use_required_attribute = False

    kind = forms.ChoiceField(
        label=_("How is it answered?"), choices=QuestionKind.choices, widget=forms.RadioSelect
    )


def _characters() -> forms.Field:
    return whole(_("Limit (characters)"), 1, MOST_CHARACTERS)


def _bound(label: Any) -> forms.Field:
    return NumberField(label=label, decimals=4, required=False)


def _amount(label: Any) -> forms.Field:
    return MoneyField(label=label, required=False, max_digits=16)


LIMITS: Mapping[str, Mapping[str, Any]] = {
    QuestionKind.SHORT: {"most_characters": _characters},
    QuestionKind.LONG: {"most_characters": _characters},
    QuestionKind.NUMBER: {
        "least": lambda: _bound(_("Smallest number")),
        "most": lambda: _bound(_("Largest number")),
        "decimals": lambda: whole(_("Decimals"), 0, 4),
    },
    QuestionKind.MONEY: {
        "least": lambda: _amount(_("Smallest amount")),
        "most": lambda: _amount(_("Largest amount")),
    },
    QuestionKind.DATE: {
        "earliest": lambda: DateField(label=_("Earliest day"), required=False),
        "latest": lambda: DateField(label=_("Latest day"), required=False),
    },
    QuestionKind.SEVERAL: {
        "most_choices": lambda: forms.IntegerField(
            label=_("Most options one may choose"), min_value=1, max_value=40, required=False
        )
    },
    QuestionKind.TABLE: {"most_rows": lambda: whole(_("Most rows"), 1, MOST_ROWS)},
}
"""The fields of the limits of each kind."""

USUAL = {"most_characters": 2000, "is_required": True, "decimals": 0, "most_rows": USUAL_ROWS}
FLAGS = (
    "is_required",
    "is_hidden_from_assessors",
    "identifies_applicant",
    "is_personal",
    "frozen_after",
)


class QuestionForm(TrilingualForm):
    """The words of a question of one ``kind``, its limits and its marks."""

    wordings: ClassVar[Mapping[str, Wording]] = {
        "label": Wording(_("Question"), most=200, is_long=False, english_required=True),
        "help": Wording(_("Help"), most=600, help=_("What a good answer holds; may be empty.")),
    }

    code = QuestionCodeField()
    section = forms.ChoiceField(label=_("Section"))
    is_required = forms.BooleanField(label=_("Must be answered"), required=False)
    is_hidden_from_assessors = forms.BooleanField(
        label=_("Hidden from assessors"),
        help_text=_("Officers and the panel read the answer, assessors do not."),
        required=False,
    )
    identifies_applicant = forms.BooleanField(
        label=_("Tells who applies"),
        help_text=_("The answer shows which organisation or person applies."),
        required=False,
    )
    is_personal = forms.BooleanField(
        label=_("Personal data"), help_text=_("The answer is about a person."), required=False
    )
    frozen_after = DateTimeField(
        label=_("Frozen after"),
        help_text=_(
            "Hong Kong time (HKT). From then on applicants cannot change the answer. "
            "Leave it empty for the closing time of the call."
        ),
        required=False,
    )

    def __init__(
        self,
        *args: Any,
        kind: str,
        sections: Iterable[tuple[str, str]],
        details: Mapping[str, Any] | None = None,
        **keywords: Any,
    ) -> None:
        self.kind = kind
        self.limits = LIMITS.get(kind, {})
        shown = {**USUAL, **(details or {})}
        names = (*FLAGS, *self.limits)
        given = keywords.get("initial") or {}
        keywords["initial"] = {**{name: shown.get(name) for name in names}, **given}
        super().__init__(*args, texts=shown, **keywords)
        self.fields["section"].choices = list(sections)  # type: ignore[attr-defined]  # a choice field
        for name, make in self.limits.items():
            self.fields[name] = make()
        if details is not None:
            del self.fields["code"]

    def clean(self) -> dict[str, Any]:
        """Refuse limits that exclude every answer, and decimals that would be cut off."""
        cleaned = super().clean() or {}
        for low, high in (("least", "most"), ("earliest", "latest")):
            least, most = cleaned.get(low), cleaned.get(high)
            if least is not None and most is not None and most < least:
                self.add_error(high, _("This limit lies below the other one."))
        return cleaned

    def details(self) -> dict[str, Any]:
        """Words, limits and marks as ``operations.replace_form`` takes them."""
        texts = {name: self.text(name) for name in self.wordings}
        return {**texts, **{name: self.cleaned_data[name] for name in (*FLAGS, *self.limits)}}


class VersionForm(TrilingualForm):
    """What was corrected, for applicants who are writing."""

    wordings: ClassVar[Mapping[str, Wording]] = {
        "note": Wording(
            _("What was corrected"),
            most=600,
            english_required=True,
            help=_("Applicants read it on their drafts and in an e-mail."),
        )
    }


class CopyForm(forms.Form):
    """From which call the form is copied."""

    use_required_attribute = False

    source = forms.ChoiceField(label=_("Copy the form of"))

    def __init__(self, *args: Any, calls: Iterable[tuple[str, str]], **keywords: Any) -> None:
        super().__init__(*args, **keywords)
        self.fields["source"].choices = list(calls)  # type: ignore[attr-defined]  # a choice field
