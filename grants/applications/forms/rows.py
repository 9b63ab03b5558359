"""Sections of several rows: the team and the budget. An empty row is no row.

A row that is saved goes when somebody ticks its box: one of which nothing was sent stays as it is,
and one that had a box and was emptied instead is asked about.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BaseFormSet, formset_factory
from django.forms.formsets import TOTAL_FORM_COUNT
from django.utils.datastructures import MultiValueDict
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from grants.applications.models import Application, BudgetLine, CostKind, TeamMember
from portal.organisations.fields import LineField, NameField, ParagraphsField
from portal.ui.fields import MoneyField

HIGHEST_COST = 99_999_999
MOST_ROWS = 40
BLANK_ROWS = 2
REMOVED = "DELETE"
EMPTIED = _("Tick “Remove” to remove this row, or fill it in.")


class Row(forms.Form):
    """One row; what it needs at least is told beside the field, once anything is in it."""

    use_required_attribute = False
    needed: dict[str, Any] = {}
    had_box = False

    @property
    def is_blank(self) -> bool:
        """Whether nothing was written into the row."""
        written = {name: value for name, value in self.cleaned_data.items() if name != REMOVED}
        return not any(value not in (None, "", False) for value in written.values())

    @property
    def is_gone(self) -> bool:
        """Whether the row is marked for removal or empty."""
        return bool(self.cleaned_data.get(REMOVED)) or self.is_blank

    def clean(self) -> dict[str, Any]:
        """Ask for what even a draft cannot hold without."""
        cleaned = super().clean() or {}
        if self.had_box and self.is_blank and not cleaned.get(REMOVED):
            self.add_error(next(iter(self.fields)), EMPTIED)
        if not self.is_gone:
            for name, sentence in self.needed.items():
                if name not in self.errors and cleaned.get(name) in (None, ""):
                    self.add_error(name, sentence)
        return cleaned


class Rows(BaseFormSet[Any], ABC):
    """Rows in the order in which they were written."""

    def __init__(
        self, data: Any = None, files: Any = None, *, application: Application, **keywords: Any
    ) -> None:
        self.application = application
        super().__init__(data, files, initial=self.saved(application), **keywords)
        if self.is_bound:
            self.data = self._with_rows_not_sent(self.data)

    def _with_rows_not_sent(self, sent: Any) -> MultiValueDict[str, str]:
        """What was ``sent``, and every saved row of which nothing was: nobody removed it."""
        inputs = {name: sent.getlist(name) for name in sent}
        for number, row in enumerate(self.initial or []):
            prefix = f"{self.add_prefix(number)}-"
            if not any(name.startswith(prefix) for name in sent):
                inputs |= {
                    f"{prefix}{name}": ["on" if value is True else str(value)]
                    for name, value in row.items()
                    if value not in (None, "", False)
                }
        return MultiValueDict(inputs)

    def total_form_count(self) -> int:
        """As many rows as were sent, and at least those that are saved."""
        return max(super().total_form_count(), self._at_least)

    def initial_form_count(self) -> int:
        """Rows with a box to remove them: those that the page knew, and at least those saved."""
        return max(super().initial_form_count(), self._at_least)

    @property
    def _at_least(self) -> int:
        return len(self.initial or []) if self.is_bound else 0

    @cached_property
    def management_form(self) -> Any:
        """Fewer rows than none is no number of rows; Django would read it as an empty table."""
        counts = super().management_form
        if self.is_bound and (counts.cleaned_data[TOTAL_FORM_COUNT] or 0) < 0:
            counts.add_error(TOTAL_FORM_COUNT, "")
            counts.cleaned_data[TOTAL_FORM_COUNT] = 0
        return counts

    @abstractmethod
    def saved(self, application: Application) -> list[dict[str, Any]]:
        """What each row starts with."""

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        """Read every row that was sent: Django would take one that is saved already for blank."""
        return {} if index is None else {"empty_permitted": False}

    def add_fields(self, form: Any, index: int | None) -> None:
        """Name the box that removes a row, and tell a row whether the page had one for it."""
        super().add_fields(form, index)
        if REMOVED in form.fields:
            form.fields[REMOVED].label = _("Remove")
        if self.is_bound and index is not None:
            form.had_box = index < min(super().initial_form_count(), self._at_least)

    def written(self) -> list[Any]:
        """The rows that hold something and stay."""
        return [row for row in self.forms if row.is_valid() and not row.is_gone]

    def rows(self) -> list[dict[str, Any]]:
        """The values of those rows."""
        return [
            {name: value for name, value in row.cleaned_data.items() if name != REMOVED}
            for row in self.written()
        ]


class TeamRow(Row):
    """A person of the team."""

    needed = {"name": _("Enter the name, or empty the whole row.")}

    name = NameField(label=_("Name"), max_length=150, required=False)
    name_zh = NameField(label=_("Name in Chinese"), max_length=80, required=False)
    position = LineField(label=_("Position"), max_length=120, required=False)
    experience = ParagraphsField(
        label=_("Relevant experience"), max_characters=1000, required=False
    )
    is_lead = forms.BooleanField(label=_("Leads the project"), required=False)


class BaseTeamRows(Rows):
    """The team; one person leads."""

    def saved(self, application: Application) -> list[dict[str, Any]]:
        """The members by age of their row."""
        names = ("name", "name_zh", "position", "experience", "is_lead")
        return list(
            TeamMember.objects.filter(application=application).order_by("pk").values(*names)
        )

    def clean(self) -> None:
        """Refuse a second lead: the database does too."""
        if sum(bool(row["is_lead"]) for row in self.rows()) > 1:
            raise ValidationError(_("Only one person can lead the project. Untick the others."))

    def values(self) -> dict[str, Any]:
        """What ``operations.save_section`` takes."""
        return {"members": self.rows()}


class BudgetRow(Row):
    """One line of cost."""

    needed = {
        "kind": _("Choose the kind of cost."),
        "amount": _("Enter the cost, or empty the whole row."),
    }

    kind = forms.ChoiceField(
        label=_("Kind of cost"),
        choices=[("", _("Choose a kind")), *CostKind.choices],
        required=False,
    )
    description = LineField(label=_("What it pays for"), max_length=200, required=False)
    amount = MoneyField(label=_("Cost (HKD)"), min_value=1, max_value=HIGHEST_COST, required=False)


class BaseBudgetRows(Rows):
    """The budget."""

    def saved(self, application: Application) -> list[dict[str, Any]]:
        """The lines by age of their row."""
        names = ("kind", "description", "amount")
        return list(
            BudgetLine.objects.filter(application=application).order_by("pk").values(*names)
        )

    def values(self) -> dict[str, Any]:
        """What ``operations.save_section`` takes."""
        return {"lines": self.rows()}


def _rows(row: type[Row], rows: type[Rows]) -> Any:
    return formset_factory(
        row,
        formset=rows,
        extra=BLANK_ROWS,
        max_num=MOST_ROWS,
        absolute_max=MOST_ROWS,
        validate_max=True,
        can_delete=True,
        can_delete_extra=False,
    )


TeamRows = _rows(TeamRow, BaseTeamRows)
BudgetRows = _rows(BudgetRow, BaseBudgetRows)
