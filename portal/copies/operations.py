"""Asking for a personal copy, making it, fetching it, and removing it in time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import BinaryIO

from django.core.files.base import File
from django.db import transaction
from django.utils import translation

from portal.accounts.actors import Actor
from portal.accounts.models import User
from portal.audit.operations import record
from portal.copies import queries, rules
from portal.copies.archive import Written, write_archive
from portal.copies.models import PersonalCopy
from portal.documents.operations import remove, store
from portal.jobs.operations import enqueue
from portal.notifications.operations import notify
from portal.ui.formats import in_hong_kong


@transaction.atomic
def request(*, actor: Actor, now: datetime) -> PersonalCopy:
    """Promise a copy in the actor's present language; a file that is ready goes at once.

    The person's row is locked, so that two clicks make one copy.
    """
    User.objects.select_for_update(no_key=True).get(pk=actor.person.pk)
    newest = queries.newest_of(actor)
    rules.check_request(actor, newest, now=now)
    if newest is not None:
        _close(newest, action="personal_copy.replace", actor=actor, now=now)
    copy = PersonalCopy.objects.create(
        requested_by=actor.person,
        requested_at=now,
        language=translation.get_language() or "en",
    )
    copy.job = enqueue(
        "portal.copies.make",
        key=f"personal-copy:{copy.pk}",
        requested_by=actor.person,
        copy_id=str(copy.pk),
    )
    copy.save(update_fields=["job"])
    record("personal_copy.request", actor=actor, subject=copy)
    return copy


def write(
    *, copy: PersonalCopy, actor: Actor, target: BinaryIO, progress: Callable[[float], None]
) -> Written:
    """Write everything ``actor`` may have of their own to ``target``, in the language asked for.

    ``actor`` is the person with the memberships held now. ``progress`` is told per cent.
    """
    with translation.override(copy.language):
        return write_archive(copy, actor, target, progress)


def attach(
    *, copy: PersonalCopy, source: BinaryIO, written: Written, actor: Actor, now: datetime
) -> None:
    """Store the written file and tell the person; belongs into the job's last transaction."""
    open_ones = PersonalCopy.objects.select_for_update().filter(closed_at__isnull=True)
    row = open_ones.filter(pk=copy.pk).first()
    if row is None:
        return
    row.document = store(
        file=File(source, name="personal copy"),
        name=f"personal-copy-{in_hong_kong(row.requested_at):%Y%m%d-%H%M}.zip",
        content_type="application/zip",
        actor=actor,
        is_ours=True,
    )
    row.made_at, row.expires_at = now, now + rules.LIFETIME
    row.files, row.left_out = written.files, written.left_out
    row.reach = sorted(actor.memberships)
    row.save()
    record("personal_copy.make", actor=actor, subject=row, files=row.files, left_out=row.left_out)
    notify(
        "personal-copy-ready",
        key=f"personal-copy:{row.pk}",
        to=actor.person,
        context={"copy": row},
    )


@transaction.atomic
def fetched(*, copy: PersonalCopy, actor: Actor) -> None:
    """Note in the audit log that the file was taken away."""
    record("personal_copy.download", actor=actor, subject=copy)


def remove_expired(*, now: datetime) -> int:
    """Delete the files whose time is over; their rows stay. Returns how many."""
    over = queries.expired(now=now).select_related("document")
    for copy in over:
        with transaction.atomic():
            _close(copy, action="personal_copy.expire", actor=None, now=now)
    return len(over)


def end_with_account(person: User, actor: Actor, now: datetime) -> None:
    """When a person closes their account, what they had asked for ends with it."""
    for copy in PersonalCopy.objects.filter(requested_by=person, closed_at__isnull=True):
        _close(copy, action="personal_copy.end", actor=actor, now=now)


def _close(copy: PersonalCopy, *, action: str, actor: Actor | None, now: datetime) -> None:
    if copy.closed_at is not None:
        return
    document, copy.document, copy.closed_at = copy.document, None, now
    copy.save(update_fields=["document", "closed_at"])
    record(action, actor=actor, subject=copy)
    if document is not None:
        remove(document=document)
