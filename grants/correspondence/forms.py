"""What one types into a thread."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.base import File
from django.utils.translation import gettext_lazy as _

from grants.applications.forms.facts import PdfField
from grants.correspondence.rules import MOST_FILES
from portal.organisations.fields import ParagraphsField


class MessageForm(forms.Form):
    """A message with up to three files; ``key`` makes two clicks one message."""

    use_required_attribute = False

    text = ParagraphsField(
        label=_("Your message"),
        max_characters=5000,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Write the message.")},
    )
    key = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, *args: Any, **keywords: Any) -> None:
        super().__init__(*args, **keywords)
        for number in range(1, MOST_FILES + 1):
            label = _("File %(number)s") % {"number": number}
            self.fields[f"file_{number}"] = PdfField(label=label, required=False)

    def enclosures(self) -> list[Any]:
        """The inputs of the files."""
        return [self[f"file_{number}"] for number in range(1, MOST_FILES + 1)]

    def files_given(self) -> list[File[bytes]]:
        """The files that were chosen."""
        names = [f"file_{number}" for number in range(1, MOST_FILES + 1)]
        return [self.cleaned_data[name] for name in names if self.cleaned_data.get(name)]
