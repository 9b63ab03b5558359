"""The terms of a what-if."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from grants.programmes.models import Call, Term
from portal.organisations.fields import check_writable
from portal.ui.fields import MoneyField
from reviews.selection.problem import Quota, Terms

NARROW = {"class": "govuk-input--width-4"}
MOST_GRANTS = 10_000


class TermsForm(forms.Form):
    """The envelope, the pass mark, and for each group of applications least and most grants."""

    marks_optional = False

    envelope = MoneyField(
        label=_("Envelope"), min_value=Decimal(0), max_value=Decimal("9999999999")
    )
    pass_mark = forms.IntegerField(label=_("Pass mark (of 100)"), min_value=0, max_value=100)
    one_per_organisation = forms.BooleanField(
        label=_("One award for each organisation"), required=False
    )

    def __init__(self, *args: Any, groups: Sequence[tuple[str, Term]], **keywords: Any) -> None:
        super().__init__(*args, **keywords)
        self.groups = groups
        for key, term in groups:
            for bound, label in (("least", _("At least")), ("most", _("At most"))):
                self.fields[f"{bound}_{key}"] = forms.IntegerField(
                    label=label,
                    required=False,
                    min_value=0,
                    max_value=MOST_GRANTS,
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

    def terms(self) -> Terms:
        """The terms as typed; a group without numbers has no quota."""
        typed = self.cleaned_data
        quotas = (
            Quota(key, typed[f"least_{key}"] or 0, typed[f"most_{key}"]) for key, _ in self.groups
        )
        return Terms(
            envelope=int(typed["envelope"]),
            pass_mark=100 * typed["pass_mark"],
            one_per_organisation=typed["one_per_organisation"],
            quotas=tuple(one for one in quotas if one.least or one.most is not None),
        )


class TitleForm(forms.Form):
    """What a kept what-if is called."""

    title = forms.CharField(
        label=_("What it is called"), max_length=120, validators=[check_writable]
    )


def initial(call: Call) -> dict[str, Any]:
    """The terms that the call itself has."""
    return {
        "envelope": call.envelope - call.committed,
        "pass_mark": call.pass_mark,
        "one_per_organisation": True,
    }
