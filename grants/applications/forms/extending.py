"""What officers type when they give more time."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.organisations.fields import LineField, ParagraphsField
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


class FindOrganisationForm(forms.Form):
    """Words of a name, or a number: who is to have more time."""

    use_required_attribute = False

    organisation = LineField(
        label=_("Name or business registration number"),
        min_length=2,
        max_length=100,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20", "autocomplete": "off"}),
    )


class ExtendForForm(forms.Form):
    """The time of one organisation, and why."""

    use_required_attribute = False

    until = DateTimeField(
        label=_("Until"),
        help_text=_("Hong Kong time (HKT): a submission at this very minute is late"),
    )
    reason = ParagraphsField(
        label=_("Reason"),
        max_characters=500,
        help_text=_("The organisation reads it; it stands in the audit log."),
    )
