"""Whom to invite to the assessment of a call."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from reviews.pool.inviting.models import InvitedAs


class InviteForm(forms.Form):
    """An address, what for, and in which language to write to somebody who is new."""

    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        help_text=_("The link works for fourteen days, once, and for this address alone."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    invited_as = forms.ChoiceField(
        label=_("Invited as"), choices=InvitedAs.choices, widget=forms.RadioSelect
    )
    language = forms.ChoiceField(
        label=_("Language of the message"),
        choices=settings.LANGUAGES,
        help_text=_("Somebody who has an account gets it in the language they chose."),
        widget=forms.RadioSelect,
    )

    def __init__(self, *arguments: Any, **keywords: Any) -> None:
        keywords.setdefault("initial", {"language": get_language() or "en"})
        super().__init__(*arguments, **keywords)
