"""Forms of bidding: the closing, an assessor's wishes, an interest."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.ui.fields import DateTimeField, LongTextField
from reviews.bidding.lists import Row
from reviews.bidding.models import Wish


class ClosingForm(forms.Form):
    """Until when bids are taken."""

    closes_at = DateTimeField(
        label=_("Closing of the bidding"),
        help_text=_("Hong Kong time (HKT). Bids are taken until just before this moment."),
    )


class BidForm(forms.Form):
    """One choice for each row, named by the application's reference."""

    prefix = "wish"

    def __init__(self, *arguments: Any, rows: Sequence[Row], **keywords: Any) -> None:
        super().__init__(*arguments, **keywords)
        self.rows = rows
        for row in rows:
            self.fields[row.reference] = forms.ChoiceField(
                label=f"{row.reference} · {row.title}",
                help_text=row.topic_line,
                choices=Wish.choices,
                initial=row.wish.value,
                widget=forms.RadioSelect,
            )


class InterestForm(forms.Form):
    """An interest that an assessor sees already by the title."""

    statement = LongTextField(
        label=_("Describe your interest"),
        help_text=_("Programme officers read it."),
        max_characters=2000,
    )
