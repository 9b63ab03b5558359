"""The form of the register of interests: as many rows as a person has interests."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BaseFormSet, formset_factory
from django.forms.formsets import TOTAL_FORM_COUNT
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.organisations.fields import LineField
from portal.ui.fields import LongTextField
from reviews.pool.register.models import InterestKind, RegisterFiling
from reviews.pool.register.rules import MOST_HOLDINGS, MOST_INTERESTS, Line

BLANK_ROWS = 3
FIRST_YEAR = 1940


def _year(label: Any) -> forms.IntegerField:
    widget = forms.NumberInput(attrs={"class": "govuk-input--width-4"})
    return forms.IntegerField(
        label=label, required=False, min_value=FIRST_YEAR, max_value=2999, widget=widget
    )


class InterestRow(forms.Form):
    """One interest; an empty row is none."""

    use_required_attribute = False
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind of interest"),
        choices=[("", gettext_lazy("None in this row")), *InterestKind.choices],
        required=False,
    )
    body = LineField(
        label=gettext_lazy("Employer, company or asset"), max_length=200, required=False
    )
    detail = LineField(
        label=gettext_lazy("Your position, or your share"), max_length=200, required=False
    )
    address = LineField(
        label=gettext_lazy("Address of the employer or company"), max_length=300, required=False
    )
    from_year = _year(gettext_lazy("From the year"))
    to_year = _year(gettext_lazy("Until the year"))

    def __init__(self, *arguments: Any, year: int, **keywords: Any) -> None:
        self.year = year
        super().__init__(*arguments, **keywords)

    @property
    def is_blank(self) -> bool:
        """Whether nothing was written into the row."""
        return not any(value not in (None, "") for value in self.cleaned_data.values())

    def clean(self) -> dict[str, Any]:
        """Ask for what each kind needs."""
        cleaned = super().clean() or {}
        if not any(value not in (None, "") for value in cleaned.values()) and not self.errors:
            return cleaned
        if not cleaned.get("kind") and "kind" not in self.errors:
            self.add_error("kind", _("Choose the kind of this interest."))
        if not cleaned.get("body") and "body" not in self.errors:
            self.add_error("body", _("Name the employer, the company or the asset."))
        self._check_years(cleaned)
        return cleaned

    def _check_years(self, cleaned: dict[str, Any]) -> None:
        begin, end = cleaned.get("from_year"), cleaned.get("to_year")
        past = cleaned.get("kind") == InterestKind.PAST_EMPLOYMENT
        if past and end is None and "to_year" not in self.errors:
            self.add_error("to_year", _("Say in which year it ended."))
        for name, value in (("from_year", begin), ("to_year", end)):
            if value is not None and value > self.year:
                self.add_error(name, _("This year lies in the future."))
        if begin is not None and end is not None and begin > end:
            self.add_error("to_year", _("It ended before it began."))

    def line(self) -> Line:
        """The row as the operation takes it."""
        return Line(**self.cleaned_data)


class InterestRows(BaseFormSet[InterestRow]):
    """All interests of one person."""

    @cached_property
    def management_form(self) -> Any:
        """Fewer rows than none is no number of rows; Django would read it as nothing to say."""
        counts = super().management_form
        if self.is_bound and (counts.cleaned_data[TOTAL_FORM_COUNT] or 0) < 0:
            counts.add_error(TOTAL_FORM_COUNT, "")
            counts.cleaned_data[TOTAL_FORM_COUNT] = 0
        return counts

    def clean(self) -> None:
        """A row twice is a slip."""
        if any(self.errors):
            return
        lines = self.lines()
        if len(set(lines)) < len(lines):
            raise ValidationError(_("The same interest stands in two rows."))

    def lines(self) -> list[Line]:
        """The rows that were filled in, in their order."""
        return [form.line() for form in self.forms if form.has_changed() and not form.is_blank]


_Rows = formset_factory(
    InterestRow,
    formset=InterestRows,
    extra=BLANK_ROWS,
    max_num=MOST_INTERESTS,
    absolute_max=MOST_INTERESTS,
    validate_max=True,
)


def rows_for(data: Any, *, year: int, earlier: RegisterFiling | None) -> Any:
    """The rows as posted, or as the newest filing has them, with some empty ones."""
    initial = [_initial(one) for one in earlier.interests.all()] if earlier and not data else []
    return _Rows(data, initial=initial, prefix="interests", form_kwargs={"year": year})


def with_more_rows(posted: Any) -> Any:
    """What was posted, with empty rows more."""
    copied = posted.copy()
    try:
        total = int(copied.get("interests-TOTAL_FORMS", "0"))
    except ValueError:
        total = 0
    copied["interests-TOTAL_FORMS"] = str(max(0, min(total + BLANK_ROWS, MOST_INTERESTS)))
    return copied


def _initial(one: Any) -> dict[str, Any]:
    names = ("kind", "body", "detail", "address", "from_year", "to_year")
    return {name: getattr(one, name) for name in names}


class CompleteForm(forms.Form):
    """The declaration that goes with each filing."""

    is_complete = forms.BooleanField(
        label=gettext_lazy("This is everything. Rows left empty mean that there is nothing more."),
        error_messages={"required": gettext_lazy("Say that this is everything.")},
    )


class TermsForm(forms.Form):
    """What the register asks for."""

    threshold = forms.IntegerField(
        label=gettext_lazy("Holdings of digital assets are registered above (HK$)"),
        min_value=0,
        max_value=MOST_HOLDINGS,
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-10"}),
    )
    look_back = forms.IntegerField(
        label=gettext_lazy("Years for which a past employment counts"),
        min_value=0,
        max_value=30,
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-4"}),
    )
    reason = LongTextField(label=gettext_lazy("Reason"), max_characters=500)
