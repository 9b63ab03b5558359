"""The registry of navigation: areas add items when Django starts, pages show those that fit."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Literal

from django.urls import NoReverseMatch, reverse

Place = Literal["header", "footer", "account"]
Predicate = Callable[[Any], bool]


@dataclass(frozen=True)
class Item:
    """One entry: where it leads, where it stands and who sees it.

    ``shown_to`` is asked with the request's actor on every page, so it must not query; without it
    everybody sees the item. ``rooms`` are beginnings of further addresses that belong to it.
    """

    label: Any
    url_name: str
    order: int = 50
    place: Place = "header"
    shown_to: Predicate | None = None
    rooms: tuple[str, ...] = ()

    def fits(self, actor: Any) -> bool:
        """Whether ``actor`` sees the item; where nobody is known, only what is for everybody."""
        return self.shown_to is None or (actor is not None and self.shown_to(actor))


@dataclass(frozen=True)
class Link:
    """An item as a page shows it."""

    label: Any
    url: str
    current: bool


_items: dict[tuple[Place, str], Item] = {}


def register(item: Item) -> None:
    """Add ``item``; the same URL name registered again in a place takes the former's stead."""
    _items[item.place, item.url_name] = item


def links(place: Place, *, actor: Any, path: str) -> list[Link]:
    """What ``actor`` sees at ``place``, in order; one link at most is the current one.

    An item whose URL name is unknown is left out: an installation may leave an area away.
    """
    chosen = sorted(
        (item for item in _items.values() if item.place == place and item.fits(actor)),
        key=lambda item: (item.order, item.url_name),
    )
    found = [(item, url) for item in chosen if (url := _url(item))]
    owners = {start: url for item, url in found for start in (*item.rooms, url)}
    current = owners.get(_nearest(owners, path), "")
    return [Link(item.label, url, current=url == current) for item, url in found]


def _url(item: Item) -> str:
    try:
        return reverse(item.url_name)
    except NoReverseMatch:
        return ""


def _nearest(urls: Iterable[str], path: str) -> str:
    """The longest of ``urls`` that is ``path`` or lies above it; the front page only for itself."""
    above = [
        url
        for url in urls
        if path == url or (url.strip("/") and path.startswith(url.rstrip("/") + "/"))
    ]
    return max(above, key=len, default="")
