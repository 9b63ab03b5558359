"""What officers type about questions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from grants.programmes.forms.calls import whole
from grants.programmes.forms.criteria import CodeField, RowForm
from grants.programmes.forms.trilingual import TrilingualForm, Wording
from grants.questionnaires.models import QuestionKind

MOST_CHARACTERS = 20_000


def _limit() -> forms.IntegerField:
    return whole(_("Limit (characters)"), 1, MOST_CHARACTERS)


class QuestionRowForm(RowForm):
    """Order, limit and obligation of one question."""

    most_characters = _limit()
    is_required = forms.BooleanField(label=_("Must be answered"), required=False)

    field_order = ("position", "most_characters", "is_required", "remove", "code")


QuestionFormSet = forms.formset_factory(QuestionRowForm, extra=0, max_num=40, absolute_max=40)


class QuestionForm(TrilingualForm):
    """The words of a question and how it is answered."""

    wordings: ClassVar[Mapping[str, Wording]] = {
        "label": Wording(_("Question"), most=200, is_long=False, english_required=True),
        "help": Wording(_("Help"), most=600, help=_("What a good answer holds; may be empty.")),
    }

    code = CodeField()
    kind = forms.ChoiceField(
        label=_("Answered in"), choices=QuestionKind.choices, widget=forms.RadioSelect
    )
    most_characters = _limit()
    is_required = forms.BooleanField(label=_("Must be answered"), required=False)

    def __init__(
        self, *args: Any, details: Mapping[str, Any] | None = None, **keywords: Any
    ) -> None:
        shown = details or {"kind": QuestionKind.LONG, "most_characters": 2000, "is_required": True}
        keywords["initial"] = {
            name: shown.get(name) for name in ("kind", "most_characters", "is_required")
        }
        super().__init__(*args, texts=shown, **keywords)
        if details is not None:
            del self.fields["code"]

    def details(self) -> dict[str, Any]:
        """The values as ``operations.replace_questions`` takes them, but for the code."""
        names = ("kind", "most_characters", "is_required")
        texts = {name: self.text(name) for name in self.wordings}
        return {**texts, **{name: self.cleaned_data[name] for name in names}}
