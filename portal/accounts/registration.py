"""What accounts add to the pages when Django starts."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from portal.accounts import receivers
from portal.accounts.actors import holds
from portal.accounts.models import Role
from portal.ui import navigation


def register() -> None:
    """Menu items, and the ear for what allauth tells."""
    receivers.connect()
    account: dict[str, Any] = {"place": "account"}
    items = [
        (_("Your account"), "account", 10),
        (_("Second factor"), "mfa_index", 20),
        (_("Sessions"), "usersessions_list", 30),
    ]
    for label, url_name, order in items:
        navigation.register(navigation.Item(label, url_name, order, **account))
    navigation.register(
        navigation.Item(_("People"), "people", 80, shown_to=holds(Role.ADMINISTRATOR))
    )
