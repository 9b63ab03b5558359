"""Telling people what happened to their account.

Accounts lie below the outbox of messages, so the outbox registers itself here when Django starts
(``portal.apps``), and the operations of accounts stay free of how a message travels.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from portal.accounts.models import User

Announce = Callable[..., Any]

_outbox: list[Announce] = []


def deliver_through(announce: Announce) -> None:
    """Use ``announce(kind, key=…, to=…, context=…)`` from now on."""
    _outbox[:] = [announce]


def tell(kind: str, *, key: str, to: User, **context: Any) -> None:
    """Promise the message ``kind`` in the open transaction; its template is ``emails/<kind>/``."""
    (announce,) = _outbox
    announce(kind, key=key, to=to, context=context)
