"""Writing a message, and remembering how far one has read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.core.files.base import File
from django.db import transaction

from grants.applications.models import Application
from grants.applications.queries import for_update, members_of
from grants.correspondence import queries, rules
from grants.correspondence.models import Enclosure, Line, ReadMark, Side
from portal.accounts.actors import Actor
from portal.audit.operations import record
from portal.documents import checks
from portal.documents import operations as documents
from portal.notifications.operations import notify


@transaction.atomic
def write(
    *,
    application_id: int,
    text: str,
    key: str,
    files: Sequence[File[bytes]] = (),
    actor: Actor,
    now: datetime,
) -> Line:
    """Add a message; the other side gets an e-mail that says so. The same ``key`` writes it once.

    A member of the organisation writes as the applicant, whatever role they hold besides. The
    log tells that something was written, not what.
    """
    application = for_update(application_id)
    done = Line.objects.filter(application=application, key=key, written_by=actor.person).first()
    if done is not None:
        return done
    rules.check_write(actor, application)
    rules.check_text(text)
    line = Line.objects.create(
        application=application,
        side=_side_of(actor, application),
        written_by=actor.person,
        written_at=now,
        text=text,
        key=key,
    )
    _enclose(line, files, actor)
    _mark(application, line, actor)
    record(
        "application.write_message",
        actor=actor,
        subject=application,
        side=line.side,
        files=len(files),
        done_at=now.isoformat(),
    )
    _tell(line, application, now=now)
    return line


def _side_of(actor: Actor, application: Application) -> Side:
    is_member = str(application.organisation_id) in actor.memberships
    return Side.APPLICANT if is_member else Side.OFFICE


def _enclose(line: Line, files: Sequence[File[bytes]], actor: Actor) -> None:
    for file in files:
        checks.check_pdf(file)
        document = documents.store(
            file=file,
            name=checks.safe_name(file.name or ""),
            content_type="application/pdf",
            actor=actor,
        )
        Enclosure.objects.create(line=line, document=document)


def _tell(line: Line, application: Application, *, now: datetime) -> None:
    if line.is_from_office:
        kind, people = "correspondence-office", members_of(application)
    else:
        kind = "correspondence-applicant"
        people = queries.officers_of(application, now=now)
    for person in people:
        notify(
            kind,
            key=f"{kind}:{line.pk}:{person.pk}",
            to=person,
            context={"application": application},
            scope=application.call.code,
        )


@transaction.atomic
def mark_read(*, application_id: int, actor: Actor) -> None:
    """Remember that ``actor`` has seen the thread to its end; it is nobody else's business."""
    application = Application.objects.get(pk=application_id)
    last = queries.last_of(application)
    if last is not None:
        _mark(application, last, actor)


def _mark(application: Application, last: Line, actor: Actor) -> None:
    ReadMark.objects.update_or_create(
        application=application, reader=actor.person, defaults={"last": last}
    )
