"""Areas register their links; people see those that are theirs."""

from __future__ import annotations

from typing import Any

from django.test import RequestFactory

from portal.ui import context, navigation
from portal.ui.navigation import Item, Link


def shown(path: str = "/gallery/", actor: Any = None) -> list[Link]:
    """What ``actor`` sees in the header."""
    return navigation.links("header", actor=actor, path=path)


def test_links_stand_in_order_and_the_nearest_is_current() -> None:
    navigation.register(Item("Parts", "gallery-parts", order=30))
    navigation.register(Item("Start", "front", order=10))
    navigation.register(Item("Gallery", "gallery", order=20))

    assert shown("/gallery/parts/bolts/") == [
        Link("Start", "/", current=False),
        Link("Gallery", "/gallery/", current=False),
        Link("Parts", "/gallery/parts/", current=True),
    ]


def test_an_item_is_current_in_the_rooms_that_belong_to_it() -> None:
    navigation.register(Item("Gallery", "gallery", rooms=("/museum/",)))
    navigation.register(Item("Parts", "gallery-parts", rooms=("/museum/parts/",)))

    def current(path: str) -> list[Any]:
        return [link.label for link in shown(path) if link.current]

    assert current("/museum/old/") == ["Gallery"]
    assert current("/museum/parts/bolts/") == ["Parts"]
    assert current("/museums/") == []


def test_the_front_page_is_current_only_for_itself() -> None:
    navigation.register(Item("Start", "front"))

    assert [link.current for link in shown("/")] == [True]
    assert [link.current for link in shown("/elsewhere/")] == [False]


def test_an_item_is_shown_to_those_its_predicate_names() -> None:
    navigation.register(Item("Gallery", "gallery", shown_to=lambda actor: actor == "Paul"))

    assert [link.label for link in shown(actor="Paul")] == ["Gallery"]
    assert shown(actor="Otto") == []


def test_an_item_of_an_absent_area_is_left_out() -> None:
    navigation.register(Item("Nowhere", "no-such-name"))

    assert shown() == []


def test_registering_twice_shows_once() -> None:
    navigation.register(Item("Old", "gallery"))
    navigation.register(Item("New", "gallery"))

    assert [link.label for link in shown()] == ["New"]


def test_the_chrome_asks_with_the_requests_actor() -> None:
    navigation.register(Item("A", "gallery", shown_to=lambda actor: actor == "Paul"))
    navigation.register(Item("B", "front", place="footer", shown_to=lambda actor: actor == "Ada"))
    navigation.register(Item("C", "front", place="account"))
    request: Any = RequestFactory().get("/gallery/")
    request.actor = "Paul"

    chrome = context.chrome(request)

    assert [link.label for link in chrome["navigation"]] == ["A"]
    assert chrome["footer_links"] == []
    assert [link.label for link in chrome["account_links"]] == ["C"]


def test_where_nobody_is_known_only_items_for_everybody_stand() -> None:
    navigation.register(Item("A", "gallery", shown_to=lambda actor: actor.is_known))
    navigation.register(Item("B", "front"))

    chrome = context.chrome(RequestFactory().get("/gallery/"))

    assert [link.label for link in chrome["navigation"]] == ["B"]
