"""Giving and ending roles, closing accounts, keeping one's own profile."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from allauth.usersessions.models import UserSession
from django.db import transaction
from django.utils.translation import gettext as _

from portal.accounts import announcements, rules
from portal.accounts.actors import Actor
from portal.accounts.models import Role, RoleGrant, RoleGrantQuerySet, User
from portal.audit.operations import record
from portal.core.denial import Denied

PROFILE_FIELDS = ("name", "name_zh", "phone", "language")


@transaction.atomic
def give_role(
    *,
    user_id: int,
    role: str,
    scope: str,
    ends_at: datetime,
    reason: str,
    actor: Actor,
    now: datetime,
) -> RoleGrant:
    """Give ``role`` for the call with code ``scope`` (empty: for all) until ``ends_at``.

    The account's row is locked, so two administrators at once give it once. The person is told
    by e-mail and must have a second factor before the role opens any page.
    """
    person = User.objects.select_for_update().get(pk=user_id)
    grant = RoleGrant(
        user=person,
        role=role,
        scope=scope,
        starts_at=now,
        ends_at=ends_at,
        given_by=actor.user,
        reason=reason.strip(),
    )
    rules.check_give_role(actor, grant, now=now)
    same = RoleGrant.objects.filter(user=person, role=role, scope=scope)
    _record_lapses(same, now)
    if same.active(now).exists():
        raise Denied(_("This person holds this role already. End it first to change its end."))
    grant.save(force_insert=True)
    record(
        "role.give", actor=actor, subject=grant, reason=grant.reason, ends_at=ends_at.isoformat()
    )
    announcements.tell("role_given", key=f"role-given:{grant.pk}", to=person, grant=grant)
    return grant


@transaction.atomic
def give_invited_role(
    *,
    user_id: int,
    role: Role,
    scope: str,
    ends_at: datetime,
    given_by: User,
    now: datetime,
) -> RoleGrant:
    """Give the role for one call that ``given_by`` offered by e-mail and the person accepted.

    Only roles that an officer may offer, never for all calls. The area that invites has asked its
    own rule; a role that is in force already is left as it is.
    """
    rules.check_invited_role(role, scope)
    person = User.objects.select_for_update().get(pk=user_id)
    same = RoleGrant.objects.filter(user=person, role=role, scope=scope)
    _record_lapses(same, now)
    running = same.active(now).first()
    if running is not None:
        return running
    grant = RoleGrant.objects.create(
        user=person,
        role=role,
        scope=scope,
        starts_at=now,
        ends_at=min(ends_at, now + rules.LONGEST_ROLE),
        given_by=given_by,
        reason=_("Accepted an invitation."),
    )
    record("role.accept", actor=None, subject=grant, ends_at=grant.ends_at.isoformat())
    return grant


@transaction.atomic
def end_role(*, grant_id: int, reason: str, actor: Actor, now: datetime) -> RoleGrant:
    """End a running role at once: the person's next click is refused (requirement AZ-09)."""
    grant = RoleGrant.objects.select_for_update().select_related(None).get(pk=grant_id)
    rules.check_end_role(actor, grant, now=now)
    _require_reason(reason)
    _end(grant, reason=reason.strip(), actor=actor, now=now)
    return grant


@transaction.atomic
def end_lapsed_roles(*, now: datetime) -> int:
    """Write down and announce roles whose time has come; returns how many. Beat calls it.

    A lapsed role is refused from its last second on, whether or not this has run.
    """
    return _record_lapses(RoleGrant.objects.all(), now)


@transaction.atomic
def close_account(*, user_id: int, reason: str, actor: Actor, now: datetime) -> User:
    """Close an account: its roles end, its sessions end, its log-in is refused. Nothing is lost."""
    person = User.objects.select_for_update().get(pk=user_id)
    rules.check_close_account(actor, person, now=now)
    _require_reason(reason)
    person.is_active = False
    person.save(update_fields=["is_active"])
    for grant in RoleGrant.objects.select_for_update().active(now).filter(user=person):
        _end(grant, reason=reason.strip(), actor=actor, now=now)
    for session in UserSession.objects.filter(user=person):
        session.end()
    record(
        "account.close",
        actor=actor,
        subject=person,
        states=("open", "closed"),
        reason=reason.strip(),
    )
    return person


@transaction.atomic
def open_account(*, user_id: int, reason: str, actor: Actor, now: datetime) -> User:
    """Open a closed account again; its roles must be given anew."""
    person = User.objects.select_for_update().get(pk=user_id)
    rules.check_open_account(actor, person, now=now)
    _require_reason(reason)
    person.is_active = True
    person.save(update_fields=["is_active"])
    record(
        "account.open",
        actor=actor,
        subject=person,
        states=("closed", "open"),
        reason=reason.strip(),
    )
    return person


@transaction.atomic
def revise_profile(*, details: Mapping[str, str], actor: Actor, now: datetime) -> User:
    """Keep what a person says about themselves; the log names the fields, not their content."""
    del now
    person = User.objects.select_for_update().get(pk=actor.person.pk)
    changed = [name for name in PROFILE_FIELDS if getattr(person, name) != details[name]]
    for name in changed:
        setattr(person, name, details[name])
    if changed:
        person.save(update_fields=changed)
        record("account.revise", actor=actor, subject=person, fields=changed)
    return person


@transaction.atomic
def end_session(*, session_id: int, actor: Actor, now: datetime) -> None:
    """End one of one's own sessions; whoever uses it must sign in again."""
    del now
    session = UserSession.objects.filter(pk=session_id, user=actor.person).first()
    if session is None:
        raise Denied(_("This session has ended already."))
    session.end()
    record("account.end_session", actor=actor, subject=actor.person)


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise Denied(_("Say why."))


def _end(grant: RoleGrant, *, reason: str, actor: Actor, now: datetime) -> None:
    grant.ended_at, grant.ended_by, grant.end_reason = now, actor.user, reason
    grant.save(update_fields=["ended_at", "ended_by", "end_reason"])
    record("role.end", actor=actor, subject=grant, reason=reason)
    announcements.tell("role_ended", key=f"role-ended:{grant.pk}", to=grant.user, grant=grant)


def _record_lapses(grants: RoleGrantQuerySet, now: datetime) -> int:
    lapsed = list(grants.lapsed(now).select_for_update())
    for grant in lapsed:
        grant.lapse_recorded = True
        grant.save(update_fields=["lapse_recorded"])
        record("role.lapse", actor=None, subject=grant)
        announcements.tell("role_lapsed", key=f"role-lapsed:{grant.pk}", to=grant.user, grant=grant)
    return len(lapsed)
