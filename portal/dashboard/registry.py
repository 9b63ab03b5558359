"""What the areas above put on the front page and on the home page of each role.

Register in ``<area>/registration.py`` when Django starts. The kernel knows nothing of what the
cards are about; it asks each one for its entries and shows them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, NamedTuple

from portal.accounts.actors import Actor

Tone = Literal["grey", "teal", "green", "amber", "red"]


@dataclass(frozen=True)
class Entry:
    """One thing to know or to do: what it is, where it leads, how pressing it is.

    ``action`` is the link's words; without it the title itself is the link. ``count`` stands big
    beside the title. ``text`` is one or two plain sentences.
    """

    title: Any
    text: Any = ""
    href: str = ""
    action: Any = ""
    tone: Tone = "grey"
    count: int | None = None
    status: Any = ""


@dataclass(frozen=True)
class Card:
    """Entries of one kind on the home page; nothing is shown while ``load`` finds none.

    ``shown_to`` is asked with the actor and must not query; ``load(actor, now)`` may. With a
    ``title`` the entries stand under a heading of their own.
    """

    order: int
    shown_to: Callable[[Actor], bool]
    load: Callable[[Actor, datetime], Sequence[Entry]]
    title: Any = ""


class Fragment(NamedTuple):
    """A template with its context, shown as a section of the front page."""

    template: str
    context: Mapping[str, Any]


class Section(NamedTuple):
    """A card's entries, ready to be shown."""

    title: Any
    entries: Sequence[Entry]

    @property
    def level(self) -> int:
        """The heading level of its entries: one below the section's, or below the page's."""
        return 3 if self.title else 2


FrontLoader = Callable[[datetime], Fragment | None]

_cards: list[Card] = []
_front: list[FrontLoader] = []


def register(card: Card) -> None:
    """Put ``card`` on the home page of whoever it is shown to; twice is once."""
    if card not in _cards:
        _cards.append(card)


def register_front(loader: FrontLoader) -> None:
    """Add a section to the front page; ``loader(now)`` gives its template, or None for nothing."""
    if loader not in _front:
        _front.append(loader)


def sections_for(actor: Actor, now: datetime) -> list[Section]:
    """The sections of ``actor``'s home page that have something in them, in order."""
    chosen = sorted((card for card in _cards if card.shown_to(actor)), key=lambda card: card.order)
    loaded = [Section(card.title, card.load(actor, now)) for card in chosen]
    return [section for section in loaded if section.entries]


def front_fragments(now: datetime) -> list[Fragment]:
    """The sections of the front page, in the order of registration."""
    return [fragment for loader in _front if (fragment := loader(now)) is not None]
