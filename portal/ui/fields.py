"""Form fields to use instead of Django's own where people need more help."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from decimal import Decimal
from pathlib import PurePath
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from portal.ui.counting import count_characters, normalise_newlines
from portal.ui.formats import file_size, hkd
from portal.ui.widgets import (
    LOST_UPLOAD,
    DateInput,
    DateTimeInput,
    MoneyInput,
    UploadInput,
)

DATE_FORMATS = ("%Y-%m-%d", "%d/%m/%Y", "%d %B %Y", "%d %b %Y")
DATE_TIME_FORMATS = ("%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%d/%m/%Y %H:%M")


class LongTextField(forms.CharField):
    """Several lines of text with a limit that is counted as the page counts it.

    The browser is not told the limit, so nothing pasted is cut off silently.
    """

    widget = forms.Textarea

    def __init__(self, *, max_characters: int, **keywords: Any) -> None:
        self.max_characters = max_characters
        super().__init__(**keywords)

    def to_python(self, value: Any) -> str | None:
        """The text with plain line ends."""
        return super().to_python(normalise_newlines(value) if isinstance(value, str) else value)

    def validate(self, value: Any) -> None:
        """Refuse what is longer than the limit and say by how much."""
        super().validate(value)
        surplus = count_characters(value or "") - self.max_characters
        if surplus > 0:
            raise ValidationError(
                _("Use %(limit)s characters or fewer: this is %(surplus)s too many."),
                code="too_long",
                params={"limit": f"{self.max_characters:,}", "surplus": f"{surplus:,}"},
            )

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """The limit for the counter; a text area of a height that suits it."""
        rows = 3 if self.max_characters <= 300 else 6 if self.max_characters <= 1500 else 10
        attributes = {"data-counter": str(self.max_characters)}
        if isinstance(widget, forms.Textarea) and widget.attrs.get("rows") == "10":
            attributes["rows"] = str(rows)
        return {**super().widget_attrs(widget), **attributes}


class MoneyField(forms.DecimalField):
    """An amount in HKD with two decimals, as people write it: ``HK$ 300,000`` is 300000.00."""

    widget = MoneyInput
    default_error_messages = {
        "invalid": _("Enter an amount in Hong Kong dollars, like 300,000."),
        "max_decimal_places": _("Enter dollars and cents, with two decimals at most."),
    }

    def __init__(
        self,
        *,
        min_value: Decimal | int = 0,
        max_value: Decimal | int | None = None,
        **keywords: Any,
    ) -> None:
        keywords.setdefault("max_digits", 12)
        super().__init__(decimal_places=2, **keywords)
        self.least, self.most = min_value, max_value

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override] # stubs say int
        """The amount; currency, grouping and full-width digits are understood."""
        return super().to_python(_bare_number(value) if isinstance(value, str) else value)

    def validate(self, value: Any) -> None:
        """Refuse what is below or above the limits, and name the limit."""
        super().validate(value)
        if value is None:
            return
        if value < self.least:
            raise ValidationError(
                _("Enter %(limit)s or more."), code="min_value", params={"limit": hkd(self.least)}
            )
        if self.most is not None and value > self.most:
            raise ValidationError(
                _("Enter %(limit)s or less."), code="max_value", params={"limit": hkd(self.most)}
            )

    def clean(self, value: Any) -> Any:
        """The amount with exactly two decimals."""
        amount = super().clean(value)
        return None if amount is None else amount.quantize(Decimal("0.01"))

    def prepare_value(self, value: Any) -> Any:
        """Grouped digits, so that a zero too many is seen; what was typed stays as typed."""
        return hkd(value).removeprefix("HK$") if isinstance(value, Decimal | int) else value


def _bare_number(written: str) -> str:
    """The digits of an amount without currency, spaces and grouping."""
    plain = unicodedata.normalize("NFKC", written).upper()
    for mark in ("HKD", "HK$", "$", ",", " "):
        plain = plain.replace(mark, "")
    return plain.strip()


class DateField(forms.DateField):
    """A day, by the browser's date input or typed as 31/12/2025."""

    widget = DateInput

    def __init__(self, **keywords: Any) -> None:
        super().__init__(input_formats=DATE_FORMATS, **keywords)


class DateTimeField(forms.DateTimeField):
    """An instant on Hong Kong's clock; the hint says so unless another is given."""

    widget = DateTimeInput

    def __init__(self, **keywords: Any) -> None:
        keywords.setdefault("help_text", _("Hong Kong time (HKT)"))
        super().__init__(input_formats=DATE_TIME_FORMATS, **keywords)


class UploadField(forms.FileField):
    """A file of one of the ``accept`` endings, no larger than ``max_bytes``.

    It comes with the form, or ahead of it in pieces (``portal.documents``). Ending and size are
    all that is looked at here; what the file truly holds is examined where it is stored.
    """

    widget = UploadInput

    def __init__(self, *, accept: Sequence[str], max_bytes: int, **keywords: Any) -> None:
        self.accept = tuple(ending.lower() for ending in accept)
        self.max_bytes = max_bytes
        self.kinds = ", ".join(ending.lstrip(".").upper() for ending in self.accept)
        keywords.setdefault(
            "help_text",
            format_lazy(
                _("{kinds}, at most {limit}"), kinds=self.kinds, limit=file_size(max_bytes)
            ),
        )
        super().__init__(**keywords)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """The endings, so that the browser offers fitting files first; and the limit."""
        if isinstance(widget, UploadInput):
            widget.max_bytes = self.max_bytes
        return {**super().widget_attrs(widget), "accept": ",".join(self.accept)}

    def bound_data(self, data: Any, initial: Any) -> Any:
        """What has arrived, for the page to show; a file of the form cannot be sent back."""
        return data if getattr(data, "upload_id", None) else super().bound_data(data, initial)

    def clean(self, data: Any, initial: Any = None) -> Any:
        """The file; one that is refused does not keep its place on the page."""
        try:
            return super().clean(data, initial)
        except ValidationError:
            if hasattr(data, "upload_id"):
                data.upload_id = None
            raise

    def to_python(self, data: Any) -> File[Any] | None:
        """The file, once its ending and its size are in order."""
        if data is LOST_UPLOAD:
            raise ValidationError(
                _("What you uploaded is no longer here. Choose the file again."), code="lost"
            )
        upload = super().to_python(data)
        if upload is None:
            return None
        if PurePath(upload.name or "").suffix.lower() not in self.accept:
            raise ValidationError(
                _("Choose a file of this kind: %(kinds)s."),
                code="kind",
                params={"kinds": self.kinds},
            )
        if (upload.size or 0) > self.max_bytes:
            raise ValidationError(
                _("Choose a file of at most %(limit)s: this one has %(size)s."),
                code="size",
                params={"limit": file_size(self.max_bytes), "size": file_size(upload.size)},
            )
        return upload
