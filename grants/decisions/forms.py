"""What an approver fills in."""

from __future__ import annotations

from django import forms
from django.core.exceptions import BadRequest
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from portal.organisations.fields import ParagraphsField


class ReturnForm(forms.Form):
    """Why the list goes back."""

    reason = ParagraphsField(
        label=_("Remarks for the panel"),
        help_text=_("The panel reads this beside the list."),
        max_characters=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class ApproveForm(forms.Form):
    """The approver says out loud what the click does."""

    confirmed = forms.BooleanField(
        label=_("I have read the list and approve it as it stands."),
        error_messages={"required": _("Tick the box to approve the list.")},
    )


class SeenForm(forms.Form):
    """Which version of the list stood on the page; a page always says it."""

    version = forms.IntegerField(min_value=1, max_value=2**31 - 1)


def seen_version(request: HttpRequest) -> int:
    """The version that the posted page showed; a post without it was made by no page of ours."""
    form = SeenForm(request.POST)
    if not form.is_valid():
        raise BadRequest("no version of the list")
    version: int = form.cleaned_data["version"]
    return version
