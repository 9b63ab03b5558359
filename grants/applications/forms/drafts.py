"""What the forms of a draft share: an empty field is no error, a wrong one is."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms

from grants.applications.models import Application
from grants.programmes.models import Term
from grants.programmes.queries import terms_of
from portal.ui.formats import in_hong_kong

Choice = tuple[str, Any]


class DraftForm(forms.Form):
    """A form whose fields may stay empty until the application is submitted.

    Labels still tell which fields are optional in the end; ``kept_required`` names those that
    cannot be empty even in a draft.
    """

    use_required_attribute = False
    marks_optional = True
    kept_required: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, *args: Any, application: Application, **keywords: Any) -> None:
        self.application = application
        super().__init__(*args, **keywords)

    def _clean_fields(self) -> None:
        relaxed = [
            field
            for name, field in self.fields.items()
            if field.required and name not in self.kept_required
        ]
        for field in relaxed:
            field.required = False
        super()._clean_fields()  # type: ignore[misc]  # Django's own hook, unknown to the stubs
        for field in relaxed:
            field.required = True

    def values(self) -> dict[str, Any]:
        """What ``operations.save_section`` takes."""
        return dict(self.cleaned_data)


def choosable(taxonomy: str, application: Application, chosen: Iterable[Term]) -> dict[str, Term]:
    """Terms by code that can be chosen: those offered on the day the call opens, and the chosen."""
    kept = {term.pk for term in chosen}
    opening = in_hong_kong(application.call.opens_at).date()
    return {
        term.code: term
        for term in terms_of(taxonomy)
        if term.is_offered_on(opening) or term.pk in kept
    }


def choices_of(terms: dict[str, Term]) -> list[Choice]:
    """Choices for a field, in the order of the taxonomy."""
    return [(code, str(term)) for code, term in terms.items()]
