"""What an approver fills in."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.ui.fields import LongTextField


class ReturnForm(forms.Form):
    """Why the list goes back."""

    reason = LongTextField(
        label=_("Remarks for the panel"),
        help_text=_("The panel reads this beside the list."),
        max_characters=2000,
    )


class ApproveForm(forms.Form):
    """The approver says out loud what the click does."""

    confirmed = forms.BooleanField(
        label=_("I have read the list and approve it as it stands."),
        error_messages={"required": _("Tick the box to approve the list.")},
    )
