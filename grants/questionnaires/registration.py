"""What the questions add to a call."""

from __future__ import annotations

from grants.programmes import parts
from grants.questionnaires import operations, queries


def register() -> None:
    """Fill new calls with questions, and let no call be published without them."""
    parts.register_filler(operations.fill)
    parts.register_gate("publish", queries.gaps_of)
