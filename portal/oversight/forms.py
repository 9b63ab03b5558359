"""Filters of the pages that watch; they live in the address."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.ui.fields import DateField


class AuditFilterForm(forms.Form):
    """What to look for in the audit log."""

    action = forms.CharField(
        label=_("Action"),
        required=False,
        max_length=80,
        help_text=_("Its beginning, like application or application.submit."),
    )
    subject = forms.CharField(
        label=_("Reference"),
        required=False,
        max_length=80,
        help_text=_("Part of it, like BDA25-0042."),
    )
    actor = forms.CharField(
        label=_("Person"),
        required=False,
        max_length=150,
        help_text=_("Part of the name or the e-mail address."),
    )
    call = forms.CharField(label=_("Call"), required=False, max_length=20)
    since = DateField(label=_("First day"), required=False)
    until = DateField(label=_("Last day"), required=False)

    def clean(self) -> dict[str, Any]:
        """The days must be in order."""
        cleaned: dict[str, Any] = super().clean() or {}
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            self.add_error("until", _("This day must not be before the first one."))
        return cleaned

    @property
    def wanted(self) -> dict[str, Any]:
        """The filters as ``portal.audit.queries.narrowed`` takes them; both days inclusive."""
        cleaned = dict(self.cleaned_data)
        since, until = cleaned.pop("since"), cleaned.pop("until")
        return {
            **{name: text.strip() for name, text in cleaned.items()},
            "since": _midnight(since) if since else None,
            "until": _midnight(until + timedelta(days=1)) if until else None,
        }


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
