"""The demo's people: one click steps into any of them, in the embedded demo alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from portal.accounts.models import Role, RoleGrant, User
from portal.audit.operations import record
from portal.ui.formats import listed

PASSWORD = "leap demo password"  # noqa: S105 - printed for every visitor of the demo, used nowhere else
"""What every demo person signs in with."""

ORDER = {role.value: place for place, role in enumerate(Role, start=1)}


@dataclass(frozen=True)
class Part:
    """One person of the demo and what they are: an applicant where no role is held."""

    user: User
    roles: Sequence[str]

    @property
    def title(self) -> str:
        """The roles in words."""
        labels = [str(Role(role).label) for role in self.roles]
        return listed(labels) or _("Applicant")


def parts(now: datetime) -> list[Part]:
    """The demo's people, applicants first, then in the order of the roles; two queries."""
    people = User.objects.filter(is_demo=True, is_active=True).order_by("pk")
    held: dict[int, list[str]] = {person.pk: [] for person in people}
    grants = RoleGrant.objects.active(now).filter(user__in=held)
    for user_id, role in grants.values_list("user", "role"):
        if role not in held[user_id]:
            held[user_id].append(role)
    found = [Part(person, sorted(held[person.pk], key=ORDER.__getitem__)) for person in people]
    return sorted(found, key=lambda part: ORDER[part.roles[0]] if part.roles else 0)


@transaction.atomic
def record_step_in(*, person: User, before: Any) -> None:
    """Write down who a visitor became; ``before`` is who they were, None for nobody."""
    was = before.audit_reference if before is not None else ""
    record("demo.step_in", actor=person, subject=person, was=was)
