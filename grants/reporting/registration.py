"""What reporting adds to the menu and to the exports."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from grants.reporting.exports import KINDS
from grants.reporting.rules import READERS
from portal.exports import registry
from portal.ui import navigation


def register() -> None:
    """Called once when Django starts."""
    for kind in KINDS:
        registry.register(kind)
    navigation.register(
        navigation.Item(
            label=_("Reports"),
            url_name="report-funding",
            order=60,
            shown_to=lambda actor: actor.has_any(*READERS),
        )
    )
