"""The forms of an organisation and its people."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from portal.documents.checks import LARGEST_FILE
from portal.organisations.fields import (
    LineField,
    NameField,
    ParagraphsField,
    RegistrationNumberField,
    TelephoneField,
)
from portal.organisations.models import MemberRole, Organisation, OrganisationType
from portal.organisations.operations import REVISABLE
from portal.organisations.places import district_choices, region_of
from portal.organisations.registration import has_odd_check_digit
from portal.organisations.telephones import spoken
from portal.ui.fields import DateField, LongTextField, UploadField

CONFIRM = "number_is_right"

WHAT_ROLES_DO = {
    MemberRole.OWNER: _("Owner: writes, submits, and decides who is a member"),
    MemberRole.EDITOR: _("Editor: writes and submits applications"),
    MemberRole.VIEWER: _("Viewer: reads and changes nothing"),
}
INVITED_ROLES = [(role, WHAT_ROLES_DO[role]) for role in (MemberRole.EDITOR, MemberRole.VIEWER)]
ALL_ROLES = list(WHAT_ROLES_DO.items())


class OrganisationForm(forms.Form):
    """What an organisation says about itself.

    An unusual check digit is told once; the box that then appears saves the number as it is.
    """

    use_required_attribute = False
    marks_optional = True

    registration_number = RegistrationNumberField(
        label=_("Business registration number"),
        help_text=_("The first 8 characters of the certificate number. You can paste all of it."),
        max_length=60,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20", "autocomplete": "off"}),
    )
    number_is_right = forms.BooleanField(
        label=_("The number is right: save it anyway"), required=False
    )
    name = NameField(
        label=_("Name in English"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    name_zh = NameField(label=_("Name in Chinese"), max_length=100, required=False)
    type = forms.ChoiceField(
        label=_("Kind of organisation"), choices=OrganisationType.choices, widget=forms.RadioSelect
    )
    incorporated_on = DateField(label=_("Date of incorporation"), required=False)
    address_unit = LineField(label=_("Floor and unit"), max_length=60, required=False)
    address_building = LineField(label=_("Building"), max_length=120, required=False)
    address_street = LineField(
        label=_("Street and number"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "street-address"}),
    )
    address_district = forms.ChoiceField(label=_("District"), choices=district_choices)
    address_zh = NameField(label=_("Address in Chinese"), max_length=200, required=False)
    phone = TelephoneField(
        label=_("Telephone"),
        help_text=_("8 digits for a Hong Kong number, or any number with + and the country code."),
    )
    website = forms.URLField(
        label=_("Website"), max_length=200, required=False, assume_scheme="https"
    )
    employees = forms.IntegerField(
        label=_("Number of employees in Hong Kong"),
        min_value=0,
        max_value=1_000_000,
        required=False,
    )

    def __init__(
        self, *args: Any, organisation: Organisation | None = None, **keywords: Any
    ) -> None:
        self.organisation = organisation
        if organisation is not None:
            initial = {name: getattr(organisation, name) for name in REVISABLE}
            initial["phone"] = spoken(organisation.phone)
            keywords["initial"] = {**initial, **keywords.get("initial", {})}
        super().__init__(*args, **keywords)
        self._keep_unknown_district()
        if not self._asks_to_confirm():
            self.fields[CONFIRM].widget = forms.HiddenInput()

    def _keep_unknown_district(self) -> None:
        """A district written before the list existed stays choosable."""
        written = self.organisation.address_district if self.organisation else ""
        field = self.fields["address_district"]
        if written and not region_of(written) and isinstance(field, forms.ChoiceField):
            field.choices = [*district_choices(), (written, written)]

    def _asks_to_confirm(self) -> bool:
        """Whether the number that was posted has an unusual check digit and is new."""
        if not self.is_bound:
            return False
        posted = self.data.get(self.add_prefix("registration_number"), "")
        number = self.fields["registration_number"].to_python(posted) or ""
        known = self.organisation.registration_number if self.organisation else ""
        return len(number) == 8 and number != known and has_odd_check_digit(number)

    def clean(self) -> dict[str, Any]:
        """Tell an unusual check digit, unless the person has said that the number is right."""
        cleaned = super().clean() or {}
        if "registration_number" in cleaned and self._asks_to_confirm() and not cleaned[CONFIRM]:
            self.add_error(
                CONFIRM,
                _(
                    "The last digit of the registration number is unusual. Compare it with your "
                    "certificate. If it is right, tick the box and save again."
                ),
            )
        return cleaned

    def details(self) -> dict[str, Any]:
        """The cleaned values as ``operations.register`` takes them; the region follows."""
        details = {name: self.cleaned_data[name] for name in REVISABLE if name in self.cleaned_data}
        district = details.get("address_district", "")
        return {**details, "address_region": region_of(district)}


class InviteForm(forms.Form):
    """Whom to invite, as what, and in which language to write to somebody who is new."""

    use_required_attribute = False

    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        help_text=_("The link works for seven days, once, and for this address alone."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    role = forms.ChoiceField(label=_("Role"), choices=INVITED_ROLES, widget=forms.RadioSelect)
    language = forms.ChoiceField(
        label=_("Language of the message"),
        choices=settings.LANGUAGES,
        help_text=_("Somebody who has an account gets it in the language they chose."),
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, **keywords: Any) -> None:
        initial = {"role": MemberRole.EDITOR, "language": get_language() or "en"}
        keywords["initial"] = {**initial, **keywords.get("initial", {})}
        super().__init__(*args, **keywords)


class MemberRoleForm(forms.Form):
    """What a member may do from now on."""

    use_required_attribute = False

    role = forms.ChoiceField(label=_("Role"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, is_owner: bool, **keywords: Any) -> None:
        super().__init__(*args, **keywords)
        choices = ALL_ROLES if is_owner else INVITED_ROLES
        self.fields["role"].choices = choices  # type: ignore[attr-defined]  # it is a choice field


class HandoverForm(forms.Form):
    """What the owner who passes ownership on will be."""

    use_required_attribute = False

    giver_becomes = forms.ChoiceField(
        label=_("Your own role afterwards"), choices=ALL_ROLES, widget=forms.RadioSelect
    )


class AskTogetherForm(forms.Form):
    """Why two registrations under one number are one organisation."""

    use_required_attribute = False
    marks_optional = True

    statement = ParagraphsField(
        label=_("What should the programme office know?"),
        max_characters=1000,
        help_text=_("For example who in your organisation may have registered it before."),
    )
    certificate = UploadField(
        label=_("Business registration certificate"),
        accept=(".pdf",),
        max_bytes=LARGEST_FILE,
        required=False,
    )


class SettleForm(forms.Form):
    """What an officer does with two registrations under one number."""

    use_required_attribute = False

    decision = forms.ChoiceField(
        label=_("Decision"),
        choices=[
            ("first", _("Bring them together: the earlier registration stays")),
            ("second", _("Bring them together: the later registration stays")),
            ("apart", _("Keep them apart")),
        ],
        widget=forms.RadioSelect,
    )
    role = forms.ChoiceField(
        label=_("Role of the members who join"),
        help_text=_("Counts when both are brought together. An owner can change it afterwards."),
        choices=INVITED_ROLES,
        initial=MemberRole.EDITOR,
        widget=forms.RadioSelect,
    )
    reason = LongTextField(
        label=_("Reason"),
        max_characters=1000,
        help_text=_("The people concerned read it. Do not name the other side in it."),
    )
