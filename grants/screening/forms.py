"""What officers type while an application is screened."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from grants.applications import lifecycle
from grants.applications.models import STATE_LABELS
from grants.programmes.forms.trilingual import TidyText
from grants.screening.models import Check, Finding, Rule
from portal.organisations.fields import check_printable

STATES = (
    lifecycle.SUBMITTED,
    lifecycle.CLARIFICATION,
    lifecycle.ELIGIBLE,
    lifecycle.INELIGIBLE,
    lifecycle.WITHDRAWN,
)
LATER = "later"


class QueueFilter(forms.Form):
    """What narrows the queue; it lives in the address of the page."""

    state = forms.ChoiceField(label=_("State"), required=False)
    q = forms.CharField(
        label=_("Reference, title or organisation"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search"}),
    )

    def __init__(self, *args: Any, **keywords: Any) -> None:
        super().__init__(*args, **keywords)
        known = [(state, STATE_LABELS[state]) for state in STATES]
        choices = [("", _("All")), *known, (LATER, _("Beyond screening"))]
        self.fields["state"].choices = choices  # type: ignore[attr-defined]  # a choice field


class ChecklistForm(forms.Form):
    """The finding for each rule, and why it is not met."""

    def __init__(self, *args: Any, checks: Mapping[str, Check], **keywords: Any) -> None:
        super().__init__(*args, **keywords)
        for rule, label in Rule.choices:
            check = checks.get(rule)
            self.fields[rule] = forms.ChoiceField(
                label=label,
                choices=Finding.choices,
                required=False,
                widget=forms.RadioSelect,
                initial=check.finding if check else None,
            )
            self.fields[f"{rule}_reason"] = TidyText(
                validators=[check_printable],
                label=_("Reason, if it is not met"),
                max_characters=1000,
                required=False,
                widget=forms.Textarea(attrs={"rows": 2}),
                initial=check.reason if check else "",
            )

    def rows(self) -> list[tuple[Any, Any]]:
        """Each rule's two inputs."""
        return [(self[rule], self[f"{rule}_reason"]) for rule in Rule.values]

    def clean(self) -> dict[str, Any]:
        """Ask for the reason where a rule is not met, and for the finding where one is written."""
        cleaned = super().clean() or {}
        for rule in Rule.values:
            finding, reason = cleaned.get(rule), cleaned.get(f"{rule}_reason")
            if finding == Finding.NOT_MET and reason == "":
                self.add_error(
                    f"{rule}_reason",
                    _("Give the reason why this is not met: %(rule)s.")
                    % {"rule": Rule(rule).label},
                )
        return cleaned

    def findings(self) -> dict[str, tuple[str, str]]:
        """The rules with a finding, as ``operations.record_checks`` takes them."""
        return {
            rule: (self.cleaned_data[rule], self.cleaned_data[f"{rule}_reason"])
            for rule in Rule.values
            if self.cleaned_data[rule]
        }


class DecisionForm(forms.Form):
    """The outcome that the checklist leads to, and the reason that will stand in the letter.

    ``outcome`` is what the page showed, so a page older than the checklist cannot decide.
    """

    outcome = forms.ChoiceField(
        choices=[("eligible", _("Eligible")), ("ineligible", _("Not eligible"))],
        widget=forms.HiddenInput,
    )
    reason = TidyText(
        validators=[check_printable],
        label=_("Reason"),
        max_characters=3000,
        required=False,
        widget=forms.Textarea(),
    )

    def __init__(self, *args: Any, is_eligible: bool, **keywords: Any) -> None:
        super().__init__(*args, **keywords)
        reason = self.fields["reason"]
        reason.required = not is_eligible
        if is_eligible:
            reason.label = _("Note (optional)")
            reason.help_text = _("For the file of the application; applicants do not see it.")
        else:
            reason.help_text = _("It will stand in the letter to the applicant, word for word.")
            reason.error_messages["required"] = _("Give the reason: it will stand in the letter.")
