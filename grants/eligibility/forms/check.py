"""The check a visitor fills in: one question for each rule of the call."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from grants.eligibility.models import EligibilityRule
from grants.eligibility.outcomes import Answers


class CheckForm(forms.Form):
    """Every rule as radio buttons, none of them chosen before."""

    use_required_attribute = False

    def __init__(
        self,
        *args: Any,
        eligibility_rules: Sequence[EligibilityRule],
        answers: Answers,
        **keywords: Any,
    ) -> None:
        super().__init__(*args, **keywords)
        self.eligibility_rules = eligibility_rules
        for rule in eligibility_rules:
            self.fields[field_name(rule)] = forms.ChoiceField(
                label=str(rule.question),
                help_text=str(rule.help),
                choices=[(choice.code, str(choice.label)) for choice in rule.choices()],
                initial=answers.get(rule.code),
                widget=forms.RadioSelect,
                error_messages={
                    "required": _("Choose an answer."),
                    "invalid_choice": _("Choose one of the answers shown."),
                },
            )

    def answers(self) -> dict[str, str]:
        """The codes of the answers by the code of their rule."""
        return {rule.code: self.cleaned_data[field_name(rule)] for rule in self.eligibility_rules}


def field_name(rule: EligibilityRule) -> str:
    """The field of a rule: its code must not clash with an attribute of the form."""
    return f"rule_{rule.code}"
