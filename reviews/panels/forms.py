"""What the panel and the officer fill in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from grants.applications.models import Application
from grants.decisions.entries import Entry
from grants.decisions.feedback import CriterionFeedback
from grants.decisions.models import Outcome, Recommendation
from portal.organisations.fields import ParagraphsField, check_printable, check_writable
from portal.ui.fields import MoneyField


class LetterText(ParagraphsField):
    """Text that goes into a letter, so each of its characters must be printable."""

    default_validators = [check_writable, check_printable]


class LineForm(forms.Form):
    """The recommendation on one application."""

    outcome = forms.ChoiceField(
        label=_("Recommendation"), choices=Outcome.choices, widget=forms.RadioSelect
    )
    amount = MoneyField(
        label=_("Amount"),
        required=False,
        help_text=_("For a recommended application: at most what was requested."),
        min_value=Decimal(0),
    )
    reason = ParagraphsField(
        label=_("Reason"),
        required=False,
        help_text=_(
            "Due where the recommendation departs from the ranking or breaks a quota of the call. "
            "Staff read it."
        ),
        max_characters=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    conditions = LetterText(
        label=_("Conditions of the award, one on each line"),
        required=False,
        help_text=_("They stand in the letter of award."),
        max_characters=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    feedback = LetterText(
        label=_("What the applicant should know"),
        required=False,
        help_text=_("It stands in the letter. Name no assessor."),
        max_characters=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(
        self, *args: Any, criteria: Sequence[CriterionFeedback] = (), **keywords: Any
    ) -> None:
        super().__init__(*args, **keywords)
        self.criteria = criteria
        for one in criteria:
            label = _("Feedback on “%(criterion)s”") % {"criterion": one.title}
            self.fields[f"criterion_{one.code}"] = LetterText(
                label=label,
                help_text=_("It stands in the letter beside “%(band)s”. Name no assessor.")
                % {"band": one.label}
                if one.band
                else "",
                initial=one.text,
                required=False,
                max_characters=800,
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    def entry(self, application: Application) -> Entry:
        """The line as it was typed; an amount counts only for the recommended."""
        data = self.cleaned_data
        outcome = Outcome(data["outcome"])
        amount = data["amount"] or Decimal(0)
        return Entry(
            application_id=application.pk,
            outcome=outcome,
            amount=amount if outcome == Outcome.RECOMMENDED else Decimal(0),
            reason=data["reason"],
            conditions=data["conditions"],
            feedback=data["feedback"],
            criteria=tuple(
                replace(one, text=data[f"criterion_{one.code}"]) for one in self.criteria
            ),
        )


def initial(line: Recommendation | None, application: Application) -> dict[str, Any]:
    """What the line says now; the amount asked for where none was set."""
    if line is None:
        return {"amount": application.requested}
    return {
        "outcome": line.outcome,
        "amount": line.amount or application.requested,
        "reason": line.reason,
        "conditions": line.conditions,
        "feedback": line.feedback,
    }


class OpenPanelForm(forms.Form):
    """Why the panel meets although sheets are missing."""

    reason = ParagraphsField(
        label=_("Why the panel meets now"),
        required=False,
        help_text=_("Only if score sheets are missing. They are taken back with this reason."),
        max_characters=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
