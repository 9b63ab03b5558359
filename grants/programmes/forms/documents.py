"""What officers type about the documents that applicants bring."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from grants.programmes.forms.criteria import CodeField, RowForm
from grants.programmes.forms.trilingual import TrilingualForm, Wording

MOST_DOCUMENTS = 20


def _required() -> forms.BooleanField:
    return forms.BooleanField(label=_("Needed from everybody"), required=False)


class DocumentRowForm(RowForm):
    """Order and obligation of one document."""

    is_required = _required()

    field_order = ("position", "is_required", "remove", "code")


DocumentFormSet = forms.formset_factory(
    DocumentRowForm, extra=0, max_num=MOST_DOCUMENTS, absolute_max=MOST_DOCUMENTS
)


class DocumentForm(TrilingualForm):
    """The words on one document."""

    wordings: ClassVar[Mapping[str, Wording]] = {
        "name": Wording(_("Name"), most=120, is_long=False, english_required=True),
        "note": Wording(
            _("Note"), most=600, help=_("What it must show, and in which form; may be empty.")
        ),
    }

    code = CodeField()
    is_required = _required()

    def __init__(
        self, *args: Any, details: Mapping[str, Any] | None = None, **keywords: Any
    ) -> None:
        shown = details or {"is_required": True}
        keywords["initial"] = {"is_required": shown["is_required"]}
        super().__init__(*args, texts=shown, **keywords)
        if details is not None:
            del self.fields["code"]

    def details(self) -> dict[str, Any]:
        """The values as ``operations.replace_documents`` takes them, but for the code."""
        texts = {name: self.text(name) for name in self.wordings}
        return {**texts, "is_required": self.cleaned_data["is_required"]}
