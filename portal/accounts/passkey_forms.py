"""Forms that take a passkey's answer: whatever is posted instead of one is told, never an error.

django-allauth and the FIDO library raise various built-in exceptions on answers that no device
would give (requirement IN-01).
"""

from __future__ import annotations

import struct
from typing import Any, ClassVar

from allauth.mfa.adapter import get_adapter
from allauth.mfa.webauthn import forms as webauthn
from django.utils.translation import gettext_lazy as _

from portal.accounts.entrance_forms import Plain, Words

NONSENSE = (AttributeError, IndexError, KeyError, TypeError, ValueError, struct.error)
KEY_NAME = _("Name of the passkey")
KEY_HINT = _("So that you can tell your keys apart, like “Work laptop”.")


class AddWebAuthnForm(Plain, webauthn.AddWebAuthnForm):  # type: ignore[misc]  # no types
    """A new passkey: its name, and whether it replaces the password."""

    words: ClassVar[Words] = {
        "name": (KEY_NAME, KEY_HINT),
        "passwordless": (
            _("Sign in with this passkey alone"),
            _("Without password. The device then asks for your finger, face or PIN."),
        ),
    }

    def clean(self) -> dict[str, Any]:
        """The answer of the device, checked."""
        try:
            checked: dict[str, Any] = super().clean()
        except NONSENSE as error:
            raise get_adapter().validation_error("incorrect_code") from error
        return checked


class EditWebAuthnForm(Plain, webauthn.EditWebAuthnForm):  # type: ignore[misc]  # no types
    """Another name for a passkey."""

    words: ClassVar[Words] = {"name": (KEY_NAME, KEY_HINT)}


class TakesAnswer:
    """Checks the answer of a device and refuses what is none."""

    def clean_credential(self) -> Any:
        """The passkey that answered."""
        try:
            return super().clean_credential()  # type: ignore[misc]  # of the form beside it
        except NONSENSE as error:
            raise get_adapter().validation_error("incorrect_code") from error


class AuthenticateWebAuthnForm(TakesAnswer, webauthn.AuthenticateWebAuthnForm):  # type: ignore[misc]  # no types
    """A passkey as second factor."""


class ReauthenticateWebAuthnForm(TakesAnswer, webauthn.ReauthenticateWebAuthnForm):  # type: ignore[misc]  # no types
    """A passkey, again."""


class LoginWebAuthnForm(TakesAnswer, webauthn.LoginWebAuthnForm):  # type: ignore[misc]  # no types
    """A passkey alone."""
