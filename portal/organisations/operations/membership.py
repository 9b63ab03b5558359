"""Changing what members may do, ending memberships, and passing ownership on."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from portal.accounts.actors import Actor
from portal.accounts.models import User
from portal.audit.operations import record
from portal.core.denial import Denied
from portal.notifications.operations import notify
from portal.organisations import queries, rules
from portal.organisations.models import (
    Handover,
    HandoverOutcome,
    MemberRole,
    Membership,
)
from portal.organisations.operations.inviting import revoke_those_of

OFFER_LASTS = timedelta(days=14)


@transaction.atomic
def change_role(*, membership_id: int, role: str, actor: Actor, now: datetime) -> Membership:
    """Give a member another role, from their next click on. Ownership is offered, not given.

    The organisation's row is locked, so two owners at once cannot leave it without one.
    """
    membership = _locked(membership_id)
    owners = queries.owners_of(membership.organisation_id)
    rules.check_change_role(actor, membership, role, owners=owners, now=now)
    before = membership.role
    if before == role:
        return membership
    membership.role = role
    membership.save(update_fields=["role"])
    record("membership.change_role", actor=actor, subject=membership, states=(before, role))
    if before == MemberRole.OWNER:
        _take_back_offers(membership, now)
    _tell("membership-changed", membership, suffix=f":{now.isoformat()}")
    return membership


@transaction.atomic
def name_certifier(*, membership_id: int, actor: Actor, now: datetime) -> Membership:
    """Let a member, whatever their role, confirm applications to calls that want two people."""
    membership = _locked(membership_id)
    rules.check_name_certifier(actor, membership, now=now)
    return _set_certifier(membership, actor, certifies=True)


@transaction.atomic
def dismiss_certifier(*, membership_id: int, actor: Actor, now: datetime) -> Membership:
    """End that: what the member confirmed and was not submitted yet counts no more."""
    membership = _locked(membership_id)
    rules.check_name_certifier(actor, membership, now=now)
    return _set_certifier(membership, actor, certifies=False)


def _set_certifier(membership: Membership, actor: Actor, *, certifies: bool) -> Membership:
    if membership.certifies != certifies:
        membership.certifies = certifies
        membership.save(update_fields=["certifies"])
        action = "name_certifier" if certifies else "dismiss_certifier"
        record(f"membership.{action}", actor=actor, subject=membership)
    return membership


@transaction.atomic
def remove(*, membership_id: int, actor: Actor, now: datetime) -> Membership:
    """End somebody else's membership at once: their next click is refused (requirement AZ-09)."""
    membership = _locked(membership_id)
    owners = queries.owners_of(membership.organisation_id)
    rules.check_remove(actor, membership, owners=owners, now=now)
    end(membership, now=now)
    record("membership.remove", actor=actor, subject=membership, states=(membership.role, ""))
    _tell("membership-ended", membership)
    return membership


@transaction.atomic
def leave(*, organisation_id: UUID, actor: Actor, now: datetime) -> Membership:
    """End one's own membership; the last owner passes ownership on first."""
    queries.for_update(organisation_id)
    membership = _running(organisation_id, actor.person)
    owners = queries.owners_of(organisation_id)
    rules.check_leave(actor, membership, owners=owners, now=now)
    end(membership, now=now)
    record("membership.leave", actor=actor, subject=membership, states=(membership.role, ""))
    return membership


@transaction.atomic
def offer_ownership(
    *, membership_id: int, giver_becomes: str, actor: Actor, now: datetime
) -> Handover:
    """Offer ownership to a member, who is told by mail and has two weeks to accept.

    ``giver_becomes`` is what the owner who offers will be then; owner means that both are.
    """
    membership = _locked(membership_id)
    organisation = membership.organisation
    earlier = _open_offer(organisation.pk)
    if earlier is not None and earlier.expires_at <= now:
        _settle(earlier, HandoverOutcome.EXPIRED, now)
        earlier = None
    rules.check_offer_ownership(actor, membership, earlier=earlier, now=now)
    offer = Handover.objects.create(
        organisation=organisation,
        giver=actor.person,
        receiver=membership.user,
        giver_becomes=giver_becomes,
        offered_at=now,
        expires_at=now + OFFER_LASTS,
    )
    record("handover.offer", actor=actor, subject=offer, giver_becomes=giver_becomes)
    _tell_about(offer, "handover-offered", to=offer.receiver)
    return offer


