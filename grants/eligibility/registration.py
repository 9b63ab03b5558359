"""What the rules of eligibility add to a call."""

from __future__ import annotations

from grants.eligibility import operations, queries
from grants.programmes import parts


def register() -> None:
    """Fill new calls with rules, and let no call be published with a rule half written."""
    parts.register_filler(operations.fill)
    parts.register_gate("publish", queries.gaps_of)
