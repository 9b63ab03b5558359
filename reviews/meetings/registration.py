"""What meetings add to the panel: the quorum that a recommendation needs."""

from __future__ import annotations

from reviews.meetings.queries import barred
from reviews.panels.gates import register_gate


def register() -> None:
    """Called once when Django starts."""
    register_gate(barred)
