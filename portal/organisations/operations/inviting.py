"""Inviting people by e-mail into an organisation."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation

from portal.accounts.actors import Actor
from portal.accounts.models import User
from portal.audit.operations import record
from portal.core.tokens import digest, new_secret
from portal.notifications.operations import notify, post
from portal.notifications.rendering import render_plain
from portal.organisations import queries, rules
from portal.organisations.models import Invitation, Membership

LASTS = timedelta(days=7)


@transaction.atomic
def invite(
    *, organisation_id: UUID, email: str, role: str, language: str, actor: Actor, now: datetime
) -> Invitation:
    """Offer ``role`` to whoever reads the mail of ``email``; the message leaves by the outbox.

    It is written in the language of the account with that address, else in ``language``. Nothing
    tells the inviter whether there is such an account (requirement AU-04).
    """
    organisation = queries.for_update(organisation_id)
    _close_expired(organisation_id, email, now)
    rules.check_invite(
        actor,
        organisation,
        email,
        members=queries.addresses_of_members(organisation_id),
        sent=queries.invitations_since(organisation_id, now - rules.INVITING_WINDOW),
        now=now,
    )
    rules.check_none_open(queries.open_invitation_to(organisation_id, email))
    secret = new_secret()
    invitation = Invitation.objects.create(
        organisation=organisation,
        email=email,
        role=role,
        language=language,
        secret_sha256=digest(secret),
        invited_by=actor.person,
        sent_at=now,
        expires_at=now + LASTS,
    )
    record("invitation.send", actor=actor, subject=invitation, role=role)
    _send(invitation, secret)
    return invitation


@transaction.atomic
def send_again(*, invitation_id: int, actor: Actor, now: datetime) -> Invitation:
    """A new message with a new link and a new week; the link of the earlier message is dead."""
    invitation = queries.invitation_for_update(invitation_id)
    sent = queries.invitations_since(invitation.organisation_id, now - rules.INVITING_WINDOW)
    rules.check_send_again(actor, invitation, sent=sent, now=now)
    secret = new_secret()
    invitation.secret_sha256 = digest(secret)
    invitation.sent_at, invitation.expires_at = now, now + LASTS
    invitation.times_sent += 1
    invitation.save(update_fields=["secret_sha256", "sent_at", "expires_at", "times_sent"])
    record("invitation.send_again", actor=actor, subject=invitation)
    _send(invitation, secret)
    return invitation


@transaction.atomic
def revoke(*, invitation_id: int, actor: Actor, now: datetime) -> Invitation:
    """Take an open invitation back: its link says so from now on."""
    invitation = queries.invitation_for_update(invitation_id)
    rules.check_revoke(actor, invitation, now=now)
    _revoke(invitation, now)
    record("invitation.revoke", actor=actor, subject=invitation)
    return invitation


@transaction.atomic
def accept(*, invitation_id: int, actor: Actor, now: datetime) -> Membership:
    """Become a member with the role that was offered; the inviter is told by mail.

    The actor that came with the request does not know the membership yet: the next one will.
    """
    invitation = queries.invitation_for_update(invitation_id)
    addresses = queries.confirmed_addresses(actor)
    rules.check_accept(actor, invitation, addresses=addresses, now=now)
    membership = Membership.objects.create(
        organisation=invitation.organisation, user=actor.person, role=invitation.role
    )
    invitation.accepted_at, invitation.accepted_by = now, actor.person
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    record("invitation.accept", actor=actor, subject=invitation, role=invitation.role)
    notify(
        "invitation-accepted",
        key=f"invitation-accepted:{invitation.pk}",
        to=invitation.invited_by,
        context={"membership": membership, "organisation": invitation.organisation},
    )
    return membership


def revoke_those_of(person: User, *, organisation_id: UUID, now: datetime) -> None:
    """Take back what ``person`` had offered: they may no longer offer anything."""
    sent = Invitation.objects.select_for_update().filter(invited_by=person)
    for invitation in sent.filter(organisation=organisation_id, **queries.OPEN_INVITATION):
        _revoke(invitation, now)
        record("invitation.lapse", actor=None, subject=invitation)


def _close_expired(organisation_id: UUID, email: str, now: datetime) -> None:
    earlier = queries.open_invitation_to(organisation_id, email)
    if earlier is not None and earlier.expires_at <= now:
        _revoke(earlier, now)


def _revoke(invitation: Invitation, now: datetime) -> None:
    invitation.revoked_at = now
    invitation.save(update_fields=["revoked_at"])


def _send(invitation: Invitation, secret: str) -> None:
    known = User.objects.filter(email__iexact=invitation.email, is_active=True).first()
    language = known.language if known else invitation.language
    with translation.override(language):
        values = {
            "invitation": invitation,
            "link": settings.SITE_URL + reverse("invitation-link", args=[secret]),
        }
        post(
            kind="invitation",
            key=f"invitation:{invitation.pk}:{invitation.times_sent}",
            address=invitation.email,
            recipient=known,
            subject=render_plain("emails/invitation/subject.txt", values),
            body=render_plain("emails/invitation/body.txt", values),
        )
