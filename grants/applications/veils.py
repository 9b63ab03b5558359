"""What a role would show and an interest hides: staff do not see what they have a stake in.

A veil covers an application in every list, page, figure, file and export that staff get
(requirement AZ-06). Members go on seeing their own applications as applicants.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Q, QuerySet

from grants.applications import lifecycle
from grants.applications.models import Application
from grants.programmes.models import Call
from portal.accounts.actors import Actor

Veil = Callable[[Actor], QuerySet[Any, Any]]

_veils: list[Veil] = []


def register_veil(veil: Veil) -> None:
    """Let an area above hide applications; ``veil`` gives a query of their ids. Twice is once.

    Conflicts of interest live above this app.
    """
    if veil not in _veils:
        _veils.append(veil)


def veiled(actor: Actor) -> Q:
    """The applications hidden from ``actor`` as staff; part of the caller's query, not one more.

    They are those of the organisations ``actor`` belongs to, and what the areas above add.
    """
    found = Q(organisation__in=list(actor.memberships))
    for veil in _veils:
        found |= Q(pk__in=veil(actor))
    return found


def veiled_rows(actor: Actor) -> QuerySet[Application]:
    """The same as rows, for tables that point to an application."""
    return Application.objects.filter(veiled(actor))


def hidden_references(actor: Actor) -> dict[str, str]:
    """What is hidden from ``actor`` by reference, with its call: for logs, which know names alone.

    Of a person who is no staff nothing needs hiding, for they read no log.
    """
    found = veiled_rows(actor) if actor.is_staff else Application.objects.none()
    return dict(found.exclude(reference="").values_list("reference", "call__code"))


def interests_in(call: Call, actor: Actor) -> set[int]:
    """Ids of the applications competing in ``call`` that are hidden from ``actor``."""
    competing = veiled_rows(actor).filter(call=call, submitted_at__isnull=False)
    running = competing.exclude(state=lifecycle.WITHDRAWN)
    return set(running.values_list("pk", flat=True))
