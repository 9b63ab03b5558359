"""Least and most awards for each of some terms: two number fields a row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from grants.programmes.fingerprints import fingerprint
from grants.programmes.models import Term
from grants.quotas.models import MOST_AWARDS, key_of

NARROW = {"class": "govuk-input--width-4"}
Group = tuple[str, Term]


class QuotaFields(forms.Form):
    """A form with least and most for each of ``groups``, terms by their key."""

    def __init__(self, *args: Any, groups: Sequence[Group], **keywords: Any) -> None:
        super().__init__(*args, **keywords)
        self.groups = groups
        for key, term in groups:
            for bound, label in (("least", _("At least")), ("most", _("At most"))):
                self.fields[f"{bound}_{key}"] = forms.IntegerField(
                    label=label,
                    required=False,
                    min_value=0,
                    max_value=MOST_AWARDS,
                    widget=forms.NumberInput(
                        attrs={**NARROW, "aria-label": f"{term.label}: {label}"}
                    ),
                )

    def quota_rows(self) -> Iterator[tuple[Term, Any, Any]]:
        """Each group with its two fields."""
        for key, term in self.groups:
            yield term, self[f"least_{key}"], self[f"most_{key}"]

    def clean(self) -> dict[str, Any]:
        """Refuse a least above its most."""
        cleaned = super().clean() or {}
        for key, _term in self.groups:
            least, most = cleaned.get(f"least_{key}"), cleaned.get(f"most_{key}")
            if least is not None and most is not None and least > most:
                self.add_error(f"least_{key}", _("The least is above the most."))
        return cleaned

    def bounds(self) -> Iterator[tuple[str, Term, int, int | None]]:
        """What was typed; a group without numbers has no quota."""
        for key, term in self.groups:
            least, most = self.cleaned_data[f"least_{key}"] or 0, self.cleaned_data[f"most_{key}"]
            if least or most is not None:
                yield key, term, least, most


class QuotasForm(QuotaFields):
    """The quotas that a call states."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=16)

    def __init__(self, *args: Any, terms: Iterable[Term], stated: Sequence[dict[str, Any]]) -> None:
        groups = [(key_of(term), term) for term in terms]
        by_term = {one["term"]: one for one in stated}
        initial: dict[str, Any] = {"seen": fingerprint(stated)}
        for key, term in groups:
            one = by_term.get(term.pk)
            if one is not None:
                initial |= {f"least_{key}": one["least"] or None, f"most_{key}": one["most"]}
        super().__init__(*args, groups=groups, initial=initial)

    def details(self) -> list[dict[str, Any]]:
        """The quotas for ``operations.replace_quotas``."""
        return [
            {"term": term.pk, "least": least, "most": most}
            for _key, term, least, most in self.bounds()
        ]
