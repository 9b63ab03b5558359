"""What the calendar adds to the menu of administrators."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from portal.accounts.actors import holds
from portal.accounts.models import Role
from portal.ui import navigation


def register() -> None:
    """Called once when Django starts."""
    navigation.register(
        navigation.Item(_("Working days"), "working-days", 85, shown_to=holds(Role.ADMINISTRATOR))
    )
