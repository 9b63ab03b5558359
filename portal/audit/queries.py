"""Reads of the audit log."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet

from portal.audit.models import AuditEvent


def events(scopes: frozenset[str] | None) -> QuerySet[AuditEvent]:
    """The log of the calls ``scopes``, newest first; None means everything."""
    found = AuditEvent.objects.select_related("actor").order_by("-at", "-pk")
    return found if scopes is None else found.filter(scope__in=scopes)


def narrowed(
    found: QuerySet[AuditEvent],
    *,
    action: str = "",
    subject: str = "",
    actor: str = "",
    call: str = "",
    since: datetime | None = None,
    until: datetime | None = None,
) -> QuerySet[AuditEvent]:
    """``found`` with the filters of the page; ``until`` is exclusive.

    ``action`` is the beginning of an action (``application`` or ``application.submit``),
    ``subject`` part of a reference, ``actor`` part of a name or address.
    """
    if action:
        found = found.filter(action__istartswith=action)
    if subject:
        found = found.filter(subject_reference__icontains=subject)
    if actor:
        found = found.filter(Q(actor__name__icontains=actor) | Q(actor__email__icontains=actor))
    if call:
        found = found.filter(scope__iexact=call)
    if since:
        found = found.filter(at__gte=since)
    if until:
        found = found.filter(at__lt=until)
    return found
