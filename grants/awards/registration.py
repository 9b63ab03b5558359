"""What awards add to a personal copy."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from grants.awards import personal_copy
from portal.copies.registry import register_part


def register() -> None:
    """The decisions that were told."""
    register_part(60, "decisions", _("Decisions and letters"), personal_copy.collect)
