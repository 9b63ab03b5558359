"""Options of a question and columns of a table: rows of a code and three languages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from grants.programmes.completeness import LANGUAGE_NAMES
from grants.programmes.forms.criteria import CodeField
from grants.programmes.forms.trilingual import HTML_LANGUAGES, TidyText
from grants.questionnaires.models import ColumnKind
from portal.i18n.texts import LANGUAGE_CODES, Text

MOST_PARTS = 40
BLANK_PARTS = 3
LABEL_CHARACTERS = 120


class PartForm(forms.Form):
    """One option; an empty row is none, and the order is that of the numbers."""

    use_required_attribute = False

    order = forms.IntegerField(label=_("Order"), min_value=0, max_value=999, required=False)

    def __init__(self, *args: Any, **keywords: Any) -> None:
        super().__init__(*args, **keywords)
        self.fields["code"] = CodeField(required=False)
        self.fields["code"].help_text = ""
        for code in LANGUAGE_CODES:
            self.fields[f"label_{code}"] = TidyText(
                label=LANGUAGE_NAMES[code],
                max_characters=LABEL_CHARACTERS,
                required=False,
                widget=forms.TextInput(attrs={"lang": HTML_LANGUAGES[code]}),
            )

    @property
    def is_blank(self) -> bool:
        """Whether nothing was written, or the row is to be removed."""
        written = [self.cleaned_data.get("code"), *self.label().values()]
        return bool(self.cleaned_data.get("DELETE")) or not any(written)

    def label(self) -> Text:
        """The words, without the languages left empty."""
        words = {code: self.cleaned_data.get(f"label_{code}") for code in LANGUAGE_CODES}
        return Text({code: text for code, text in words.items() if text})

    def clean(self) -> dict[str, Any]:
        """A row that says anything has a code and English words."""
        cleaned = super().clean() or {}
        if not self.is_blank:
            if not cleaned.get("code") and "code" not in self.errors:
                self.add_error("code", _("Give it a code."))
            if not cleaned.get("label_en") and "label_en" not in self.errors:
                self.add_error("label_en", _("Write this text in English at least."))
        return cleaned

    def part(self) -> dict[str, Any]:
        """The option as questions hold it."""
        return {"code": self.cleaned_data["code"], "label": self.label()}


class ColumnForm(PartForm):
    """One column of a table."""

    kind = forms.ChoiceField(label=_("Holds"), choices=ColumnKind.choices, required=False)

    def part(self) -> dict[str, Any]:
        """The column as questions hold it."""
        return {**super().part(), "kind": self.cleaned_data["kind"] or ColumnKind.LINE.value}


class BasePartFormSet(forms.BaseFormSet[Any]):
    """The parts in their order; no code twice."""

    def add_fields(self, form: Any, index: int | None) -> None:
        """Name the box that removes a row."""
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            form.fields["DELETE"].label = _("Remove")

    def clean(self) -> None:
        """Refuse two rows of one code."""
        codes = [form.cleaned_data["code"] for form in self._kept()]
        if len(codes) != len(set(codes)):
            raise ValidationError(_("Two rows have the same code."))

    def _kept(self) -> list[Any]:
        return [form for form in self.forms if form.is_valid() and not form.is_blank]

    def parts(self) -> list[dict[str, Any]]:
        """Options or columns as ``operations.replace_form`` takes them."""
        places = [(form.cleaned_data["order"], form) for form in self._kept()]
        ordered = sorted(places, key=lambda place: 1000 if place[0] is None else place[0])
        return [form.part() for _order, form in ordered]


def _formset(row: type[PartForm]) -> Any:
    return forms.formset_factory(
        row,
        formset=BasePartFormSet,
        extra=BLANK_PARTS,
        max_num=MOST_PARTS,
        absolute_max=MOST_PARTS,
        validate_max=True,
        can_delete=True,
        can_delete_extra=False,
    )


OptionFormSet = _formset(PartForm)
ColumnFormSet = _formset(ColumnForm)


def initial_parts(parts: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """What the rows of saved options or columns start with."""
    return [
        {
            "order": 10 * number,
            "code": part["code"],
            "kind": part.get("kind"),
            **{f"label_{code}": part["label"].get(code, "") for code in LANGUAGE_CODES},
        }
        for number, part in enumerate(parts, start=1)
    ]
