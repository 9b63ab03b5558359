"""Who may register and change an organisation, and who decides about its people."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from portal.accounts.actors import Actor
from portal.accounts.models import Role
from portal.core.denial import Denied
from portal.organisations.models import (
    Handover,
    HandoverOutcome,
    Invitation,
    MemberRole,
    Membership,
    NumberCase,
    Organisation,
    Standing,
)

INVITING_WINDOW = timedelta(hours=24)
MOST_INVITATIONS = 20
"""Messages of invitation that one organisation sends in the window: enough for any team."""

MOST_TIMES_SENT = 5
LEAST_PAUSE = timedelta(minutes=5)
"""Between two messages of one invitation."""


def check_register(actor: Actor, number: str, *, own: Collection[str], now: datetime) -> None:
    """Anybody who is logged in may, but nobody twice; ``own`` are the numbers they have."""
    del now
    if not actor.is_known:
        raise Denied(_("Log in to register an organisation."))
    if number in own:
        raise Denied(_("You have registered an organisation with this number already."))


def check_revise(actor: Actor, organisation: Organisation, *, now: datetime) -> None:
    """Owners and editors may."""
    del now
    if actor.memberships.get(str(organisation.pk)) not in (MemberRole.OWNER, MemberRole.EDITOR):
        raise Denied(_("Only owners and editors of the organisation can do this."))


def check_own(actor: Actor, organisation: Organisation, *, now: datetime) -> None:
    """Who belongs to an organisation is the business of its owners."""
    del now
    if actor.memberships.get(str(organisation.pk)) != MemberRole.OWNER:
        raise Denied(_("Only an owner of the organisation can do this."))


def check_invite(
    actor: Actor,
    organisation: Organisation,
    email: str,
    *,
    members: Collection[str],
    sent: int,
    now: datetime,
) -> None:
    """An owner invites who is no member yet; ``sent`` counts the messages of the last day."""
    check_own(actor, organisation, now=now)
    if email.lower() in members:
        raise Denied(_("This person is a member of the organisation already."))
    _check_not_too_many(sent)


def check_none_open(earlier: Invitation | None) -> None:
    """One invitation to an address at a time."""
    if earlier is not None:
        raise Denied(
            _("An invitation to this address is open. Send it again on the page of the members.")
        )


def check_send_again(actor: Actor, invitation: Invitation, *, sent: int, now: datetime) -> None:
    """An open or expired invitation can be sent again a few times, with a pause between."""
    check_own(actor, invitation.organisation, now=now)
    _check_waiting(invitation)
    if invitation.times_sent >= MOST_TIMES_SENT:
        raise Denied(
            _("This invitation was sent several times. Take it back and check the address.")
        )
    if now < invitation.sent_at + LEAST_PAUSE:
        raise Denied(_("The invitation was sent a moment ago. Wait five minutes."))
    _check_not_too_many(sent)


def check_revoke(actor: Actor, invitation: Invitation, *, now: datetime) -> None:
    """An owner takes back what nobody has accepted yet."""
    check_own(actor, invitation.organisation, now=now)
    _check_waiting(invitation)


def check_accept(
    actor: Actor, invitation: Invitation, *, addresses: Collection[str], now: datetime
) -> None:
    """Whoever has confirmed the address that was invited; ``addresses`` are in small letters."""
    if not actor.is_known:
        raise Denied(_("Sign in to accept the invitation."))
    _check_waiting(invitation)
    if now >= invitation.expires_at:
        raise Denied(_("This invitation has expired. Ask for a new one."))
    if invitation.email.lower() not in addresses:
        raise Denied(
            _(
                "This invitation was sent to another address than that of your account. "
                "Sign in with the address that received it."
            )
        )
    if str(invitation.organisation_id) in actor.memberships:
        raise Denied(_("You are a member of this organisation already."))


def check_change_role(
    actor: Actor, membership: Membership, role: str, *, owners: Sequence[Membership], now: datetime
) -> None:
    """An owner changes roles; to become owner a member must accept it."""
    check_own(actor, membership.organisation, now=now)
    _check_running(membership)
    if role == MemberRole.OWNER and membership.role != MemberRole.OWNER:
        raise Denied(_("Ownership must be accepted: offer it to this member instead."))
    if role != MemberRole.OWNER and _is_last(membership, owners):
        raise Denied(_("The last owner keeps this role. Pass ownership on first."))


def check_name_certifier(actor: Actor, membership: Membership, *, now: datetime) -> None:
    """An owner names certifiers, themselves among them."""
    check_own(actor, membership.organisation, now=now)
    _check_running(membership)


def check_remove(
    actor: Actor, membership: Membership, *, owners: Sequence[Membership], now: datetime
) -> None:
    """An owner removes others."""
    check_own(actor, membership.organisation, now=now)
    _check_running(membership)
    if membership.user_id == actor.person.pk:
        raise Denied(_("To end your own membership, leave the organisation."))
    _check_not_last(membership, owners)


def check_leave(
    actor: Actor, membership: Membership, *, owners: Sequence[Membership], now: datetime
) -> None:
    """Every member may leave but the last owner."""
    del actor, now
    _check_running(membership)
    _check_not_last(membership, owners)


def check_offer_ownership(
    actor: Actor, membership: Membership, *, earlier: Handover | None, now: datetime
) -> None:
    """An owner offers it to one other member at a time."""
    check_own(actor, membership.organisation, now=now)
    _check_running(membership)
    if membership.role == MemberRole.OWNER:
        raise Denied(_("This member is an owner already."))
    if earlier is not None:
        raise Denied(_("Ownership is offered to somebody already. Withdraw that offer first."))


def check_answer_offer(actor: Actor, offer: Handover, *, now: datetime) -> None:
    """The receiver answers, while the offer is open."""
    if not actor.is_known or actor.person.pk != offer.receiver_id:
        raise Denied(_("This offer was made to somebody else."))
    if offer.outcome == HandoverOutcome.WITHDRAWN:
        raise Denied(_("This offer was withdrawn."))
    if offer.settled_at is not None:
        raise Denied(_("This offer was answered already."))
    if now >= offer.expires_at:
        raise Denied(_("This offer has expired. Ask for a new one."))


def check_withdraw_offer(actor: Actor, offer: Handover, *, now: datetime) -> None:
    """An owner withdraws an offer that is not answered."""
    check_own(actor, offer.organisation, now=now)
    if offer.settled_at is not None:
        raise Denied(_("This offer was answered already."))


def check_ask_together(actor: Actor, organisation: Organisation, *, now: datetime) -> None:
    """An owner asks whose number was registered by somebody before."""
    check_own(actor, organisation, now=now)
    if organisation.standing != Standing.WAITING:
        raise Denied(_("The number of this organisation is registered once only."))


def check_settle(actor: Actor, case: NumberCase, reason: str, *, now: datetime) -> None:
    """An officer of all calls, who belongs to neither side, and says why."""
    check_see_cases(actor, now=now)
    sides = {str(case.first_id), str(case.second_id)}
    if sides & set(actor.memberships):
        raise Denied(_("You belong to one of the organisations. Another officer decides."))
    if case.settled_at is not None:
        raise Denied(_("This case is settled already."))
    if not reason.strip():
        raise Denied(_("Say why."))


def check_join(
    actor: Actor, case: NumberCase, reason: str, *, obstacles: Sequence[str], now: datetime
) -> None:
    """As for settling; ``obstacles`` are what the areas above hold against it (``holdings``)."""
    check_settle(actor, case, reason, now=now)
    if obstacles:
        raise Denied(" ".join(obstacles))


def check_see_cases(actor: Actor, *, now: datetime) -> None:
    """Organisations belong to no call, so officers of all calls look at them."""
    del now
    if not actor.has(Role.OFFICER, ""):
        raise Denied(_("Only a programme officer of all calls can do this."))


def _check_waiting(invitation: Invitation) -> None:
    if invitation.accepted_at is not None:
        raise Denied(_("This invitation was accepted already."))
    if invitation.revoked_at is not None:
        raise Denied(_("This invitation was taken back. Ask for a new one."))


def _check_not_too_many(sent: int) -> None:
    if sent >= MOST_INVITATIONS:
        raise Denied(_("Too many invitations were sent today. Try again tomorrow."))


def _check_running(membership: Membership) -> None:
    if membership.ended_at is not None:
        raise Denied(_("This person is no longer a member."))


def _check_not_last(membership: Membership, owners: Sequence[Membership]) -> None:
    if _is_last(membership, owners):
        raise Denied(_("The last owner cannot go. Pass ownership on first."))


def _is_last(membership: Membership, owners: Sequence[Membership]) -> bool:
    return [owner.pk for owner in owners] == [membership.pk]
