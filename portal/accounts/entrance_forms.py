"""django-allauth's forms in the portal's words: no placeholders, labels and hints of our own."""

from __future__ import annotations

from typing import Any, ClassVar

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from django import forms
from django.utils.translation import gettext_lazy as _

EMAIL = _("E-mail address")
PASSWORD = _("Password")
NEW_PASSWORD = _("New password")
PASSWORD_HINT = _("At least 12 characters. Several words in a row are easy to remember.")
CODE = _("Six-digit code")
CODE_HINT = _(
    "Your authenticator app shows a new code every 30 seconds. A recovery code works too."
)

Words = dict[str, tuple[Any, Any]]


class Plain:
    """Sets label and hint of each field named in ``words`` and takes placeholders away."""

    words: ClassVar[Words] = {}
    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **keywords: Any) -> None:
        super().__init__(*args, **keywords)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            if name in self.words:
                field.label, field.help_text = self.words[name]


class LoginForm(Plain, account.LoginForm):  # type: ignore[misc]  # allauth ships no types
    """E-mail address and password."""

    words: ClassVar[Words] = {"login": (EMAIL, ""), "password": (PASSWORD, "")}


class SignupForm(Plain, account.SignupForm):  # type: ignore[misc]  # allauth ships no types
    """Name, e-mail address and password; the same answer whether the address is known or not."""

    words: ClassVar[Words] = {
        "email": (EMAIL, _("We send a link to it, to see that it is yours.")),
        "password1": (PASSWORD, PASSWORD_HINT),
    }
    field_order = ("name", "email", "password1")


class AddEmailForm(Plain, account.AddEmailForm):  # type: ignore[misc]  # allauth ships no types
    """The address to change to."""

    words: ClassVar[Words] = {
        "email": (_("New e-mail address"), _("We send a link to it. The change is made then."))
    }


class ChangePasswordForm(Plain, account.ChangePasswordForm):  # type: ignore[misc]  # no types
    """The old password and the new one, twice."""

    words: ClassVar[Words] = {
        "oldpassword": (_("Current password"), ""),
        "password1": (NEW_PASSWORD, PASSWORD_HINT),
        "password2": (_("New password, again"), ""),
    }


class SetPasswordForm(Plain, account.SetPasswordForm):  # type: ignore[misc]  # allauth: no types
    """A first password for somebody who signs in with a passkey."""

    words: ClassVar[Words] = {
        "password1": (NEW_PASSWORD, PASSWORD_HINT),
        "password2": (_("New password, again"), ""),
    }


class ResetPasswordForm(Plain, account.ResetPasswordForm):  # type: ignore[misc]  # no types
    """Where to send the link to."""

    words: ClassVar[Words] = {"email": (EMAIL, "")}


class ResetPasswordKeyForm(Plain, account.ResetPasswordKeyForm):  # type: ignore[misc]  # no types
    """The new password, twice."""

    words: ClassVar[Words] = SetPasswordForm.words


class ReauthenticateForm(Plain, account.ReauthenticateForm):  # type: ignore[misc]  # no types
    """The password, again."""

    words: ClassVar[Words] = {"password": (PASSWORD, "")}


class AuthenticateForm(Plain, mfa.AuthenticateForm):  # type: ignore[misc]  # allauth: no types
    """The code of the authenticator app, or a recovery code."""

    words: ClassVar[Words] = {"code": (CODE, CODE_HINT)}


class ReauthenticateCodeForm(Plain, mfa.ReauthenticateForm):  # type: ignore[misc]  # no types
    """The code, again."""

    words: ClassVar[Words] = {"code": (CODE, CODE_HINT)}


class ActivateTOTPForm(Plain, totp.ActivateTOTPForm):  # type: ignore[misc]  # allauth: no types
    """The first code, which shows that the app has the secret."""

    words: ClassVar[Words] = {"code": (CODE, _("Enter the code that the app shows now."))}
