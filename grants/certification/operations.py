"""Asking for a confirmation, and giving it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from grants.applications import completeness, snapshots
from grants.applications import queries as applications
from grants.applications.models import Application
from grants.certification import queries, rules
from grants.certification.models import Certification
from portal.accounts.actors import Actor
from portal.audit.operations import record
from portal.notifications.operations import notify


@transaction.atomic
def certify(*, application_id: int, seen_sha256: str, actor: Actor, now: datetime) -> Certification:
    """Confirm what the page showed, known by its checksum; any later change undoes it.

    The application's row is locked, so nobody changes it in between. Again is once.
    """
    application = applications.for_update(application_id)
    content = snapshots.content(application)
    rules.check_certify(
        actor,
        application,
        is_certifier=queries.certifies(application, actor.user),
        is_complete=not completeness.gaps_in(content),
        now=now,
    )
    sha256 = queries.content_checksum(content)
    rules.check_seen(seen_sha256, sha256)
    certification, is_new = Certification.objects.get_or_create(
        application=application,
        content_sha256=sha256,
        certified_by=actor.person,
        defaults={"certified_at": now},
    )
    if is_new:
        record("application.certify", actor=actor, subject=application, sha256=sha256)
        _tell_writers(application, certification)
    return certification


@transaction.atomic
def ask(*, application_id: int, actor: Actor, now: datetime) -> int:
    """Ask every certifier by mail, once about one content; returns how many there are."""
    application = applications.for_update(application_id)
    content = snapshots.content(application)
    certifiers = queries.certifiers_of(application)
    rules.check_ask(
        actor,
        application,
        certifiers=len(certifiers),
        is_complete=not completeness.gaps_in(content),
        now=now,
    )
    sha256 = queries.content_checksum(content)
    record("application.ask_certifier", actor=actor, subject=application, sha256=sha256)
    for membership in certifiers:
        notify(
            "certification-asked",
            key=f"certification-asked:{application.reference}:{sha256}:{membership.user_id}",
            to=membership.user,
            context={"application": application, "person": actor.person},
            scope=application.call.code,
        )
    return len(certifiers)


def _tell_writers(application: Application, certification: Certification) -> None:
    """The others can submit now: they are told."""
    for member in applications.members_of(application):
        if member != certification.certified_by:
            notify(
                "certification-given",
                key=f"certification-given:{certification.pk}:{member.pk}",
                to=member,
                context={"application": application, "certification": certification},
                scope=application.call.code,
            )
