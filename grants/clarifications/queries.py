"""Reads of clarifications, with what was submitted beside what was answered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from grants.applications import lifecycle
from grants.applications import queries as applications
from grants.applications.models import Application, Snapshot
from grants.applications.queries import SAFE_TO_READ
from grants.clarifications.clocks import Clock, Span, clock
from grants.clarifications.models import Clarification, ClarificationFile
from grants.clarifications.parts import LONGEST, Part, parts_of
from portal.accounts.actors import Actor
from portal.accounts.models import Role
from portal.workdays.queries import calendar

ASKERS = (Role.OFFICER, Role.AUDITOR)
"""Who sees the questions of a call beside their applicants: officers ask, auditors read."""

OPEN = Q(answered_at__isnull=True, closed_at__isnull=True)


def visible_to(actor: Actor) -> QuerySet[Clarification]:
    """Clarifications of one's own applications, and of the calls one screens or audits."""
    seen = applications.own(actor).values("pk")
    read = applications.read_by(actor, *ASKERS).values("pk")
    return Clarification.objects.filter(Q(application__in=seen) | Q(application__in=read))


def clarifications_of(application: Application) -> QuerySet[Clarification]:
    """Questions and answers with their parts, the newest first."""
    found = Clarification.objects.filter(application=application)
    related = found.select_related("asked_by", "answered_by", "closed_by")
    return related.prefetch_related("parts", "files__document", "due_changes").order_by(
        "-asked_at", "-pk"
    )


def open_clarification(application: Application) -> Clarification | None:
    """The question that waits for its answer."""
    return clarifications_of(application).filter(OPEN).first()


def overdue(actor: Actor, now: datetime) -> QuerySet[Application]:
    """Applications whose answer is overdue, in the calls ``actor`` screens."""
    late = Clarification.objects.filter(OPEN, due_at__lt=now).values("application")
    waiting = applications.read_by(actor, *ASKERS).filter(state=lifecycle.CLARIFICATION)
    return waiting.filter(pk__in=late)


def waiting() -> QuerySet[Clarification]:
    """Every open question of an application that still waits for it, the nearest due first."""
    found = Clarification.objects.filter(OPEN, application__state=lifecycle.CLARIFICATION)
    return found.select_related("application__call", "application__organisation").order_by("due_at")


@dataclass(frozen=True)
class Beside:
    """One part: what was submitted beside what was answered."""

    code: str
    label: Any
    submitted: str
    answer: str
    most_characters: int
    is_hidden_from_assessors: bool = False


@dataclass(frozen=True)
class Shown:
    """A clarification ready to be shown; files that wait for the scanner are not there."""

    one: Clarification
    parts: list[Beside]
    files: list[ClarificationFile]


def shown(application: Application) -> list[Shown]:
    """Every clarification of ``application`` with its parts side by side, the newest first."""
    rows = list(clarifications_of(application))
    if not rows:
        return []
    contents = {one.number: one.content for one in application.snapshots.all()}
    named = {number: _by_code(parts_of(content)) for number, content in contents.items()}
    return [_shown(one, named[one.snapshot_number]) for one in rows]


def own(actor: Actor) -> list[tuple[Application, Shown]]:
    """Every clarification of one's own applications, the oldest first; six queries at most."""
    seen = applications.own(actor).values("pk")
    found = Clarification.objects.filter(application__in=seen).select_related("application")
    found = found.prefetch_related("parts", "files__document", "due_changes")
    rows = list(found.order_by("asked_at", "pk"))
    asked = Snapshot.objects.filter(application__in=[one.application_id for one in rows])
    named = {
        (one.application_id, one.number): _by_code(parts_of(one.content))
        for one in (asked if rows else ())
    }
    return [
        (one.application, _shown(one, named[one.application_id, one.snapshot_number]))
        for one in rows
    ]


def answered(application: Application) -> list[Shown]:
    """Those that were answered, the oldest first: what belongs beside the snapshot."""
    return [one for one in reversed(shown(application)) if one.one.answered_at]


def for_assessors(application: Application) -> list[Beside]:
    """The answered parts that assessors read, oldest first: no question, remark, file or name."""
    every = [part for one in answered(application) for part in one.parts]
    return [part for part in every if not part.is_hidden_from_assessors]


def _by_code(parts: Iterable[Part]) -> dict[str, Part]:
    return {part.code: part for part in parts}


def _shown(one: Clarification, named: dict[str, Part]) -> Shown:
    parts = [
        Beside(
            code=row.code,
            label=named[row.code].label if row.code in named else row.code,
            submitted=named[row.code].words if row.code in named else "",
            answer=row.answer,
            most_characters=named[row.code].most_characters if row.code in named else LONGEST,
            is_hidden_from_assessors=row.code in named and named[row.code].is_hidden_from_assessors,
        )
        for row in sorted(one.parts.all(), key=lambda row: row.position)
    ]
    safe = [file for file in one.files.all() if file.document.scan_state in SAFE_TO_READ]
    return Shown(one, parts, safe)


def clock_of(application: Application, *, now: datetime) -> Clock | None:
    """The clock that both sides see; None once nothing is awaited, or nothing was ever asked.

    It runs on alike whatever was found: where the count stopped would tell what is sealed.
    """
    ended = (lifecycle.AWARDED, lifecycle.REFUSED, lifecycle.WITHDRAWN)
    rows = list(Clarification.objects.filter(application=application))
    if not rows or application.submitted_at is None or application.state in ended:
        return None
    spans = [Span(one.asked_at, one.answered_at or one.closed_at) for one in rows]
    return clock(spans, submitted_at=application.submitted_at, until=now, count=calendar().between)


def file_of(application: Application, file_id: UUID) -> ClarificationFile | None:
    """A file of an answer, once it is safe to open; the caller asks who may read."""
    files = ClarificationFile.objects.filter(
        pk=file_id, clarification__application=application, clarification__answered_at__isnull=False
    )
    return files.filter(document__scan_state__in=SAFE_TO_READ).select_related("document").first()
