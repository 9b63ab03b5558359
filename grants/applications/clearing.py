"""Deeds that clear away: a draft that nobody needs, a file that holds a virus."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext_lazy as _

from grants.applications import queries, rules
from grants.applications.models import Application, Attachment
from portal.accounts.actors import Actor
from portal.audit.operations import record
from portal.core.denial import Denied
from portal.documents import operations as documents
from portal.documents.models import Document
from portal.notifications.operations import notify


@transaction.atomic
def delete_draft(*, application_id: int, actor: Actor, now: datetime) -> None:
    """Delete a draft with all its parts; after commit its files are gone too.

    The log keeps that there was one. Its reference is not given again.
    """
    application = queries.for_update(application_id)
    was_submitted = application.snapshots.exists()
    rules.check_delete(actor, application, was_submitted=was_submitted)
    attached = Attachment.every.filter(application=application).select_related("document")
    papers = [one.document for one in attached]
    record(
        "application.delete",
        actor=actor,
        subject=application,
        states=(application.state, ""),
        files=len(papers),
        done_at=now.isoformat(),
    )
    attached.delete()
    for document in papers:
        documents.remove(document=document)
    try:
        application.delete()
    except ProtectedError as error:
        raise Denied(
            _("Messages or questions belong to this draft, so it stays. You can withdraw it.")
        ) from error


def warn_of_virus(document: Document, now: datetime) -> None:
    """Tell the applicant whose file holds a virus, and write it into the application's history.

    Called by ``portal.documents`` in the transaction that marks the file.
    """
    held = Attachment.every.filter(document=document)
    for attachment in held.select_related("application__call", "document"):
        application: Application = attachment.application
        record(
            "application.find_virus",
            actor=None,
            subject=application,
            sha256=document.sha256,
            done_at=now.isoformat(),
        )
        for member in queries.members_of(application):
            notify(
                "file-infected",
                key=f"file-infected:{attachment.pk}:{member.pk}",
                to=member,
                context={"application": application, "attachment": attachment},
                scope=application.call.code,
            )
