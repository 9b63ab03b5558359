"""What an administrator types about a day."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.core.text import is_writable, tidy_text
from portal.ui.fields import DateField


class ReasonLine(forms.CharField):
    """One tidied line."""

    def to_python(self, value: Any) -> str | None:
        """The line without hidden characters; what cannot be stored is refused."""
        text = super().to_python(value)
        if text and not is_writable(text):
            raise forms.ValidationError(
                _("This text holds characters that cannot be shown. Type it again.")
            )
        return " ".join(tidy_text(text).split()) if text else text


class DayForm(forms.Form):
    """A day, and whether the office works on it."""

    use_required_attribute = False

    day = DateField(label=_("Day"))
    is_working = forms.TypedChoiceField(
        label=_("What is it?"),
        choices=[("no", _("Not a working day")), ("yes", _("A working day"))],
        coerce=lambda chosen: chosen == "yes",
        widget=forms.RadioSelect,
    )
    reason = ReasonLine(
        label=_("Reason"),
        max_length=200,
        help_text=_("For example the number of the Gazette notice, or a typhoon."),
    )
