"""Reads of correspondence: threads, what is unread, what waits for an answer and how long."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import OuterRef, Q, QuerySet, Subquery

from grants.applications import queries as applications
from grants.applications.models import Application
from grants.applications.queries import SAFE_TO_READ
from grants.correspondence.models import Enclosure, Line, ReadMark, Side
from portal.accounts.actors import Actor
from portal.accounts.models import Role, RoleGrant, User
from portal.ui.formats import in_hong_kong
from portal.workdays.queries import calendar

OFFICE = (Role.OFFICER, Role.AUDITOR)
"""Who reads the threads of a call: officers answer, auditors read. Nobody else of the staff."""


def visible_to(actor: Actor) -> QuerySet[Application]:
    """Applications whose thread ``actor`` may open: one's own, and those of the calls one runs."""
    own = applications.own(actor).filter(submitted_at__isnull=False).values("pk")
    read = applications.read_by(actor, *OFFICE).values("pk")
    found = Application.objects.filter(Q(pk__in=own) | Q(pk__in=read))
    return found.select_related("call", "organisation")


def thread(application: Application) -> QuerySet[Line]:
    """Every message with its files, oldest first."""
    found = Line.objects.filter(application=application).select_related("written_by")
    return found.prefetch_related("enclosures__document").order_by("pk")


def last_of(application: Application) -> Line | None:
    """The newest message."""
    return Line.objects.filter(application=application).order_by("-pk").first()


def enclosure_of(application: Application, file_id: UUID, *, is_own: bool) -> Enclosure | None:
    """A file of the thread; what the other side sent is there once it is safe to open."""
    files = Enclosure.objects.filter(pk=file_id, line__application=application)
    own_side = Side.APPLICANT if is_own else Side.OFFICE
    safe = Q(document__scan_state__in=SAFE_TO_READ) | Q(line__side=own_side)
    return files.filter(safe).select_related("document").first()


@dataclass(frozen=True)
class Thread:
    """One thread in a list: the application, its newest message, whether it waits, how long."""

    application: Application
    last: Line
    is_waiting: bool
    is_unread: bool
    age: int


def threads(actor: Actor, *, now: datetime) -> list[Thread]:
    """Threads of the calls one runs: those that wait for the office first, the oldest first.

    ``age`` is in working days since the applicant's first message that nobody answered.
    """
    found = applications.read_by(actor, *OFFICE)
    return sorted(
        _threads(actor, found, now=now), key=lambda one: (not one.is_waiting, one.last.pk)
    )


def own_threads(actor: Actor, *, now: datetime) -> list[Thread]:
    """Threads of one's own applications, the newest message first."""
    found = _threads(actor, applications.own(actor), now=now)
    return sorted(found, key=lambda one: -one.last.pk)


def _threads(actor: Actor, found: QuerySet[Application], *, now: datetime) -> Iterable[Thread]:
    lines = Line.objects.filter(application=OuterRef("pk")).order_by("-pk")
    seen = ReadMark.objects.filter(application=OuterRef("pk"), reader=actor.person)
    rows = found.annotate(last_line=Subquery(lines.values("pk")[:1]))
    rows = rows.filter(last_line__isnull=False).annotate(seen_to=Subquery(seen.values("last")[:1]))
    every = list(rows)
    newest = Line.objects.in_bulk([row.last_line for row in every])
    waiting = _waiting_since(every)
    days, today = calendar(), in_hong_kong(now).date()
    for row in every:
        last = newest[row.last_line]
        first = waiting.get(row.pk)
        yield Thread(
            application=row,
            last=last,
            is_waiting=first is not None,
            is_unread=last.written_by_id != actor.person.pk and (row.seen_to or 0) < last.pk,
            age=days.between(in_hong_kong(first).date(), today) if first else 0,
        )


def _waiting_since(found: Iterable[Application]) -> dict[int, datetime]:
    """For each thread that ends with the applicant, when they first wrote since the last answer."""
    since: dict[int, datetime] = {}
    rows = Line.objects.filter(application__in=list(found)).order_by("pk")
    for application_id, side, at in rows.values_list("application", "side", "written_at"):
        if side == Side.OFFICE:
            since.pop(application_id, None)
        else:
            since.setdefault(application_id, at)
    return since


def unread_in(application: Application, actor: Actor) -> int:
    """How many messages of the other side ``actor`` has not seen."""
    mark = ReadMark.objects.filter(application=application, reader=actor.person).first()
    others = Line.objects.filter(application=application, pk__gt=mark.last_id if mark else 0)
    return others.exclude(written_by=actor.person).count()


def officers_of(application: Application, *, now: datetime) -> list[User]:
    """The officers of the call who get its messages; none who belong to the organisation."""
    call = application.call.code
    grants = RoleGrant.objects.active(now).filter(role=Role.OFFICER, scope__in=(call, ""))
    members = [member.pk for member in applications.members_of(application)]
    found = User.objects.filter(pk__in=grants.values("user"), is_active=True)
    return list(found.exclude(pk__in=members).order_by("pk"))
