"""Forms of accounts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class SignupForm(forms.Form):
    """What allauth asks on sign-up beside e-mail and password."""

    name = forms.CharField(label=_("Full name"), max_length=150)

    def signup(self, _request: Any, user: Any) -> None:
        """Keep the name with the new account."""
        user.name = self.cleaned_data["name"]
        user.save(update_fields=["name"])
