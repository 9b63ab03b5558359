"""Made-up people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from reviews.demo.invention.dice import Dice
from reviews.demo.invention.words import sentence, words


@dataclass(frozen=True)
class Person:
    """A person with a name in both languages and a mailbox that does not exist."""

    name: str
    name_zh: str
    email: str


def invent_person(dice: Dice, *, domain: str, number: int = 0) -> Person:
    """Somebody with an address at ``domain``; ``number`` makes it another one than the others'."""
    pool = words("people")
    surname, surname_zh = dice.pick(pool["surnames"])
    given, given_zh = dice.pick(pool["given_names"])
    english = f"{dice.pick(pool['english_names'])} " if dice.happens(0.4) else ""
    name = f"{english}{surname} {given}"
    box = f"{given.replace('-', '')}.{surname.replace(' ', '')}{number or ''}".lower()
    return Person(name, surname_zh + given_zh, f"{box}@{domain}")


def invent_team(dice: Dice, lead: Person, *, language: str) -> list[dict[str, Any]]:
    """Two to five people, the first of whom leads, as the section of the form takes them."""
    pool = words("people")
    careers = dice.shuffled(pool["experience"][language])
    places = dice.shuffled(pool["positions"][language])
    others = [
        invent_person(dice, domain="example.hk", number=index)
        for index in range(dice.between(1, 4))
    ]
    return [
        {
            "name": person.name,
            "name_zh": person.name_zh,
            "position": places[index] if index else dice.pick(pool["leads"][language]),
            "experience": sentence(careers[index], {}, dice),
            "is_lead": index == 0,
        }
        for index, person in enumerate([lead, *others])
    ]
