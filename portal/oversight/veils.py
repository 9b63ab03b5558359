"""What the log would show and an interest hides from the person who reads it.

The log knows applications by their names alone. The areas above, which know whose interest is
where, register when Django starts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from portal.accounts.actors import Actor

Veil = Callable[[Actor], Mapping[str, str]]
"""Takes a reader and gives what is hidden from them: each name with the code of its call."""

_veils: list[Veil] = []


def register_veil(veil: Veil) -> None:
    """Let an area above hide what carries a name; twice is once."""
    if veil not in _veils:
        _veils.append(veil)


def names_hidden(actor: Actor) -> Callable[..., bool]:
    """A test whether any of some texts carries a name that is hidden from ``actor``."""
    hidden = tuple(hidden_from(actor))
    return lambda *texts: any(name in text for name in hidden for text in texts)


def hidden_from(actor: Actor) -> dict[str, str]:
    """Every name that is hidden from ``actor``, with its call."""
    return {name: call for veil in _veils for name, call in veil(actor).items()}
