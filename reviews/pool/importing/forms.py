"""The file with the rows, and what was seen of it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from portal.core.denial import Denied
from portal.core.text import INVISIBLE
from portal.ui.fields import UploadField
from reviews.pool.importing.files import MOST_BYTES, rows_of, text_of


class ImportForm(forms.Form):
    """A file; on the page with its preview the text of the file and the preview's fingerprint."""

    file = UploadField(
        label=_("CSV file"),
        accept=(".csv", ".txt"),
        max_bytes=MOST_BYTES,
        required=False,
    )
    language = forms.ChoiceField(
        label=_("Language of the invitations"),
        choices=settings.LANGUAGES,
        help_text=_("Somebody who has an account gets it in the language they chose."),
        widget=forms.RadioSelect,
    )
    text = forms.CharField(
        required=False, strip=False, max_length=MOST_BYTES, widget=forms.HiddenInput
    )
    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, *arguments: Any, **keywords: Any) -> None:
        keywords.setdefault("initial", {"language": get_language() or "en"})
        super().__init__(*arguments, **keywords)

    def clean(self) -> dict[str, Any]:
        """The rows, in ``rows``: of the file if there is one, else of the text seen before."""
        cleaned = super().clean() or {}
        given = cleaned.get("file")
        try:
            if given:
                cleaned["text"], cleaned["seen"] = text_of(given.read()).translate(INVISIBLE), ""
            if cleaned.get("text"):
                cleaned["rows"] = rows_of(cleaned["text"])
        except Denied as denied:
            self.add_error("file", str(denied))
        if not self.errors and "rows" not in cleaned:
            self.add_error("file", _("Choose a file."))
        return cleaned
