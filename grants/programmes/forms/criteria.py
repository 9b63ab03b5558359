"""What officers type about criteria and terms."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from grants.programmes.completeness import LANGUAGE_NAMES
from grants.programmes.forms.calls import NARROW, whole
from grants.programmes.forms.trilingual import HTML_LANGUAGES, TidyText, TrilingualForm, Wording
from portal.i18n.texts import LANGUAGE_CODES, Text
from portal.ui.fields import DateField

HIGHEST_MARK = 10


class CodeField(forms.RegexField):
    """A code that the portal keeps for good."""

    def __init__(self, **keywords: Any) -> None:
        super().__init__(
            r"^[a-z0-9]+(-[a-z0-9]+)*$",
            label=_("Code"),
            max_length=30,
            help_text=_("Small letters, digits and hyphens."),
            widget=forms.TextInput(attrs=NARROW),
            error_messages={"invalid": _("Use small letters, digits and hyphens.")},
            **keywords,
        )


class RowForm(forms.Form):
    """One row of a list whose order is typed; ``code`` says which row."""

    code = forms.CharField(widget=forms.HiddenInput, max_length=40)
    position = whole(_("Order"), 0, 999)
    remove = forms.BooleanField(label=_("Remove"), required=False)


class WeightForm(RowForm):
    """Weight and highest mark of one criterion."""

    weight = whole(_("Weight (per cent)"), 1, 100)
    highest_mark = whole(_("Highest mark"), 1, HIGHEST_MARK)

    field_order = ("position", "weight", "highest_mark", "remove", "code")


WeightFormSet = forms.formset_factory(WeightForm, extra=0, max_num=30, absolute_max=30)


class CriterionForm(TrilingualForm):
    """Name, guidance, weight and the meaning of each mark."""

    wordings: ClassVar[Mapping[str, Wording]] = {
        "name": Wording(_("Name"), most=80, is_long=False, english_required=True),
        "guidance": Wording(
            _("Guidance for assessors"), most=600, help=_("What to look for; it is public.")
        ),
    }

    code = CodeField()
    weight = whole(_("Weight (per cent)"), 1, 100)
    highest_mark = whole(_("Highest mark"), 1, HIGHEST_MARK, _("Marks run from 0 to this number."))

    def __init__(
        self, *args: Any, details: Mapping[str, Any] | None = None, **keywords: Any
    ) -> None:
        details = details or {"highest_mark": 5, "anchors": {}}
        keywords["initial"] = {
            name: details.get(name) for name in ("code", "weight", "highest_mark")
        }
        super().__init__(*args, texts=details, **keywords)
        if "code" in details:
            del self.fields["code"]
        self.marks = range(details["highest_mark"] + 1)
        for mark in self.marks:
            words = details["anchors"].get(str(mark), {})
            for code in LANGUAGE_CODES:
                self.fields[f"anchor_{mark}_{code}"] = _anchor(mark, code)
                self.initial[f"anchor_{mark}_{code}"] = words.get(code, "")

    def plain_fields(self) -> list[Any]:
        """Without the anchors, which stand in a table of their own."""
        return [one for one in super().plain_fields() if not one.name.startswith("anchor_")]

    def anchor_rows(self) -> list[tuple[int, list[Any]]]:
        """Each mark with its three inputs."""
        return [
            (mark, [self[f"anchor_{mark}_{code}"] for code in LANGUAGE_CODES])
            for mark in self.marks
        ]

    def details(self) -> dict[str, Any]:
        """The values as ``operations.replace_criteria`` takes them, but for the code.

        Meanings of marks above a lowered highest mark are dropped.
        """
        anchors = {}
        highest = self.cleaned_data["highest_mark"]
        for mark in self.marks[: highest + 1]:
            words = {code: self.cleaned_data[f"anchor_{mark}_{code}"] for code in LANGUAGE_CODES}
            anchors[str(mark)] = Text({code: text for code, text in words.items() if text})
        return {
            "name": self.text("name"),
            "guidance": self.text("guidance"),
            "weight": self.cleaned_data["weight"],
            "highest_mark": highest,
            "anchors": anchors,
        }


def _anchor(mark: int, code: str) -> forms.Field:
    label = _("Mark %(mark)d, %(language)s") % {"mark": mark, "language": LANGUAGE_NAMES[code]}
    widget = forms.Textarea(attrs={"lang": HTML_LANGUAGES[code], "rows": 3})
    return TidyText(label=label, max_characters=300, required=False, widget=widget)


class TermForm(TrilingualForm):
    """The words of a term, and from when until when it is offered."""

    wordings: ClassVar[Mapping[str, Wording]] = {
        "label": Wording(_("Label"), most=120, is_long=False, english_required=True)
    }

    code = CodeField()
    active_from = DateField(label=_("Offered from"), required=False)
    active_to = DateField(
        label=_("Offered until"),
        required=False,
        help_text=_("The last day; applications that chose the term before keep it."),
    )

    def clean(self) -> dict[str, Any]:
        """Refuse a term that would end before it begins."""
        cleaned = super().clean() or {}
        begins, ends = cleaned.get("active_from"), cleaned.get("active_to")
        if begins and ends and ends < begins:
            self.add_error("active_to", _("The last day lies before the first one."))
        return cleaned

    def details(self) -> dict[str, Any]:
        """The values for ``operations.add_term`` and ``revise_term``."""
        dates = {name: self.cleaned_data[name] for name in ("active_from", "active_to")}
        return {"label": self.text("label"), **dates}
