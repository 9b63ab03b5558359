"""Forms of assignment."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.ui.fields import DateField, LongTextField
from reviews.assignment.candidates import Candidate

MOST_SEED = 2**31 - 1


class RunForm(forms.Form):
    """A run; the seed is drawn unless an earlier one is to be repeated."""

    seed = forms.IntegerField(
        label=_("Seed"),
        help_text=_("Leave it empty to draw one. It decides between equally good answers."),
        min_value=0,
        max_value=MOST_SEED,
        required=False,
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-10"}),
    )


class ConfirmForm(forms.Form):
    """Which proposal is confirmed, and until when the score sheets are due."""

    run = forms.IntegerField(widget=forms.HiddenInput)
    due_on = DateField(label=_("Score sheets due on"))


class FilterForm(forms.Form):
    """Which applications of the board are shown."""

    open_only = forms.BooleanField(label=_("Only applications with open seats"), required=False)


class AssignForm(forms.Form):
    """One assessor given by hand."""

    assessor = forms.ChoiceField(label=_("Assessor"))
    due_on = DateField(label=_("Score sheets due on"))
    reason = LongTextField(label=_("Reason"), max_characters=500)

    def __init__(self, *arguments: Any, possible: Iterable[Candidate], **keywords: Any) -> None:
        super().__init__(*arguments, **keywords)
        choices = [
            (
                str(one.assessor.reference),
                f"{one.assessor} · {one.fit} · {one.load}/{one.most_load}",
            )
            for one in possible
        ]
        field = cast("forms.ChoiceField", self.fields["assessor"])
        field.choices = [("", _("Choose an assessor")), *choices]
        field.help_text = _("Name, fit of 100, and load.")


class ReasonForm(forms.Form):
    """Why an assignment is taken back or declined."""

    reason = LongTextField(label=_("Reason"), max_characters=500)
