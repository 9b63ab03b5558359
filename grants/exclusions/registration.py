"""What exclusions add to the kernel: their part of a personal copy."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from grants.exclusions import personal_copy
from portal.copies.registry import register_part


def register() -> None:
    """Called once when Django starts."""
    register_part(36, "exclusions", _("People whom you asked not to assess"), personal_copy.collect)
