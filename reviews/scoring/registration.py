"""What scoring adds to a personal copy and to the exports."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from portal.copies.registry import register_part
from portal.exports import registry
from reviews.scoring import exports as coverage
from reviews.scoring import personal_copy
from reviews.scoring.record import exports as record


def register() -> None:
    """Assignments with the sheets that were written; the coverage of a call; the record."""
    registry.register(coverage.KIND)
    registry.register(record.KIND)
    register_part(74, "assessments", _("Your assessments"), personal_copy.collect)
