"""What organisations add to the menu of the account."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from portal.accounts.actors import Actor
from portal.accounts.models import Role
from portal.ui import navigation


def register() -> None:
    """Called once when Django starts."""
    navigation.register(
        navigation.Item(
            _("Your organisations"),
            "organisation-list",
            order=20,
            place="account",
            shown_to=may_belong,
        )
    )
    navigation.register(
        navigation.Item(
            _("Registrations"),
            "number-cases",
            order=75,
            shown_to=sees_cases,
        )
    )


def sees_cases(actor: object) -> bool:
    """Officers and auditors of all calls look at numbers that were registered twice."""
    return isinstance(actor, Actor) and any(
        actor.has(role, "") for role in (Role.OFFICER, Role.AUDITOR)
    )


def may_belong(actor: object) -> bool:
    """Applicants, and staff who are members of an organisation too."""
    return (
        isinstance(actor, Actor)
        and actor.is_known
        and (not actor.is_staff or bool(actor.memberships))
    )
