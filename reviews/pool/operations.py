"""Keeping profiles of assessors and the pools of calls."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from grants.programmes.models import Call
from portal.accounts.actors import Actor
from portal.accounts.models import User
from portal.audit.operations import record
from portal.core.denial import Denied
from reviews.pool import queries, rules
from reviews.pool.models import Assessor, PoolMember
from reviews.pool.words import Expertise, tidied


@transaction.atomic
def add_assessor(
    *,
    user_id: int,
    disciplines: Sequence[str],
    employer: str,
    expertise: Expertise,
    languages: Sequence[str],
    actor: Actor,
    now: datetime,
) -> Assessor:
    """Write the profile of a person who holds the role.

    The account's row is locked, so two officers at once make one profile.
    """
    user = User.objects.select_for_update().get(pk=user_id)
    rules.check_add_assessor(
        actor,
        holds_role=queries.holds_assessor_role(user_id, now=now),
        has_profile=Assessor.objects.filter(user=user).exists(),
    )
    assessor = Assessor(user=user, disciplines=list(disciplines), employer=employer)
    assessor.languages, assessor.words = list(languages), _words(expertise)
    assessor.save()
    assessor.expertise.set(expertise.terms)
    record("assessor.add", actor=actor, subject=assessor, **_profile(assessor, expertise))
    return assessor


@transaction.atomic
def revise_assessor(
    *,
    assessor_id: int,
    disciplines: Sequence[str],
    employer: str,
    expertise: Expertise,
    languages: Sequence[str],
    is_available: bool,
    actor: Actor,
    now: datetime,
) -> Assessor:
    """Change a profile as a programme officer."""
    del now
    rules.check_keep_assessors(actor)
    assessor = Assessor.objects.select_for_update().get(pk=assessor_id)
    before = _told(assessor)
    assessor.disciplines, assessor.employer = list(disciplines), employer
    assessor.languages, assessor.is_available = list(languages), is_available
    assessor.words = _words(expertise)
    assessor.save(update_fields=["disciplines", "employer", "languages", "is_available", "words"])
    assessor.expertise.set(expertise.terms)
    changed = _changed(before, _told(assessor))
    profile = _profile(assessor, expertise)
    record("assessor.revise", actor=actor, subject=assessor, changed=changed, **profile)
    return assessor


@transaction.atomic
def revise_own_profile(
    *,
    expertise: Expertise,
    languages: Sequence[str],
    is_available: bool,
    actor: Actor,
    now: datetime,
) -> Assessor:
    """Change one's own expertise and availability; discipline and employer stay an officer's."""
    del now
    rules.check_revise_own(actor)
    assessor = Assessor.objects.select_for_update().get(user=actor.person)
    before = _told(assessor)
    assessor.languages, assessor.is_available = list(languages), is_available
    assessor.words = _words(expertise)
    assessor.save(update_fields=["languages", "is_available", "words"])
    assessor.expertise.set(expertise.terms)
    changed = _changed(before, _told(assessor))
    profile = _profile(assessor, expertise)
    record("assessor.revise_own", actor=actor, subject=assessor, changed=changed, **profile)
    return assessor


@transaction.atomic
def add_to_pool(
    *,
    call_id: int,
    assessor_id: int,
    least_load: int,
    most_load: int,
    actor: Actor,
    now: datetime,
) -> PoolMember:
    """Put an assessor into the pool of a call, or back into it if they had left."""
    call = Call.objects.select_for_update(no_key=True).get(pk=call_id)
    rules.check_keep_pool(actor, call)
    rules.check_loads(least_load, most_load)
    member, created = PoolMember.objects.get_or_create(
        call=call,
        assessor_id=assessor_id,
        defaults={
            "least_load": least_load,
            "most_load": most_load,
            "added_by": actor.person,
            "added_at": now,
        },
    )
    if not created:
        _bring_back(member, least_load, most_load, actor, now)
    record("pool.add", actor=actor, subject=member, least=least_load, most=most_load)
    return member


def _bring_back(
    member: PoolMember, least_load: int, most_load: int, actor: Actor, now: datetime
) -> None:
    if member.left_at is None:
        raise Denied(_("This assessor is in the pool already."))
    member.left_at, member.added_by, member.added_at = None, actor.person, now
    member.least_load, member.most_load = least_load, most_load
    member.save(update_fields=["left_at", "added_by", "added_at", "least_load", "most_load"])


@transaction.atomic
def change_loads(
    *, member_id: int, least_load: int, most_load: int, actor: Actor, now: datetime
) -> PoolMember:
    """Change how much a member takes; what they carry already stays with them."""
    del now
    member = _current_member(member_id)
    rules.check_keep_pool(actor, member.call)
    rules.check_loads(least_load, most_load)
    member.least_load, member.most_load = least_load, most_load
    member.save(update_fields=["least_load", "most_load"])
    record("pool.change_loads", actor=actor, subject=member, least=least_load, most=most_load)
    return member


@transaction.atomic
def take_out(*, member_id: int, reason: str, actor: Actor, now: datetime) -> PoolMember:
    """Give a member nothing new in this call; what they carry stays until it is taken back."""
    member = _current_member(member_id)
    rules.check_keep_pool(actor, member.call)
    member.left_at = now
    member.save(update_fields=["left_at"])
    record("pool.take_out", actor=actor, subject=member, reason=reason)
    return member


def _current_member(member_id: int) -> PoolMember:
    """The locked row; the call is locked first, as everywhere assignments are made."""
    call = PoolMember.objects.get(pk=member_id).call
    Call.objects.select_for_update(no_key=True).get(pk=call.pk)
    member = PoolMember.objects.select_for_update().get(pk=member_id)
    if member.left_at is not None:
        raise Denied(_("This assessor has left the pool."))
    return member


def _words(expertise: Expertise) -> list[str]:
    words = tidied(expertise.words)
    rules.check_words(words)
    return words


def _told(assessor: Assessor) -> dict[str, Any]:
    """What the profile says, field by field."""
    fields = ("disciplines", "employer", "languages", "is_available", "words")
    terms = set(assessor.expertise.values_list("pk", flat=True))
    return {"expertise": terms, **{name: getattr(assessor, name) for name in fields}}


def _changed(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """The names of the fields that differ: the log keeps no personal values."""
    return sorted(name for name in after if before[name] != after[name])


def _profile(assessor: Assessor, expertise: Expertise) -> dict[str, Any]:
    """What the log keeps of a profile: no employer, for that is personal."""
    return {
        "disciplines": assessor.disciplines,
        "languages": assessor.languages,
        "is_available": assessor.is_available,
        "expertise": len(set(expertise.terms)),
        "words": len(assessor.words),
    }
