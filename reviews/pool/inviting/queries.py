"""Reads of invitations to the assessment of a call."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from grants.programmes.models import Call
from portal.accounts.actors import Actor
from portal.core.tokens import digest
from reviews.pool.inviting.models import PoolInvitation
from reviews.pool.queries import calls_for

WAITING = {"accepted_at__isnull": True, "withdrawn_at__isnull": True}
"""Not answered and not withdrawn; it may have expired."""


def waiting_in(actor: Actor, call: Call) -> QuerySet[PoolInvitation]:
    """The unanswered invitations of a call, for those who look after it, newest first."""
    found = PoolInvitation.objects.filter(call=call, call__in=calls_for(actor).values("pk"))
    return found.filter(**WAITING).select_related("invited_by", "call").order_by("-sent_at", "-pk")


def open_to(call: Call, email: str) -> PoolInvitation | None:
    """The unanswered invitation to this address, whatever its capital letters."""
    return PoolInvitation.objects.filter(call=call, email__iexact=email, **WAITING).first()


def sent_since(call: Call, since: datetime) -> int:
    """How many invitations of the call were sent since then."""
    return PoolInvitation.objects.filter(call=call, sent_at__gt=since).count()


def by_secret(secret: str) -> PoolInvitation | None:
    """The invitation whose link was followed, in whatever state."""
    found = PoolInvitation.objects.filter(secret_sha256=digest(secret))
    return found.select_related("call", "invited_by").first()


def for_update(invitation_id: int) -> PoolInvitation:
    """The invitation with its row locked."""
    rows = PoolInvitation.objects.select_for_update(of=("self",))
    return rows.select_related("call", "invited_by").get(pk=invitation_id)
