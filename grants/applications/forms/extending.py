"""What officers type when they give more time."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from portal.organisations.fields import ParagraphsField, RegistrationNumberField
from portal.organisations.models import Organisation
from portal.organisations.queries import registered_under
from portal.ui.fields import DateTimeField


class ExtendCallForm(forms.Form):
    """The new closing time for everybody, and why."""

    use_required_attribute = False

    until = DateTimeField(
        label=_("New closing time"),
        help_text=_("Hong Kong time (HKT): a submission at this very minute is late"),
    )
    reason = ParagraphsField(
        label=_("Reason"),
        max_characters=500,
        help_text=_("Everybody reads it beside the new time. In English and Chinese, if you can."),
    )


class ExtendForForm(forms.Form):
    """One organisation, its time, and why."""

    use_required_attribute = False

    registration_number = RegistrationNumberField(
        label=_("Business registration number"),
        max_length=60,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20", "autocomplete": "off"}),
    )
    until = DateTimeField(label=_("Until"))
    reason = ParagraphsField(
        label=_("Reason"),
        max_characters=500,
        help_text=_("The organisation reads it; it stands in the audit log."),
    )

    def clean_registration_number(self) -> Organisation:
        """The organisation with this number."""
        found: Organisation | None = registered_under(self.cleaned_data["registration_number"])
        if found is None:
            raise ValidationError(_("No organisation is registered under this number."))
        return found

    def terms(self) -> dict[str, Any]:
        """The values for ``extending.extend_for``."""
        return {
            "organisation_id": self.cleaned_data["registration_number"].pk,
            "until": self.cleaned_data["until"],
            "reason": self.cleaned_data["reason"],
        }
