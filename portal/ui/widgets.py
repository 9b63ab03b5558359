"""Inputs that Django's own do not give: native dates, money with its currency."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.base import ContentFile

UPLOAD_SUFFIX = "-upload"
"""A field ``x`` sends the number of an upload that has arrived as ``x-upload``."""

LOST_UPLOAD = ContentFile(b"", name="lost")
"""Stands for an upload that is not here any more, or never was the person's."""


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


class UploadInput(forms.FileInput):
    """A file input that sends large files ahead in pieces; without scripts a plain one.

    What has arrived keeps its place when the form comes back with an error.
    """

    template_name = "components/widgets/upload.html"

    def __init__(self, attrs: dict[str, Any] | None = None, *, max_bytes: int = 0) -> None:
        super().__init__(attrs)
        self.max_bytes = max_bytes

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Django's, with what has arrived and the limit."""
        context = super().get_context(name, value, attrs)
        context["widget"] |= {
            "arrived": value if getattr(value, "upload_id", None) else None,
            "upload_name": f"{name}{UPLOAD_SUFFIX}",
            "max_bytes": self.max_bytes,
        }
        return context
