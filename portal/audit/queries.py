"""Reads of the audit log."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import datetime

from django.db.models import BooleanField, ExpressionWrapper, F, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast, Concat

from portal.audit.models import AuditEvent


def events(scopes: frozenset[str] | None) -> QuerySet[AuditEvent]:
    """The log of the calls ``scopes``, newest first; None means everything."""
    found = AuditEvent.objects.select_related("actor").order_by("-at", "-pk")
    return found if scopes is None else found.filter(scope__in=scopes)


def without(found: QuerySet[AuditEvent], names: Collection[str]) -> QuerySet[AuditEvent]:
    """``found`` without every event that carries one of ``names``, be it in reason or details."""
    if not names:
        return found
    one_of = "|".join(re.escape(name) for name in sorted(names))
    told = rf"(^|[^[:alnum:]])({one_of})([^[:alnum:]]|$)"
    named = Q(subject_reference__regex=told) | Q(reason__regex=told) | Q(written__regex=told)
    return found.alias(written=Cast("details", TextField())).exclude(named)


def withholding(found: QuerySet[AuditEvent], calls: Collection[str]) -> QuerySet[AuditEvent]:
    """``found`` with ``is_withheld``: whether an event is of one of ``calls`` as a whole.

    Such an event counts and sums up what competes in the call.
    """
    as_a_whole = Q(subject_reference=F("scope")) | Q(
        subject_reference__startswith=Concat(F("scope"), Value(":"))
    )
    told = Q(scope__in=list(calls)) & as_a_whole
    return found.annotate(is_withheld=ExpressionWrapper(told, output_field=BooleanField()))


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
