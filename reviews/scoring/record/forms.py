"""Which part of the record is shown."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from grants.programmes.models import Call


class RecordFilter(forms.Form):
    """Of which call; of all of them without one."""

    call = forms.ModelChoiceField[Call](
        label=_("Call"),
        queryset=Call.objects.none(),
        to_field_name="code",
        required=False,
        empty_label=_("All calls"),
    )

    def __init__(self, *arguments: Any, calls: QuerySet[Call], **keywords: Any) -> None:
        super().__init__(*arguments, **keywords)
        cast("forms.ModelChoiceField[Call]", self.fields["call"]).queryset = calls
