"""Made-up organisations: names, registration numbers, addresses, sponsors."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from portal.organisations.places import region_of
from portal.organisations.registration import WEIGHTS
from reviews.demo.invention.dice import Dice
from reviews.demo.invention.words import words

MOST = 400
"""How many organisations of different names there are."""

SPOKEN_EVERY, SPOKEN_FIRST = 31, 7
INSTITUTE_EVERY, INSTITUTE_FIRST = 47, 11
NOT_ISSUED_YET = 9_800_000
"""The first seven digits start here: no such registration number has been given to anybody."""


@dataclass(frozen=True)
class Sponsor:
    """A large institution; ``kind`` is a code of the taxonomy."""

    kind: str
    name: str
    name_zh: str
    domain: str


@dataclass(frozen=True)
class Body:
    """An organisation that applies, with its names as it writes them in a text."""

    details: dict[str, Any]
    short: str
    short_zh: str
    domain: str


def registration_number(number: int) -> str:
    """Eight digits whose last one is the check digit; another for each ``number`` below 190,000."""
    digits = f"{NOT_ISSUED_YET + number * 7919 % 199_999}"
    total = sum(weight * int(digit) for weight, digit in zip(WEIGHTS, digits, strict=True))
    return f"{digits}{(10 - total % 10) % 10}"


def sponsors(kinds: Sequence[str] = ()) -> list[Sponsor]:
    """The sponsors of the given kinds; without any, every sponsor there is."""
    every = [Sponsor(*one) for one in words("bodies")["sponsors"]]
    return [one for one in every if one.kind in kinds] if kinds else every


def invent_body(seed: int, number: int, *, founded_before: date) -> Body:
    """Organisation ``number`` (from 0): always the same for the same seed, none named twice."""
    if not 0 <= number < MOST:
        raise ValueError(f"there are {MOST} organisations, numbered from 0")
    dice = Dice(seed, number, "organisation")
    name, name_zh, is_institute = _name(seed, number)
    district, street, street_zh = dice.pick(words("bodies")["places"])
    building, building_zh = dice.pick(words("bodies")["buildings"])
    house, floor, unit = dice.between(1, 180), dice.between(2, 28), dice.between(1, 16)
    prefix = "C" if is_institute else ""
    short = re.sub(r" Limited$", "", name)
    domain = f"{re.sub(r'[^a-z]+', '-', short.lower()).strip('-')}.example"
    plain = registration_number(number)
    details = {
        "registration_number": f"{prefix}{plain[1:]}" if prefix else plain,
        "name": name,
        "name_zh": name_zh,
        "type": "research" if is_institute else "company",
        "incorporated_on": founded_before - timedelta(days=dice.between(200, 3200)),
        "address_region": region_of(district),
        "address_district": district,
        "address_street": f"{house} {street}",
        "address_building": building,
        "address_unit": f"Unit {unit:02}, {floor}/F",
        "address_zh": f"{street_zh}{house}號{building_zh}{floor}樓{unit}室",
        "phone": f"+8522099{dice.between(1000, 9999)}",
        "website": f"https://www.{domain}",
        "employees": dice.between(3, 64),
    }
    return Body(details, short, re.sub("有限公司$", "", name_zh), domain)


def _name(seed: int, number: int) -> tuple[str, str, bool]:
    pool = words("bodies")
    turn, place = divmod(number, SPOKEN_EVERY)
    if place == SPOKEN_FIRST and turn < len(pool["spoken"]):
        return (*pool["spoken"][turn], False)
    turn, place = divmod(number, INSTITUTE_EVERY)
    if place == INSTITUTE_FIRST and turn < len(pool["institutes"]):
        return (*pool["institutes"][turn], True)
    pairs = [(root, trade) for root in pool["roots"] for trade in pool["trades"]]
    (root, root_zh), (trade, trade_zh) = Dice(seed, "names").shuffled(pairs)[number]
    return f"{root} {trade} Limited", f"{root_zh}{trade_zh}有限公司", False
