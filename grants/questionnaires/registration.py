"""What the form adds to a call."""

from __future__ import annotations

from grants.programmes import parts
from grants.questionnaires import operations, queries


def register() -> None:
    """Give new calls a form, and let no call be published without a complete one."""
    parts.register_filler(operations.fill)
    parts.register_gate("publish", queries.gaps_of)
