"""Made-up assessors and what they write on their score sheets."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from reviews.demo.invention.applications import Invention
from reviews.demo.invention.dice import Dice
from reviews.demo.invention.organisations import sponsors
from reviews.demo.invention.people import Person, invent_person
from reviews.demo.invention.words import words

DISCIPLINES = ("technical", "finance", "technical", "regulatory")
STRONG, GOOD, WEAK = "strong", "good", "weak"


@dataclass(frozen=True)
class Judge:
    """An assessor as the pool takes them; ``expertise`` are (taxonomy, code) pairs.

    ``severity`` is how many marks they stay below the others.
    """

    number: int
    person: Person
    employer: str
    disciplines: tuple[str, ...]
    languages: tuple[str, ...]
    expertise: frozenset[tuple[str, str]]
    words: tuple[str, ...]
    severity: float


@dataclass(frozen=True)
class Sheet:
    """A filled score sheet: mark and comment by code of criterion, and the comment on the whole."""

    marks: Mapping[str, tuple[int, str]]
    comment: str


def invent_judge(seed: int, number: int) -> Judge:
    """Assessor ``number`` (from 0); some work for sponsors, so that conflicts are found."""
    dice = Dice(seed, number, "assessor")
    employers = words("bodies")["employers"]
    employer = employers[number % len(employers)]
    domains = {one.name: one.domain for one in sponsors()}
    domain = domains.get(employer, f"{re.sub(r'[^a-z]+', '-', employer.lower())}.example")
    first = DISCIPLINES[number % len(DISCIPLINES)]
    second = [dice.pick(["technical", "finance", "regulatory"])] if number % 5 == 0 else []
    person = invent_person(dice, domain=domain, number=number + 1)
    languages = ("en", "zh-hant") if dice.happens(0.85) else ("en",)
    kinds = dice.some(words("projects")["kind"], dice.between(4, 7))
    return Judge(
        number=number,
        person=person,
        employer=employer,
        disciplines=tuple(dict.fromkeys([first, *second])),
        languages=languages,
        expertise=frozenset(_terms(kinds)),
        words=tuple(_words(Dice(seed, number, "own words"), kinds, languages)),
        severity=0.35 * dice.normal(),
    )


def _terms(kinds: Sequence[Mapping[str, Any]]) -> list[tuple[str, str]]:
    groups = (("pillar", "pillars"), ("technology", "technologies"), ("use_case", "use_cases"))
    return [(name, code) for kind in kinds for name, key in groups for code in kind[key]]


def _words(dice: Dice, kinds: Sequence[Mapping[str, Any]], languages: Sequence[str]) -> list[str]:
    """One asset of each kind of project that the assessor knows, in the languages they read."""
    known = [dice.pick(kind["variants"]) for kind in kinds]
    return [one["en"] for one in known] + [one["zh"] for one in known if "zh-hant" in languages]


def fill_in(seed: int, invention: Invention, judge: Judge, criteria: Mapping[str, int]) -> Sheet:
    """The sheet of ``judge`` for an application; ``criteria`` are highest marks by code.

    A mark is the application's quality, its own strength in the criterion, the assessor's severity
    and some noise, in this order of weight.
    """
    marks = {
        code: _mark(seed, invention, judge, code, highest) for code, highest in criteria.items()
    }
    dice = Dice(seed, invention.number, judge.number, "comments")
    chinese = invention.language == "zh" and "zh-hant" in judge.languages and dice.happens(0.7)
    language = "zh" if chinese else "en"
    pool = words("reviewing")
    mean = sum(mark / criteria[code] for code, mark in marks.items()) / len(marks)
    return Sheet(
        marks={
            code: (mark, _comment(dice, pool["comments"][code][language], mark / criteria[code]))
            for code, mark in marks.items()
        },
        comment=dice.pick(pool["overall"][language][_band(mean)]),
    )


def _mark(seed: int, invention: Invention, judge: Judge, code: str, highest: int) -> int:
    own = Dice(seed, invention.number, code, "strength").normal()
    noise = Dice(seed, invention.number, judge.number, code, "noise").normal()
    level = 0.58 + 0.16 * invention.quality + 0.05 * own - 0.2 * judge.severity + 0.06 * noise
    return max(0, min(highest, round(level * highest)))


def _comment(dice: Dice, sentences: Mapping[str, Sequence[str]], share: float) -> str:
    return dice.pick(sentences[_band(share)])


def _band(share: float) -> str:
    if share >= 0.75:
        return STRONG
    return GOOD if share >= 0.5 else WEAK
