"""What awards add to a personal copy, and what they keep out of the log."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from grants.applications.veils import veiled_rows
from grants.awards import personal_copy
from grants.awards.models import Letter
from portal.accounts.actors import Actor
from portal.copies.registry import register_part
from portal.oversight.veils import register_veil


def register() -> None:
    """The decisions that were told, and the letters that an interest hides."""
    register_veil(hidden_letters)
    register_part(60, "decisions", _("Decisions and letters"), personal_copy.collect)


def hidden_letters(actor: Actor) -> dict[str, str]:
    """Numbers of the letters on applications that are hidden from ``actor``, each with its call."""
    letters = Letter.objects.filter(decision__application__in=veiled_rows(actor))
    return dict(letters.values_list("number", "decision__application__call__code"))
