"""Writing to the audit log."""

from __future__ import annotations

from typing import Any, Protocol

from django.db import connection

from portal.audit.models import AuditEvent


class Subject(Protocol):
    """What the log can be about: a kind, a reference people use, the code of its call."""

    @property
    def audit_kind(self) -> str: ...

    @property
    def audit_reference(self) -> str: ...

    @property
    def audit_scope(self) -> str: ...


def record(
    action: str,
    *,
    actor: Any,
    subject: Subject,
    states: tuple[str, str] = ("", ""),
    reason: str = "",
    **details: Any,
) -> AuditEvent:
    """Write one event in the transaction that is open; outside of one it is an error.

    ``action`` is the noun and the verb (``application.submit``). ``actor`` is an
    :class:`~portal.accounts.actors.Actor`, a user, or None for the portal itself. ``states`` is the
    state before and after. ``details`` must be JSON and hold no personal data.
    """
    if not connection.in_atomic_block:
        raise ValueError("an audit event belongs into the transaction of its deed")
    person = getattr(actor, "user", actor)
    return AuditEvent.objects.create(
        actor=person if person is not None and person.pk else None,
        action=action,
        subject_kind=subject.audit_kind,
        subject_reference=subject.audit_reference,
        scope=subject.audit_scope,
        from_state=states[0],
        to_state=states[1],
        reason=reason,
        details=details,
    )
