"""Forms of accounts. django-allauth imports this module, so it must not import allauth's forms."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from portal.accounts import scopes
from portal.accounts.models import Role, User
from portal.accounts.names import tidied_name, validate_name
from portal.core import telephones
from portal.ui.fields import DateField, LongTextField


class NameField(forms.CharField):
    """A person's name, tidied and free of addresses."""

    def __init__(self, **keywords: Any) -> None:
        super().__init__(**keywords)
        self.validators.append(validate_name)

    def to_python(self, value: Any) -> str | None:
        """The name with single spaces, composed."""
        return tidied_name(super().to_python(value) or "")


class SignupForm(forms.Form):
    """What allauth asks on sign-up beside e-mail and password."""

    name = NameField(
        label=_("Full name"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )

    def signup(self, _request: Any, user: User) -> None:
        """Keep the name, and the page's language for messages, with the new account."""
        user.name, user.language = self.cleaned_data["name"], get_language() or "en"
        user.save(update_fields=["name", "language"])


class ProfileForm(forms.ModelForm[User]):
    """What a person says about themselves."""

    name = NameField(
        label=_("Full name"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    name_zh = NameField(label=_("Full name in Chinese (optional)"), max_length=80, required=False)
    phone = forms.CharField(
        label=_("Telephone (optional)"),
        required=False,
        max_length=40,
        help_text=_("Eight digits for Hong Kong, or with the country code, like +44 20 7946 0000."),
        widget=forms.TextInput(
            attrs={"type": "tel", "autocomplete": "tel", "class": "govuk-input--width-20"}
        ),
    )
    language = forms.ChoiceField(
        label=_("Language of messages"),
        choices=settings.LANGUAGES,
        widget=forms.RadioSelect,
        help_text=_("E-mails and letters to you come in this language."),
    )

    class Meta:
        model = User
        fields = ("name", "name_zh", "phone", "language")

    def clean_phone(self) -> str:
        """The number in one form, however it was written."""
        written: str = self.cleaned_data["phone"]
        if not written.strip():
            return ""
        try:
            return telephones.tidied(written)
        except ValueError as error:
            raise ValidationError(
                _("Enter a telephone number, like 2345 6789 or +44 20 7946 0000.")
            ) from error


class PeopleFilterForm(forms.Form):
    """Filters of the list of people; they live in the address."""

    words = forms.CharField(label=_("Name or e-mail address"), required=False, max_length=200)
    role = forms.ChoiceField(
        label=_("Role"), required=False, choices=[("", _("Any role")), *Role.choices]
    )
    state = forms.ChoiceField(
        label=_("Account"),
        required=False,
        choices=[("", _("Any")), ("open", _("Open")), ("closed", _("Closed"))],
    )


class ReasonForm(forms.Form):
    """Why something is done to somebody else's account."""

    reason = LongTextField(label=_("Reason"), max_characters=500)


class GiveRoleForm(ReasonForm):
    """A role with its call, its end and the reason."""

    role = forms.ChoiceField(label=_("Role"), choices=Role.choices, widget=forms.RadioSelect)
    scope = forms.ChoiceField(
        label=_("Call"),
        required=False,
        help_text=_("The person holds the role for this call alone, or for every call."),
    )
    ends_on = DateField(
        label=_("Last day"), help_text=_("The role lapses after this day, two years away at most.")
    )
    field_order = ("role", "scope", "ends_on", "reason")

    def __init__(self, *args: Any, **keywords: Any) -> None:
        super().__init__(*args, **keywords)
        field = self.fields["scope"]
        field.choices = [("", _("All calls")), *scopes.available()]  # type: ignore[attr-defined]  # a choice field

    @property
    def ends_at(self) -> datetime:
        """The first instant after the last day, in Hong Kong."""
        following = self.cleaned_data["ends_on"] + timedelta(days=1)
        return timezone.make_aware(datetime.combine(following, time.min))


class CloseOwnAccountForm(forms.Form):
    """The tick that nobody gives by accident."""

    use_required_attribute = False

    sure = forms.BooleanField(
        label=_("I have read what this means and want to close my account"),
        error_messages={"required": _("Tick the box if you want to close your account.")},
    )
