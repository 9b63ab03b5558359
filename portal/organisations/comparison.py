"""Two registrations side by side: what an officer compares before joining them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _

from portal.organisations.models import Membership, NumberCase, Organisation
from portal.organisations.places import place_name
from portal.organisations.telephones import spoken
from portal.ui.formats import hkdate, hkt, listed

Show = Callable[[Organisation], str]


@dataclass(frozen=True)
class Row:
    """One fact of both; ``is_same`` is None where one of them says nothing of it."""

    label: Any
    first: str
    second: str
    is_same: bool | None


def compare(
    case: NumberCase, first: Sequence[Membership], second: Sequence[Membership]
) -> list[Row]:
    """The facts of both registrations, and of their members, in the order of the page."""
    facts = [_row(label, show(case.first), show(case.second)) for label, show in FACTS]
    return [
        *facts,
        Row(_("Members"), _names(first), _names(second), None),
        _row(_("E-mail domains"), _domains(first), _domains(second)),
    ]


def _row(label: Any, first: str, second: str) -> Row:
    same = first.casefold() == second.casefold() if first and second else None
    return Row(label, first, second, same)


def _site(organisation: Organisation) -> str:
    return (urlsplit(organisation.website).hostname or "").removeprefix("www.")


def _incorporated(organisation: Organisation) -> str:
    return hkdate(organisation.incorporated_on) if organisation.incorporated_on else ""


def _address(organisation: Organisation) -> str:
    parts = (
        organisation.address_unit,
        organisation.address_building,
        organisation.address_street,
        place_name(organisation.address_district),
    )
    return ", ".join(part for part in parts if part)


FACTS: tuple[tuple[Any, Show], ...] = (
    (_("Name in English"), lambda one: one.name),
    (_("Name in Chinese"), lambda one: one.name_zh),
    (_("Kind of organisation"), lambda one: one.get_type_display()),
    (_("Date of incorporation"), _incorporated),
    (_("Address in Hong Kong"), _address),
    (_("Address in Chinese"), lambda one: one.address_zh),
    (_("Telephone"), lambda one: spoken(one.phone)),
    (_("Website"), _site),
    (_("Registered in the portal"), lambda one: hkt(one.created_at)),
)


def _names(members: Sequence[Membership]) -> str:
    return listed(f"{one.user} ({one.get_role_display()})" for one in members)


def _domains(members: Sequence[Membership]) -> str:
    return listed(sorted({one.user.email.rsplit("@", 1)[-1].lower() for one in members}))
