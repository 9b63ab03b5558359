"""What the pool adds to the menus."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.accounts.actors import Actor, holds
from portal.accounts.models import Role
from portal.copies.registry import register_part
from portal.dashboard import registry
from portal.exports.registry import register as register_export
from portal.ui import navigation
from reviews.pool import personal_copy
from reviews.pool.importing import exports
from reviews.pool.queries import own_profile
from reviews.pool.register.queries import has_filed, year_at


def register() -> None:
    """The way to profiles and pools, and to one's own expertise."""
    register_export(exports.KIND)
    register_part(70, "assessor", _("Your profile as an assessor"), personal_copy.collect)
    navigation.register(
        navigation.Item(
            _("Assessors"),
            "pool-list",
            45,
            shown_to=holds(Role.OFFICER, Role.AUDITOR),
            rooms=("/conflicts/", "/bidding/", "/assignments/calls/", "/assessments/calls/"),
        )
    )
    navigation.register(
        navigation.Item(
            _("My register of interests"),
            "register",
            41,
            place="account",
            shown_to=holds(Role.ASSESSOR),
        )
    )
    registry.register(
        registry.Card(
            order=14,
            shown_to=holds(Role.ASSESSOR),
            load=register_to_file,
            title=_("Register of interests"),
        )
    )
    navigation.register(
        navigation.Item(
            _("My expertise"), "expertise", 40, place="account", shown_to=holds(Role.ASSESSOR)
        )
    )


def register_to_file(actor: Actor, now: datetime) -> Sequence[registry.Entry]:
    """This year's register, as long as it is not filed."""
    assessor = own_profile(actor)
    if assessor is None or has_filed(assessor, now=now):
        return []
    return [
        registry.Entry(
            title=gettext("Register of interests %(year)s") % {"year": year_at(now)},
            text=gettext("You are given no application until it is filed."),
            href=reverse("register"),
            action=gettext("File it now"),
            tone="amber",
        )
    ]
