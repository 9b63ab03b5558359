"""What a person's name may hold: letters of any script, nothing that a mail could be abused with.

A name goes into messages to others. One that holds an address would make the portal send
somebody's advertisement (requirement IN-08).
"""

from __future__ import annotations

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

ADDRESS = re.compile(r"[<>@/\\]|\bwww\.|\w\w\.[a-z]{2,}\b", re.IGNORECASE)
"""Two letters and a dot, not any number of them: a million letters would take hours otherwise."""

INVISIBLE = ("Cc", "Cf", "Zl", "Zp")


def validate_name(value: str) -> None:
    """Refuse web and e-mail addresses and characters that cannot be seen."""
    if ADDRESS.search(value):
        raise ValidationError(
            _("Enter a name without web or e-mail addresses."), code="address_in_name"
        )
    if any(unicodedata.category(character) in INVISIBLE for character in value):
        raise ValidationError(
            _("Enter a name without invisible characters."), code="invisible_in_name"
        )


def tidied_name(value: str) -> str:
    """``value`` in composed form (NFC) with single spaces."""
    return " ".join(unicodedata.normalize("NFC", value).split())
