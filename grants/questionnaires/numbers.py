"""Plain numbers as people write them, with limits that are told."""

from __future__ import annotations

import unicodedata
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

HIGHEST_AMOUNT = 999_999_999_999
DIGITS = 16


class NumberField(forms.DecimalField):
    """A number with at most ``decimals`` places: ``1,250`` and full-width digits are understood."""

    default_error_messages = {
        "invalid": _("Enter a number in digits, like 1250."),
        "max_digits": _("This number is too large."),
        "max_whole_digits": _("This number is too large."),
    }

    def __init__(
        self,
        *,
        decimals: int = 0,
        least: Decimal | None = None,
        most: Decimal | None = None,
        **keywords: Any,
    ) -> None:
        whole = _("Enter a whole number, without decimals.")
        places = _("Enter at most %(max)s decimals.")
        messages = {"max_decimal_places": places if decimals else whole}
        widget = forms.TextInput(
            attrs={"inputmode": "decimal", "class": "govuk-input--width-10", "autocomplete": "off"}
        )
        super().__init__(
            max_digits=DIGITS + decimals,
            decimal_places=decimals,
            widget=widget,
            error_messages=messages,
            **keywords,
        )
        self.least, self.most = least, most

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override] # stubs say int
        """The number without grouping."""
        if isinstance(value, str):
            value = unicodedata.normalize("NFKC", value).replace(",", "").replace(" ", "")
        return super().to_python(value)

    def validate(self, value: Any) -> None:
        """Refuse what is below or above the limits, and name the limit."""
        super().validate(value)
        if value is None:
            return
        if self.least is not None and value < self.least:
            raise ValidationError(
                _("Enter %(limit)s or more."), code="least", params={"limit": grouped(self.least)}
            )
        if self.most is not None and value > self.most:
            raise ValidationError(
                _("Enter %(limit)s or less."), code="most", params={"limit": grouped(self.most)}
            )

    def prepare_value(self, value: Any) -> Any:
        """Without an exponent; what was typed stays as typed."""
        return grouped(value) if isinstance(value, Decimal) else value


def grouped(number: Decimal) -> str:
    """A number with grouped digits and no zeros that say nothing: ``1,250.5``."""
    text = f"{number:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
