"""What a personal copy is made of: parts, which the areas above add to.

A part is collected for one actor and must start from what that actor may see, so that a copy never
holds more than their pages show.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from portal.accounts.actors import Actor
from portal.documents.models import Document


@dataclass(frozen=True)
class Fact:
    """One thing that is known: ``key`` for machines never changes with the language.

    ``value`` is text, a number, an amount, a day, an instant, yes or no, or None; ``words`` says it
    to people where the value is a code.
    """

    key: str
    label: Any
    value: Any
    words: Any = None


@dataclass(frozen=True)
class Entry:
    """One thing of a part, with what is known about it, its files, and things inside it.

    ``content`` is given where the portal holds a structure of its own: the machine-readable file
    takes it word for word, and the facts and entries are for people alone.
    """

    title: Any
    facts: Sequence[Fact] = ()
    files: Sequence[Document] = ()
    entries: Sequence[Entry] = ()
    content: Mapping[str, Any] | None = None


Collect = Callable[[Actor], Iterable[Entry]]


@dataclass(frozen=True)
class Part:
    """One page of the copy; ``code`` names its files."""

    order: int
    code: str
    title: Any
    collect: Collect


_parts: dict[str, Part] = {}


def register_part(order: int, code: str, title: Any, collect: Collect) -> None:
    """Add a part to every copy; the same code again takes the place of the former."""
    _parts[code] = Part(order, code, title, collect)


def parts() -> list[Part]:
    """Every part in the order of the copy."""
    return sorted(_parts.values(), key=lambda part: (part.order, part.code))
