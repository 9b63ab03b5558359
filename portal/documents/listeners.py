"""Who wants to know that a virus was found: the areas above, which hold the files."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from portal.documents.models import Document

Listener = Callable[[Document, datetime], None]

_listeners: list[Listener] = []


def on_infection(listener: Listener) -> None:
    """Call ``listener(document, now)`` in the transaction that marks a file as infected."""
    if listener not in _listeners:
        _listeners.append(listener)


def tell(document: Document, now: datetime) -> None:
    """Call everybody."""
    for listener in _listeners:
        listener(document, now)
