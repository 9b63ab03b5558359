"""What the dashboard adds to the menus: home, and the pages every footer leads to."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from portal.dashboard import offers, registry
from portal.ui import navigation


def _is_known(actor: Any) -> bool:
    return bool(getattr(actor, "is_known", False))


def register() -> None:
    """Menu and footer, and what the areas below offer to a person."""
    registry.register(offers.CARD)
    registry.register(offers.CASES)
    navigation.register(navigation.Item(_("Home"), "home", 0, shown_to=_is_known))
    for label, url_name, order in (
        (_("Help"), "help", 10),
        (_("Privacy"), "privacy", 20),
        (_("Accessibility"), "accessibility", 30),
    ):
        navigation.register(navigation.Item(label, url_name, order, place="footer"))
