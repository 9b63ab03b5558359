"""Reopening what was submitted. It stands until something newer is submitted (docs/adr/0015)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from grants.applications import deadlines, keeping, lifecycle, moving, queries, rules
from grants.applications.models import Application, KeptVersion
from grants.applications.operations import advance, tell_members
from portal.accounts.actors import VISITOR, Actor


@transaction.atomic
def reopen(*, application_id: int, actor: Actor, now: datetime) -> Application:
    """Open a submitted application for writing; what was submitted is put aside and stands.

    Changes that an earlier reopening left behind are back. The declaration is to be made anew: it
    was made for what was submitted. A form that was corrected meanwhile is the one to fill in.
    """
    application = queries.for_update(application_id)
    rules.check_reopen(actor, application, now=now)
    submitted = keeping.taken_down(application)
    unsent = KeptVersion.objects.filter(application=application, is_submitted=False).first()
    if unsent is not None:
        keeping.put_back(application, unsent.parts, now=now)
    _keep(application, submitted, is_submitted=True, now=now)
    moving.catch_up(application=application, actor=actor, now=now)
    keeping.grown(application)
    application.declared_at = application.declared_by = None
    application.save()
    advance(application, "reopen", actor=actor, now=now)
    standing = queries.snapshot_of(application)
    context = {"application": application, "by": actor.person, "snapshot": standing}
    tell_members("application-reopened", application, context, occasion=str(application.version))
    return application


@transaction.atomic
def keep(*, application_id: int, actor: Actor, now: datetime) -> Application:
    """Drop the changes made since reopening; the application says again what was submitted."""
    application = queries.for_update(application_id)
    rules.check_keep(actor, application, now=now)
    keeping.drop_changes(application, now=now)
    return advance(application, "keep", actor=actor, now=now)


@transaction.atomic
def settle(*, application_id: int, now: datetime) -> Application:
    """Let stand what was submitted, where it was not submitted again by the closing time.

    The changes are put aside for the members, in case they get another chance. Nothing happens to
    an application that is not due.
    """
    application = queries.for_update(application_id)
    if not rules.is_due_for_settling(application, now=now):
        return application
    unsent = keeping.taken_down(application)
    kept = KeptVersion.objects.get(application=application)
    keeping.put_back(application, kept.parts, now=now)
    _keep(application, unsent, is_submitted=False, now=now)
    advance(application, "keep", actor=VISITOR, now=now)
    context = {"application": application, "snapshot": queries.snapshot_of(application)}
    tell_members("application-kept", application, context, occasion=str(application.version))
    return application


def settle_all(*, now: datetime) -> int:
    """Settle every application that is due, each in a transaction of its own; how many. By beat."""
    reopened = Application.objects.filter(state=lifecycle.REOPENED)
    due = deadlines.closed_before(reopened, now - rules.GRACE).order_by("pk")
    keys = list(due.values_list("pk", flat=True))
    for key in keys:
        settle(application_id=key, now=now)
    return len(keys)


def _keep(
    application: Application, parts: keeping.Parts, *, is_submitted: bool, now: datetime
) -> None:
    KeptVersion.objects.update_or_create(
        application=application,
        defaults={"is_submitted": is_submitted, "parts": parts, "kept_at": now},
    )
