"""More time to submit: for everybody in a call, or for one organisation (docs/adr/0018)."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from grants.applications import lifecycle, queries
from grants.applications.models import Application, Extension
from grants.programmes import lifecycle as calls
from grants.programmes import operations as programmes
from grants.programmes.models import Call, CallExtension
from grants.programmes.queries import for_update
from portal.accounts.actors import Actor
from portal.accounts.models import Role
from portal.audit.operations import record
from portal.core.denial import Denied
from portal.notifications.operations import notify
from portal.organisations.models import Organisation, Standing
from portal.organisations.queries import members_of


def check_extend(actor: Actor, call: Call, *, now: datetime) -> None:
    """The call's officers give more time as long as its assessment has not begun."""
    del now
    if not actor.has(Role.OFFICER, call.code):
        raise Denied(_("Only a programme officer of this call can do this."))
    if call.state != calls.PUBLISHED:
        raise Denied(_("More time can be given while the call is published, before assessment."))


def check_extend_for(
    actor: Actor,
    call: Call,
    organisation: Organisation,
    *,
    earlier: Extension | None,
    now: datetime,
) -> None:
    """As for everybody; one open extension at a time, and given by nobody who belongs to it.

    An organisation that waits for a decision on its registration number writes and submits like
    others, and so may be given time.
    """
    check_extend(actor, call, now=now)
    if organisation.standing == Standing.CLOSED:
        raise Denied(_("This organisation was brought together with another one."))
    if str(organisation.pk) in actor.memberships:
        raise Denied(_("You belong to this organisation. Another officer decides."))
    if earlier is not None:
        raise Denied(_("This organisation has an extension in this call already."))


def _check_terms(call: Call, until: datetime, reason: str, *, now: datetime) -> None:
    if until <= call.closing_at:
        raise Denied(_("The new time must be later than the present one."))
    if until <= now:
        raise Denied(_("The new time must lie in the future."))
    if not reason.strip():
        raise Denied(_("Say why."))


@transaction.atomic
def extend_call(
    *, call_id: int, until: datetime, reason: str, actor: Actor, now: datetime
) -> CallExtension:
    """Move the closing time for everybody, in one act; whoever has a draft is told by mail.

    What was published stays as it was; the new time stands beside it with its reason.
    """
    call = for_update(call_id)
    check_extend(actor, call, now=now)
    _check_terms(call, until, reason, now=now)
    extension = CallExtension.objects.create(
        call=call,
        before=call.closing_at,
        until=until,
        reason=reason.strip(),
        extended_by=actor.person,
        extended_at=now,
    )
    programmes.extend(call=call, until=until, now=now)
    record(
        "call.extend",
        actor=actor,
        subject=call,
        reason=extension.reason,
        before=extension.before.isoformat(),
        until=until.isoformat(),
    )
    written = Application.objects.filter(call=call, state__in=lifecycle.WRITABLE)
    for application in written.select_related("organisation").order_by("pk"):
        _tell_about_call(extension, application)
    return extension


@transaction.atomic
def extend_for(
    *,
    call_id: int,
    organisation_id: UUID,
    until: datetime,
    reason: str,
    actor: Actor,
    now: datetime,
) -> Extension:
    """Give one organisation more time, for one submission; its members are told, nobody else."""
    call = for_update(call_id)
    organisation = Organisation.objects.get(pk=organisation_id)
    earlier = queries.open_extension(call, organisation_id)
    check_extend_for(actor, call, organisation, earlier=earlier, now=now)
    _check_terms(call, until, reason, now=now)
    extension = Extension.objects.create(
        call=call,
        organisation=organisation,
        until=until,
        reason=reason.strip(),
        given_by=actor.person,
        given_at=now,
    )
    own = queries.lock_all_of(call.pk, organisation_id)
    written = Application.objects.filter(pk__in=own, state__in=lifecycle.WRITABLE)
    written.update(extended_to=until)
    record(
        "call.extend_for",
        actor=actor,
        subject=call,
        reason=extension.reason,
        organisation=organisation.registration_number,
        name=organisation.name,
        until=until.isoformat(),
    )
    _tell_organisation(extension)
    return extension


def use_up(application: Application, actor: Actor, now: datetime) -> None:
    """A submission uses its organisation's extension, and no second one has the time again.

    The caller has locked every application of the organisation in the call, with
    ``queries.for_submission``: of two submissions at the same moment the second finds it used.
    """
    if now < application.call.closing_at:
        return
    extension = queries.open_extension(application.call, application.organisation_id)
    if extension is None:
        raise Denied(_("The call has closed."))
    extension.application, extension.used_at = application, now
    extension.save(update_fields=["application", "used_at"])
    Application.objects.filter(
        call=application.call, organisation=application.organisation_id
    ).update(extended_to=None)
    application.extended_to = None
    record(
        "call.use_extension",
        actor=actor,
        subject=application.call,
        reason=extension.reason,
        application=application.reference,
    )


def move_open(source: Organisation, target: Organisation, *, actor: Actor) -> list[str]:
    """Let ``target`` use the time that ``source`` was given; part of the deed that joins them.

    Where both were given time in one call the longer one stays, and the log keeps the other. What
    either of them may still write has that time; the calls concerned, returned by their codes,
    are locked by the caller.
    """
    codes = []
    given = Extension.objects.filter(organisation=source, used_at__isnull=True)
    for extension in given.select_related("call").order_by("pk"):
        kept, dropped = _longer(extension, queries.open_extension(extension.call, target.pk))
        if dropped is not None:
            dropped.delete()
        kept.organisation = target
        kept.save(update_fields=["organisation"])
        record(
            "call.move_extension",
            actor=actor,
            subject=kept.call,
            reason=kept.reason,
            organisation=target.registration_number,
            until=kept.until.isoformat(),
            **_told_of(dropped),
        )
        codes.append(kept.call.code)
    for extension in Extension.objects.filter(organisation=target, used_at__isnull=True):
        Application.objects.filter(
            call=extension.call_id, organisation=target, state__in=lifecycle.WRITABLE
        ).update(extended_to=extension.until)
    return codes


def _longer(one: Extension, other: Extension | None) -> tuple[Extension, Extension | None]:
    if other is None or one.until > other.until:
        return one, other
    return other, one


def _told_of(dropped: Extension | None) -> dict[str, Any]:
    """What the log keeps of time that a longer one replaced."""
    if dropped is None:
        return {}
    return {"dropped": dropped.until.isoformat(), "dropped_reason": dropped.reason}


def waiting_for(call: Call) -> QuerySet[Extension]:
    """Extensions in ``call`` that may still be used."""
    return Extension.objects.filter(call=call, used_at__isnull=True)


def _tell_organisation(extension: Extension) -> None:
    for membership in members_of(extension.organisation):
        notify(
            "extension-given",
            key=f"extension-given:{extension.pk}:{membership.user_id}",
            to=membership.user,
            context={"extension": extension, "call": extension.call},
            scope=extension.call.code,
        )


def _tell_about_call(extension: CallExtension, application: Application) -> None:
    for member in queries.members_of(application):
        notify(
            "call-extended",
            key=f"call-extended:{extension.pk}:{application.reference}:{member.pk}",
            to=member,
            context={
                "extension": extension,
                "application": application,
                "call": extension.call,
            },
            scope=extension.call.code,
        )
