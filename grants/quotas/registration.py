"""What quotas add to a call."""

from __future__ import annotations

from grants.programmes import parts
from grants.quotas import operations, queries


def register() -> None:
    """Copy them with a call, and publish none that could not be kept."""
    parts.register_filler(operations.fill)
    parts.register_gate("publish", queries.gaps_of)
