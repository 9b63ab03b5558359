"""Reads of draws."""

from __future__ import annotations

from grants.programmes.models import Call
from reviews.draws.models import Draw


def draw_of(call: Call) -> Draw | None:
    """The draw of the call, if its seed was fixed."""
    return Draw.objects.select_related("fixed_by", "told_by").filter(call=call).first()


def told_seed(call: Call) -> str:
    """The seed if it was told, otherwise nothing."""
    found = Draw.objects.filter(call=call, told_at__isnull=False)
    return found.values_list("seed", flat=True).first() or ""
