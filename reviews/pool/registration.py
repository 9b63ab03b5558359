"""What the pool adds to the menus."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from portal.accounts.actors import holds
from portal.accounts.models import Role
from portal.copies.registry import register_part
from portal.ui import navigation
from reviews.pool import personal_copy


def register() -> None:
    """The way to profiles and pools, and to one's own expertise."""
    register_part(70, "assessor", _("Your profile as an assessor"), personal_copy.collect)
    navigation.register(
        navigation.Item(_("Assessors"), "pool-list", 45, shown_to=holds(Role.OFFICER, Role.AUDITOR))
    )
    navigation.register(
        navigation.Item(
            _("My expertise"), "expertise", 40, place="account", shown_to=holds(Role.ASSESSOR)
        )
    )
