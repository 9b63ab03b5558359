"""Areas register their links; people see those that are theirs."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AnonymousUser
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


def test_the_chrome_asks_with_the_actor_or_else_the_user() -> None:
    navigation.register(Item("A", "gallery", shown_to=lambda actor: actor == "the actor"))
    navigation.register(
        Item("B", "front", place="footer", shown_to=lambda actor: actor.is_anonymous)
    )
    request: Any = RequestFactory().get("/gallery/")
    request.user = AnonymousUser()
    with_actor: Any = RequestFactory().get("/gallery/")
    with_actor.actor = "the actor"
    navigation.register(Item("C", "gallery", place="account", shown_to=lambda _actor: False))

    chrome = context.chrome(request)

    assert [link.label for link in chrome["footer_links"]] == ["B"]
    assert chrome["navigation"] == chrome["account_links"] == []
    navigation._items.pop(("footer", "front"))
    assert [link.label for link in context.chrome(with_actor)["navigation"]] == ["A"]
