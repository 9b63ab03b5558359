"""Who may invite to the assessment of a call, and who may accept."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from grants.programmes.models import Call
from portal.accounts.actors import Actor
from portal.core.denial import Denied
from reviews.pool.inviting.models import PoolInvitation
from reviews.pool.rules import check_keep_pool

LASTS = timedelta(days=14)
MOST_IN_A_DAY = 200
MOST_TIMES_SENT = 5
LEAST_PAUSE = timedelta(minutes=5)
"""Between two messages of one invitation."""


def check_invite(
    actor: Actor, call: Call, email: str, *, earlier: PoolInvitation | None, sent: int
) -> None:
    """Officers of the call, one open invitation to an address; ``sent`` counts those of a day."""
    check_keep_pool(actor, call)
    if email.casefold() == actor.person.email.casefold():
        raise Denied(_("You cannot invite yourself."))
    if earlier is not None:
        raise Denied(_("An invitation to this address is open. Send it again instead."))
    if sent >= MOST_IN_A_DAY:
        raise Denied(_("Too many invitations were sent in the last 24 hours. Go on tomorrow."))


def check_send_again(actor: Actor, invitation: PoolInvitation, *, now: datetime) -> None:
    """An open or expired one, a few times, with a pause between."""
    check_withdraw(actor, invitation)
    if invitation.times_sent >= MOST_TIMES_SENT:
        raise Denied(_("This invitation was sent several times. Withdraw it, check the address."))
    if now < invitation.sent_at + LEAST_PAUSE:
        raise Denied(_("The invitation was sent a moment ago. Wait five minutes."))


def check_withdraw(actor: Actor, invitation: PoolInvitation) -> None:
    """What nobody has answered yet."""
    check_keep_pool(actor, invitation.call)
    _check_waiting(invitation)


def check_accept(
    actor: Actor, invitation: PoolInvitation, *, addresses: Collection[str], now: datetime
) -> None:
    """Whoever has confirmed the invited address; ``addresses`` are theirs in small letters."""
    _check_waiting(invitation)
    if now >= invitation.expires_at:
        raise Denied(_("This invitation has expired. Ask for a new one."))
    if not actor.is_known:
        raise Denied(_("Sign in to accept the invitation."))
    if invitation.email.lower() not in addresses:
        raise Denied(
            _(
                "This invitation was sent to another address than that of your account. "
                "Sign in with the address that received it."
            )
        )
    if invitation.invited_by_id == actor.person.pk:
        raise Denied(_("You cannot accept your own invitation."))


def _check_waiting(invitation: PoolInvitation) -> None:
    if invitation.accepted_at is not None:
        raise Denied(_("This invitation has been accepted already."))
    if invitation.withdrawn_at is not None:
        raise Denied(_("This invitation was withdrawn."))
