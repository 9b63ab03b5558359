"""Organisations that apply, registered by the real operation."""

from __future__ import annotations

from datetime import date
from itertools import count
from typing import Any

from django.utils import timezone

from portal.accounts.actors import Actor
from portal.accounts.models import User
from portal.organisations import operations
from portal.organisations.models import Membership, Organisation
from portal.organisations.registration import WEIGHTS

_numbers = count(1_000_001)


def registration_number() -> str:
    """A number nobody had yet, with a valid check digit."""
    digits = str(next(_numbers))
    total = sum(weight * int(digit) for weight, digit in zip(WEIGHTS, digits, strict=True))
    return f"{digits}{(10 - total % 10) % 10}"


def details(**changes: Any) -> dict[str, Any]:
    """What ``operations.register`` takes; every field is filled."""
    return {
        "registration_number": registration_number(),
        "name": "Harbour Ledger Limited",
        "name_zh": "海港賬本有限公司",
        "type": "company",
        "incorporated_on": date(2021, 3, 15),
        "address_region": "kowloon",
        "address_district": "kwun-tong",
        "address_street": "88 How Ming Street",
        "address_building": "Millennium Trade Centre",
        "address_unit": "12/F, Unit B",
        "address_zh": "觀塘巧明街88號12樓B室",
        "phone": "+85221234567",
        "website": "https://ledger.example.hk",
        "employees": 14,
        **changes,
    }


def of(owner: Actor, **changes: Any) -> Organisation:
    """An organisation of ``owner``; ask ``people.refreshed(owner)`` for the actor with it."""
    return operations.register(details=details(**changes), actor=owner, now=timezone.now())


def join(organisation: Organisation, who: Actor | User, role: str) -> None:
    """Make ``who`` a member."""
    user = who.person if isinstance(who, Actor) else who
    Membership.objects.create(organisation=organisation, user=user, role=role)
