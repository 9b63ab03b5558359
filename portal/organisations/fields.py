"""Form fields for names, numbers and texts: tidied as people mean them, checked against the font.

A name is checked when it is typed: a letter must be able to show each of its characters.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from portal.core.text import is_writable, tidy_text
from portal.organisations.registration import is_well_formed, tidy_number
from portal.organisations.telephones import tidy_telephone
from portal.pdf.glyphs import missing_characters
from portal.ui.counting import normalise_newlines
from portal.ui.fields import LongTextField


def check_writable(text: str) -> None:
    """Refuse what neither a page nor the database can hold (requirement IN-01)."""
    if not is_writable(text):
        raise ValidationError(
            _("This text holds characters that cannot be shown. Type it again."), code="unwritable"
        )


def check_printable(text: str) -> None:
    """Refuse characters that no letter can show, and name them."""
    missing = missing_characters(text)
    if missing:
        raise ValidationError(
            _("Letters cannot show these characters: %(characters)s. Leave them out."),
            code="unprintable",
            params={"characters": " ".join(missing[:10])},
        )


class LineField(forms.CharField):
    """One line of text: NFC, no hidden controls, single spaces (requirement IN-02)."""

    default_validators = [check_writable]

    def to_python(self, value: Any) -> str | None:
        """The tidied line; what cannot be written is left for the validator to refuse."""
        text = super().to_python(value)
        return " ".join(tidy_text(text).split()) if text else text


class NameField(LineField):
    """A name or title that appears in letters."""

    default_validators = [check_writable, check_printable]


class ParagraphsField(LongTextField):
    """Several lines of text, tidied like :class:`LineField`; its line ends stay."""

    default_validators = [check_writable]

    def to_python(self, value: Any) -> str | None:
        """The tidied text with plain line ends."""
        text = super().to_python(value)
        return tidy_text(normalise_newlines(text)) if text else text


class RegistrationNumberField(LineField):
    """A business registration number; a whole certificate number is cut to its first eight."""

    default_error_messages = {
        "malformed": _("Enter 8 digits, or a letter and 7 digits, like 12345678 or C0012345."),
    }

    def to_python(self, value: Any) -> str | None:
        """The number in eight characters."""
        text = super().to_python(value)
        return tidy_number(text) if text else text

    def validate(self, value: Any) -> None:
        """Refuse what has not the form of a number; its check digit is another matter."""
        super().validate(value)
        if value and not is_well_formed(value):
            raise ValidationError(self.error_messages["malformed"], code="malformed")


class TelephoneField(LineField):
    """A telephone number, kept as +85221234567."""

    widget = forms.TextInput
    default_error_messages = {
        "malformed": _("Enter 8 digits that start with 2 to 9, or a number that starts with +."),
    }

    def __init__(self, **keywords: Any) -> None:
        keywords.setdefault(
            "widget", forms.TextInput(attrs={"type": "tel", "class": "govuk-input--width-20"})
        )
        super().__init__(max_length=40, **keywords)

    def clean(self, value: Any) -> str:
        """The number in its international form; empty stays empty."""
        written: str = super().clean(value)
        tidied = tidy_telephone(written) if written else ""
        if tidied is None:
            raise ValidationError(self.error_messages["malformed"], code="malformed")
        return tidied
