"""One number registered twice: a case opens, and an officer joins both or keeps them apart."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.files.base import File
from django.db import transaction

from portal.accounts.actors import Actor
from portal.accounts.models import User
from portal.audit.operations import record
from portal.documents import checks
from portal.documents import operations as documents
from portal.notifications.operations import notify
from portal.organisations import holdings, queries, rules
from portal.organisations.models import (
    CaseOutcome,
    Handover,
    HandoverOutcome,
    Invitation,
    Membership,
    NumberCase,
    Organisation,
    Standing,
)


def open_case(second: Organisation, *, actor: Actor, now: datetime) -> NumberCase:
    """A case of ``second``, which waits, against the active registration of its number."""
    first = Organisation.objects.get(
        registration_number=second.registration_number, standing=Standing.ACTIVE
    )
    case = NumberCase.objects.create(first=first, second=second, opened_at=now)
    record("number_case.open", actor=actor, subject=case)
    return case


def renumber(organisation: Organisation, before: str, *, actor: Actor, now: datetime) -> None:
    """After a change of number: place ``organisation`` under the new one and free the old one.

    The caller holds both numbers (``queries.hold_numbers``) and saves the number with a standing
    that does not clash; this settles which registration is the active one of each.
    """
    for case in NumberCase.objects.filter(second=organisation, settled_at__isnull=True):
        _settle(case, CaseOutcome.LAPSED, actor=actor, now=now)
    if organisation.standing == Standing.WAITING:
        open_case(organisation, actor=actor, now=now)
    heir = queries.next_in_line(before)
    if heir is not None:
        heir.standing = Standing.ACTIVE
        heir.save(update_fields=["standing"])
        record("organisation.inherit_number", actor=actor, subject=heir)
        for case in NumberCase.objects.filter(second=heir, settled_at__isnull=True):
            _settle(case, CaseOutcome.LAPSED, actor=actor, now=now)
        _point_cases(organisation, heir)


@transaction.atomic
def ask(
    *,
    organisation_id: UUID,
    statement: str,
    certificate: File[bytes] | None,
    actor: Actor,
    now: datetime,
) -> NumberCase:
    """Ask the programme office to bring one's registration together with the earlier one.

    The certificate, a PDF, is for the officer alone. After a refusal one may ask again.
    """
    second = queries.for_update(organisation_id)
    rules.check_ask_together(actor, second, now=now)
    case = queries.open_case_of(second) or open_case(second, actor=actor, now=now)
    case.statement, case.asked_by, case.asked_at = statement, actor.person, now
    if certificate is not None:
        checks.check_pdf(certificate)
        case.certificate = documents.store(
            file=certificate,
            name=checks.safe_name(certificate.name or ""),
            content_type="application/pdf",
            actor=actor,
        )
    case.save(update_fields=["statement", "asked_by", "asked_at", "certificate"])
    record("number_case.ask", actor=actor, subject=case, certificate=certificate is not None)
    return case


@transaction.atomic
def join(
    *, case_id: int, keeps: str, role: str, reason: str, actor: Actor, now: datetime
) -> NumberCase:
    """Bring both registrations together: one stays, the other is closed for good.

    ``keeps`` is ``first`` or ``second``. The members of the other join the one that stays with
    ``role``, unless they are members already; what the other held moves. Everybody is told.
    What would break a rule together, such as two applications to a call that allows one, must be
    settled by the people first.
    """
    case = queries.case_for_update(case_id)
    stays, goes = (case.first, case.second) if keeps == "first" else (case.second, case.first)
    holdings.hold(case.first, case.second)
    obstacles = holdings.obstacles(case.first, case.second)
    rules.check_join(actor, case, reason, obstacles=obstacles, now=now)
    _settle(case, CaseOutcome.JOINED, actor=actor, now=now, reason=reason)
    _close(goes, stays, now)
    joined = _move_members(goes, stays, role, now)
    moved = holdings.move(goes, stays, actor=actor, now=now)
    _point_cases(goes, stays)
    record(
        "number_case.join",
        actor=actor,
        subject=case,
        reason=reason,
        keeps=keeps,
        role=role,
        members=joined,
        **moved,
    )
    _tell_everybody(case, stays, reason)
    return case


@transaction.atomic
def keep_apart(*, case_id: int, reason: str, actor: Actor, now: datetime) -> NumberCase:
    """Leave both as they are; the owners of the later one read the reason."""
    case = queries.case_for_update(case_id)
    rules.check_settle(actor, case, reason, now=now)
    _settle(case, CaseOutcome.APART, actor=actor, now=now, reason=reason)
    record("number_case.keep_apart", actor=actor, subject=case, reason=reason)
    for owner in queries.owners_of(case.second_id):
        _tell("number-case-apart", case, owner.user, organisation=case.second)
    return case


def _settle(
    case: NumberCase, outcome: str, *, actor: Actor, now: datetime, reason: str = ""
) -> None:
    case.settled_at, case.settled_by = now, actor.user
    case.outcome, case.reason = outcome, reason
    case.save(update_fields=["settled_at", "settled_by", "outcome", "reason"])


def _close(goes: Organisation, stays: Organisation, now: datetime) -> None:
    """Close one before the other becomes the active one: the database allows no two."""
    goes.standing, goes.joined_into = Standing.CLOSED, stays
    goes.save(update_fields=["standing", "joined_into"])
    if stays.standing != Standing.ACTIVE:
        stays.standing = Standing.ACTIVE
        stays.save(update_fields=["standing"])
    Invitation.objects.filter(organisation=goes, **queries.OPEN_INVITATION).update(revoked_at=now)
    open_offers = Handover.objects.filter(organisation=goes, settled_at__isnull=True)
    open_offers.update(settled_at=now, outcome=HandoverOutcome.WITHDRAWN)


def _move_members(goes: Organisation, stays: Organisation, role: str, now: datetime) -> int:
    """End each membership in the one that goes, and begin one in the other; how many came."""
    there = {one.user_id for one in queries.members_of(stays)}
    came = 0
    for membership in queries.members_of(goes):
        membership.ended_at = now
        membership.save(update_fields=["ended_at"])
        if membership.user_id not in there:
            Membership.objects.create(organisation=stays, user=membership.user, role=role)
            came += 1
    return came


def _point_cases(before: Organisation, after: Organisation) -> None:
    """Open cases of third registrations are about whoever holds the number now."""
    waiting = NumberCase.objects.filter(first=before, settled_at__isnull=True)
    waiting.exclude(second=after).update(first=after)


def _tell_everybody(case: NumberCase, stays: Organisation, reason: str) -> None:
    for membership in queries.members_of(stays):
        _tell(
            "number-case-joined",
            case,
            membership.user,
            organisation=stays,
            membership=membership,
            reason=reason,
        )


def _tell(kind: str, case: NumberCase, to: User, **context: Any) -> None:
    notify(kind, key=f"{kind}:{case.pk}:{to.pk}", to=to, context={"case": case, **context})
