"""The filters of the funding report."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from grants.programmes.models import Call
from grants.reporting.queries import GROUPS


class ReportFilters(forms.Form):
    """Which call, and by what the figures are grouped."""

    call = forms.ChoiceField(label=_("Call"), required=False)
    by = forms.ChoiceField(
        label=_("Group by"), required=False, choices=list(GROUPS.items()), initial="pillar"
    )

    def __init__(self, *args: Any, calls: list[Call], **keywords: Any) -> None:
        super().__init__(*args, **keywords)
        choices = [(call.code, f"{call.code} – {call.title}") for call in calls]
        self.fields["call"].choices = [("", _("All calls")), *choices]  # type: ignore[attr-defined]  # a ChoiceField
