"""What certification adds to applications: the condition before a submission."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from grants.applications.gates import Condition, register_gate
from grants.applications.models import Application
from grants.certification import personal_copy, queries
from portal.accounts.actors import Actor
from portal.copies.registry import register_part

MISSING = _("A certifier of your organisation must confirm the application before it is submitted.")
VOID = _(
    "The application was changed after a certifier confirmed it. It must be confirmed once more."
)
SAME_PERSON = _("You confirmed the application yourself: somebody else must submit it.")


def register() -> None:
    """Called once when Django starts."""
    register_gate(conditions)
    register_part(35, "confirmations", _("Confirmations by a certifier"), personal_copy.collect)


def conditions(
    actor: Actor, application: Application, content: Mapping[str, Any]
) -> Sequence[Condition]:
    """Two people: one who confirmed exactly this content, and another who submits it."""
    if not application.call.wants_certifier:
        return []
    page = reverse("application-certify", args=[application.reference])
    found = queries.standing(application, content)
    if found.current is None:
        return [Condition(VOID if found.is_void else MISSING, page)]
    if found.current.certified_by == actor.user:
        return [Condition(SAME_PERSON, page)]
    return []
