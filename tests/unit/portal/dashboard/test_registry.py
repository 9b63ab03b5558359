"""Cards and sections that areas put on the pages."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from portal.accounts.actors import VISITOR, Actor
from portal.dashboard import registry
from portal.dashboard.registry import Card, Entry, Fragment, Section

NOW = datetime(2025, 7, 1, tzinfo=UTC)
LETTER = Entry("Letter", "Read it.", "/letter/")


@pytest.fixture(autouse=True)
def _empty_registry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_cards", [])
    monkeypatch.setattr(registry, "_front", [])


def card(order: int, *entries: Entry, shown: bool = True, title: str = "") -> Card:
    """A card with what it says in any case."""
    return Card(order, lambda _actor: shown, lambda _actor, _now: entries, title)


def test_sections_come_in_the_order_of_their_cards() -> None:
    late, early = Entry("Late"), Entry("Early")
    registry.register(card(20, late, title="Second"))
    registry.register(card(10, early))

    found = registry.sections_for(VISITOR, NOW)

    assert found == [Section("", (early,)), Section("Second", (late,))]


def test_a_card_that_finds_nothing_or_is_for_others_is_left_out() -> None:
    registry.register(card(10))
    registry.register(card(20, LETTER, shown=False))

    assert registry.sections_for(VISITOR, NOW) == []


def test_a_card_for_others_is_not_even_loaded() -> None:
    def explode(_actor: Actor, _now: datetime) -> list[Entry]:
        raise AssertionError("loaded for nobody")

    registry.register(Card(10, lambda _actor: False, explode))

    assert registry.sections_for(VISITOR, NOW) == []


def test_the_same_card_twice_is_there_once() -> None:
    same = card(10, LETTER)
    registry.register(same)
    registry.register(same)

    assert len(registry.sections_for(VISITOR, NOW)) == 1


def test_headings_go_one_level_down_at_a_time() -> None:
    assert Section("", [LETTER]).level == 2
    assert Section("Letters", [LETTER]).level == 3


def test_the_front_page_shows_what_its_loaders_give() -> None:
    fragment = Fragment("calls.html", {"calls": []})

    def loader(_now: datetime) -> Fragment:
        return fragment

    registry.register_front(loader)
    registry.register_front(loader)
    registry.register_front(lambda _now: None)

    assert registry.front_fragments(NOW) == [fragment]
