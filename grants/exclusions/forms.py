"""The form that names somebody and says why."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from grants.exclusions.models import ExcludedKind
from portal.organisations.fields import LineField, ParagraphsField


class AskForm(forms.Form):
    """Whom, and why."""

    kind = forms.ChoiceField(
        label=_("Whom do you mean?"), choices=ExcludedKind.choices, widget=forms.RadioSelect
    )
    name = LineField(
        label=_("Name"),
        help_text=_("The full name, as the person or body writes it, in English or Chinese."),
        max_length=200,
    )
    reason = ParagraphsField(
        label=_("Reason"),
        help_text=_("For example: a competitor, a dispute, a former employee."),
        max_characters=1000,
    )
