"""The terms of a what-if."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from grants.programmes.models import Call
from grants.quotas.forms import QuotaFields
from grants.quotas.models import CallQuota
from portal.organisations.fields import check_writable
from portal.ui.fields import MoneyField
from reviews.selection.problem import Quota, Terms


class TermsForm(QuotaFields):
    """The envelope, the pass mark, and for each group of applications least and most grants."""

    marks_optional = False

    envelope = MoneyField(
        label=_("Envelope"), min_value=Decimal(0), max_value=Decimal("9999999999")
    )
    pass_mark = forms.IntegerField(label=_("Pass mark (of 100)"), min_value=0, max_value=100)
    one_per_organisation = forms.BooleanField(
        label=_("One award for each organisation"), required=False
    )

    def terms(self) -> Terms:
        """The terms as typed; a group without numbers has no quota."""
        typed = self.cleaned_data
        return Terms(
            envelope=int(typed["envelope"]),
            pass_mark=100 * typed["pass_mark"],
            one_per_organisation=typed["one_per_organisation"],
            quotas=tuple(Quota(key, least, most) for key, _term, least, most in self.bounds()),
        )


class TitleForm(forms.Form):
    """What a kept what-if is called."""

    title = forms.CharField(
        label=_("What it is called"), max_length=120, validators=[check_writable]
    )


def initial(call: Call, quotas: Iterable[CallQuota]) -> dict[str, Any]:
    """The terms that the call itself has."""
    stated: dict[str, Any] = {}
    for one in quotas:
        stated |= {f"least_{one.key}": one.least or None, f"most_{one.key}": one.most}
    return {
        **stated,
        "envelope": call.envelope - call.committed,
        "pass_mark": call.pass_mark,
        "one_per_organisation": True,
    }