@transaction.atomic
def accept_ownership(*, handover_id: int, actor: Actor, now: datetime) -> Handover:
    """The receiver becomes owner, and the giver what they chose when they offered it."""
    offer = _locked_offer(handover_id)
    rules.check_answer_offer(actor, offer, now=now)
    giver = _running(offer.organisation_id, offer.giver)
    receiver = _running(offer.organisation_id, offer.receiver)
    for membership, role in ((receiver, MemberRole.OWNER), (giver, offer.giver_becomes)):
        before, membership.role = membership.role, role
        membership.save(update_fields=["role"])
        record("membership.change_role", actor=actor, subject=membership, states=(before, role))
    _settle(offer, HandoverOutcome.ACCEPTED, now)
    if offer.giver_becomes != MemberRole.OWNER:
        revoke_those_of(offer.giver, organisation_id=offer.organisation_id, now=now)
    record("handover.accept", actor=actor, subject=offer)
    _tell_about(offer, "handover-accepted", to=offer.giver)
    return offer


@transaction.atomic
def decline_ownership(*, handover_id: int, actor: Actor, now: datetime) -> Handover:
    """The receiver declines: nothing changes, and the giver is told."""
    offer = _locked_offer(handover_id)
    rules.check_answer_offer(actor, offer, now=now)
    _settle(offer, HandoverOutcome.DECLINED, now)
    record("handover.decline", actor=actor, subject=offer)
    _tell_about(offer, "handover-declined", to=offer.giver)
    return offer


@transaction.atomic
def withdraw_offer(*, handover_id: int, actor: Actor, now: datetime) -> Handover:
    """An owner takes an open offer back."""
    offer = _locked_offer(handover_id)
    rules.check_withdraw_offer(actor, offer, now=now)
    _settle(offer, HandoverOutcome.WITHDRAWN, now)
    record("handover.withdraw", actor=actor, subject=offer)
    return offer


def _locked(membership_id: int) -> Membership:
    """The membership, with the row of its organisation locked: roles change one at a time."""
    organisation_id = Membership.objects.values_list("organisation", flat=True).get(
        pk=membership_id
    )
    queries.for_update(organisation_id)
    rows = Membership.objects.select_related("organisation", "user")
    return rows.get(pk=membership_id)


def _locked_offer(handover_id: int) -> Handover:
    organisation_id = Handover.objects.values_list("organisation", flat=True).get(pk=handover_id)
    queries.for_update(organisation_id)
    rows = Handover.objects.select_related("organisation", "giver", "receiver")
    return rows.get(pk=handover_id)


def _running(organisation_id: UUID, person: User) -> Membership:
    found = queries.running_membership(organisation_id, person)
    if found is None:
        raise Denied(_("This person is no longer a member."))
    return found


def _open_offer(organisation_id: UUID) -> Handover | None:
    return Handover.objects.filter(organisation=organisation_id, settled_at__isnull=True).first()


def _settle(offer: Handover, outcome: str, now: datetime) -> None:
    offer.settled_at, offer.outcome = now, outcome
    offer.save(update_fields=["settled_at", "outcome"])


def end(membership: Membership, *, now: datetime) -> None:
    """End one membership and what hangs on it; the caller asked its rule and writes the log."""
    membership.ended_at = now
    membership.save(update_fields=["ended_at"])
    _take_back_offers(membership, now)
    offer = _open_offer(membership.organisation_id)
    if offer is not None and offer.receiver_id == membership.user_id:
        _settle(offer, HandoverOutcome.WITHDRAWN, now)


def _take_back_offers(membership: Membership, now: datetime) -> None:
    """What a former owner offered lapses: invitations and ownership."""
    revoke_those_of(membership.user, organisation_id=membership.organisation_id, now=now)
    offer = _open_offer(membership.organisation_id)
    if offer is not None and offer.giver_id == membership.user_id:
        _settle(offer, HandoverOutcome.WITHDRAWN, now)


def _tell(kind: str, membership: Membership, *, suffix: str = "") -> None:
    notify(
        kind,
        key=f"{kind}:{membership.pk}{suffix}",
        to=membership.user,
        context={"membership": membership, "organisation": membership.organisation},
    )


def _tell_about(offer: Handover, kind: str, *, to: User) -> None:
    context = {"offer": offer, "organisation": offer.organisation}
    notify(kind, key=f"{kind}:{offer.pk}", to=to, context=context)
