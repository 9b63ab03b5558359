"""Assessors and pools, by the operations that officers use."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.utils import timezone

from grants.programmes.models import Call, Term
from portal.accounts.actors import Actor
from portal.accounts.models import Role, User
from reviews.pool import operations
from reviews.pool.absences.models import Absence
from reviews.pool.absences.operations import add_absence
from reviews.pool.models import Assessor, PoolMember
from reviews.pool.register.operations import file_register
from reviews.pool.register.rules import Line
from reviews.pool.words import Expertise
from tests.factories import people

NOTHING = Expertise()


def profile(
    name: str = "Ines Wong",
    *,
    disciplines: Sequence[str] = ("technical", "finance"),
    employer: str = "",
    expertise: Sequence[Term] = (),
    words: Sequence[str] = (),
) -> Assessor:
    """The profile of the person called ``name``, who gets the role; their employer is their own."""
    person = people.person(name, Role.ASSESSOR).person
    found = Assessor.objects.filter(user=person).first()
    knowing = Expertise([term.pk for term in expertise], words)
    return found or registered(
        without_register(person, disciplines, employer or f"Bureau of {name}", knowing)
    )


def without_register(
    person: User, disciplines: Sequence[str], employer: str, expertise: Expertise = NOTHING
) -> Assessor:
    """A profile that can be given nothing yet."""
    return operations.add_assessor(
        user_id=person.pk,
        disciplines=disciplines,
        employer=employer,
        expertise=expertise,
        languages=["en", "zh-hant"],
        actor=people.paul(),
        now=timezone.now(),
    )


def registered(assessor: Assessor, *lines: Line) -> Assessor:
    """This year's register of interests is filed, with ``lines``."""
    file_register(lines=lines, actor=people.refreshed(assessor.user), now=timezone.now())
    return assessor


def away(assessor: Assessor, *, first: int = 1, last: int = 3, reason: str = "") -> Absence:
    """The assessor is away from ``first`` to ``last`` days from now."""
    today = timezone.localdate()
    return add_absence(
        starts_on=today + timedelta(days=first),
        ends_on=today + timedelta(days=last),
        reason=reason,
        actor=people.refreshed(assessor.user),
        now=timezone.now(),
    )


def in_pool(call: Call, assessor: Assessor, *, least: int = 0, most: int = 30) -> PoolMember:
    """``assessor`` in the pool of ``call``."""
    return operations.add_to_pool(
        call_id=call.pk,
        assessor_id=assessor.pk,
        least_load=least,
        most_load=most,
        actor=people.paul(),
        now=timezone.now(),
    )


def pool(call: Call, number: int, *, most: int = 30) -> list[Assessor]:
    """``number`` new assessors in the pool, who are technical and financial at once."""
    start = Assessor.objects.count()
    people_in_it = [profile(f"Assessor{start + index} Lee") for index in range(number)]
    for assessor in people_in_it:
        in_pool(call, assessor, most=most)
    return people_in_it


def actor(assessor: Assessor) -> Actor:
    """The assessor as the next request would load them."""
    return people.refreshed(assessor.user)
