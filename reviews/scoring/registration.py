"""What scoring adds to a personal copy."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from portal.copies.registry import register_part
from reviews.scoring import personal_copy


def register() -> None:
    """Assignments with the sheets that were written."""
    register_part(74, "assessments", _("Your assessments"), personal_copy.collect)
