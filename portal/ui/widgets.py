"""Inputs that Django's own do not give: native dates, money with its currency."""

from __future__ import annotations

from typing import Any

from django import forms


class MoneyInput(forms.TextInput):
    """A text input with ``HK$`` before it; numeric keyboard on a telephone."""

    template_name = "components/widgets/money.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs={"inputmode": "decimal", "autocomplete": "off", **(attrs or {})})


class DateInput(forms.DateInput):
    """The browser's own date input; a text input where the browser has none."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs=attrs, format="%Y-%m-%d")


class DateTimeInput(forms.DateTimeInput):
    """The browser's own date and time input, in Hong Kong time."""

    input_type = "datetime-local"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs=attrs, format="%Y-%m-%dT%H:%M")
