"""Inviting, sending again, withdrawing, and accepting."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation

from grants.programmes.models import Call
from portal.accounts.actors import Actor
from portal.accounts.models import Role, User
from portal.accounts.operations import give_invited_role
from portal.audit.operations import record
from portal.core.tokens import digest, new_secret
from portal.notifications.operations import notify, post
from portal.notifications.rendering import render_plain
from portal.organisations.queries import confirmed_addresses
from portal.ui.formats import HONG_KONG
from reviews.pool.inviting import queries, rules
from reviews.pool.inviting.models import InvitedAs, PoolInvitation
from reviews.pool.models import Assessor, PoolMember
from reviews.pool.rules import check_words
from reviews.pool.words import Expertise, tidied

ROLE_OUTLASTS_RESULTS = timedelta(days=90)
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Beginning:
    """What a new profile and the place in the pool begin with."""

    name: str = ""
    disciplines: Sequence[str] = ()
    employer: str = ""
    languages: Sequence[str] = ()
    expertise: Expertise = field(default_factory=Expertise)
    least_load: int | None = None
    most_load: int | None = None


AS_USUAL = Beginning()


@transaction.atomic
def invite(
    *,
    call_id: int,
    email: str,
    invited_as: str,
    language: str,
    beginning: Beginning = AS_USUAL,
    actor: Actor,
    now: datetime,
) -> PoolInvitation:
    """Offer a place to whoever reads the mail of ``email``; the message leaves by the outbox.

    It is written in the language of the account with that address, else in ``language``. Nothing
    tells the inviter whether there is such an account (requirement AU-04).
    """
    call = Call.objects.select_for_update(no_key=True).get(pk=call_id)
    earlier = queries.open_to(call, email)
    if earlier is not None and earlier.expires_at <= now:
        _withdraw(earlier, now)
        earlier = None
    sent = queries.sent_since(call, now - DAY)
    rules.check_invite(actor, call, email, earlier=earlier, sent=sent)
    secret = new_secret()
    invitation = PoolInvitation(
        call=call,
        email=email,
        invited_as=invited_as,
        language=language,
        secret_sha256=digest(secret),
        invited_by=actor.person,
        sent_at=now,
        expires_at=now + rules.LASTS,
    )
    _begin(invitation, beginning)
    record("pool_invitation.send", actor=actor, subject=invitation, invited_as=invited_as)
    _send(invitation, secret)
    return invitation


def _begin(invitation: PoolInvitation, beginning: Beginning) -> None:
    """Save the new row with what an officer wrote of the person beforehand."""
    invitation.name, invitation.employer = beginning.name, beginning.employer
    invitation.disciplines = list(beginning.disciplines)
    invitation.languages = list(beginning.languages)
    invitation.words = tidied(beginning.expertise.words)
    check_words(invitation.words)
    invitation.least_load, invitation.most_load = beginning.least_load, beginning.most_load
    invitation.save()
    invitation.expertise.set(beginning.expertise.terms)


@transaction.atomic
def send_again(*, invitation_id: int, actor: Actor, now: datetime) -> PoolInvitation:
    """A new message with a new link and new time; the link of the earlier message is dead."""
    invitation = queries.for_update(invitation_id)
    rules.check_send_again(actor, invitation, now=now)
    secret = new_secret()
    invitation.secret_sha256 = digest(secret)
    invitation.sent_at, invitation.expires_at = now, now + rules.LASTS
    invitation.times_sent += 1
    invitation.save(update_fields=["secret_sha256", "sent_at", "expires_at", "times_sent"])
    record("pool_invitation.send_again", actor=actor, subject=invitation)
    _send(invitation, secret)
    return invitation


@transaction.atomic
def withdraw(*, invitation_id: int, actor: Actor, now: datetime) -> PoolInvitation:
    """Take an unanswered invitation back: its link says so from now on."""
    invitation = queries.for_update(invitation_id)
    rules.check_withdraw(actor, invitation)
    _withdraw(invitation, now)
    record("pool_invitation.withdraw", actor=actor, subject=invitation)
    return invitation


@transaction.atomic
def accept(*, invitation_id: int, actor: Actor, now: datetime) -> PoolInvitation:
    """Get the role for this call alone; an assessor also a profile, and a place in its pool.

    The role ends ninety days after the results are due. The second factor is asked for on the next
    page, as of everybody with a role. The actor of this request does not know the role yet.
    """
    invitation = queries.for_update(invitation_id)
    rules.check_accept(actor, invitation, addresses=confirmed_addresses(actor), now=now)
    invitation.accepted_at, invitation.accepted_by = now, actor.person
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    record("pool_invitation.accept", actor=actor, subject=invitation)
    is_panel = invitation.invited_as == InvitedAs.PANEL
    give_invited_role(
        user_id=actor.person.pk,
        role=Role.PANEL_MEMBER if is_panel else Role.ASSESSOR,
        scope=invitation.call.code,
        ends_at=_role_ends(invitation.call, now),
        given_by=invitation.invited_by,
        now=now,
    )
    if not is_panel:
        _join_pool(invitation, actor, now)
    notify(
        "assessor-joined",
        key=f"assessor-joined:{invitation.pk}",
        to=invitation.invited_by,
        context={"invitation": invitation, "person": actor.person},
        scope=invitation.call.code,
    )
    return invitation


def _role_ends(call: Call, now: datetime) -> datetime:
    end = datetime.combine(call.results_on, time(23, 59), HONG_KONG) + ROLE_OUTLASTS_RESULTS
    return max(end, now + ROLE_OUTLASTS_RESULTS)


def _join_pool(invitation: PoolInvitation, actor: Actor, now: datetime) -> None:
    """A profile that the person completes themselves; what a profile says already stays."""
    assessor, is_new = Assessor.objects.get_or_create(
        user=actor.person,
        defaults={
            "disciplines": invitation.begins_with,
            "employer": invitation.employer,
            "languages": invitation.languages or [actor.person.language],
            "words": invitation.words,
        },
    )
    if is_new:
        assessor.expertise.set(invitation.expertise.all())
        record("assessor.add", actor=actor, subject=assessor, disciplines=assessor.disciplines)
    call = invitation.call
    member, is_first = PoolMember.objects.get_or_create(
        call=call,
        assessor=assessor,
        defaults={
            "least_load": invitation.least_load or 0,
            "most_load": invitation.most_load or call.assessor_load,
            "added_by": invitation.invited_by,
            "added_at": now,
        },
    )
    if not is_first:
        _bring_back(member, invitation)
    record("pool.join", actor=actor, subject=member, most=member.most_load)


def _bring_back(member: PoolMember, invitation: PoolInvitation) -> None:
    """Back into the pool, with the loads of the invitation where it names any."""
    member.left_at = None
    if invitation.least_load is not None:
        member.least_load = invitation.least_load
    if invitation.most_load is not None:
        member.most_load = invitation.most_load
    member.least_load = min(member.least_load, member.most_load)
    member.save(update_fields=["left_at", "least_load", "most_load"])


def _withdraw(invitation: PoolInvitation, now: datetime) -> None:
    invitation.withdrawn_at = now
    invitation.save(update_fields=["withdrawn_at"])


def _send(invitation: PoolInvitation, secret: str) -> None:
    known = User.objects.filter(email__iexact=invitation.email, is_active=True).first()
    with translation.override(known.language if known else invitation.language):
        values = {
            "invitation": invitation,
            "link": settings.SITE_URL + reverse("pool-invitation", args=[secret]),
        }
        post(
            kind="assessor-invitation",
            key=f"assessor-invitation:{invitation.pk}:{invitation.times_sent}",
            address=invitation.email,
            recipient=known,
            subject=render_plain("emails/assessor-invitation/subject.txt", values),
            body=render_plain("emails/assessor-invitation/body.txt", values),
            scope=invitation.call.code,
        )
