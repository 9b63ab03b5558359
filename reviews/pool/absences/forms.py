"""From when to when an assessor is away."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.organisations.fields import LineField
from portal.ui.fields import DateField


class AbsenceForm(forms.Form):
    """Two days, and a reason for whoever wants to give one."""

    starts_on = DateField(label=_("First day away"))
    ends_on = DateField(label=_("Last day away"))
    reason = LineField(
        label=_("Reason (optional)"),
        help_text=_("Programme officers read it, nobody else."),
        max_length=150,
        required=False,
    )


class OfficersAbsenceForm(AbsenceForm):
    """The same, of an assessor."""

    def __init__(self, *arguments: Any, **keywords: Any) -> None:
        super().__init__(*arguments, **keywords)
        self.fields["reason"].help_text = _("The assessor and all programme officers read it.")
