"""One whole application, made up from a seed and a number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from reviews.demo.invention.agreements import invent_agreement
from reviews.demo.invention.budgets import invent_budget
from reviews.demo.invention.dice import Dice
from reviews.demo.invention.narratives import Story
from reviews.demo.invention.organisations import Body, Sponsor, invent_body, sponsors
from reviews.demo.invention.people import Person, invent_person, invent_team
from reviews.demo.invention.words import sentence, words, written_day

WITHOUT_LICENCE = ("none-needed", "unsure")
CHINESE_SHARE = 0.45
FAULT_EVERY = 16
FAULTS = ("sponsor", "costs", "operating", "complete", "pilot", "registered")
"""Rules of eligibility that an application breaks now and then, in turn."""


@dataclass(frozen=True)
class Plan:
    """The days of the call that an application must fit."""

    closes_on: date
    start_by: date
    complete_by: date


@dataclass(frozen=True)
class Invention:
    """An application as its sections take it; terms of taxonomies are codes.

    ``quality`` is what nobody in the round knows: how good it really is, around 0. ``fault`` is
    the rule of eligibility that it breaks, or empty.
    """

    number: int
    language: str
    applicant: Person
    body: Body
    sponsor: Sponsor
    project: Mapping[str, Any]
    classification: Mapping[str, Any]
    sponsorship: Mapping[str, Any]
    team: list[dict[str, Any]]
    budget: list[dict[str, Any]]
    answers: Mapping[str, str]
    agreement: bytes
    quality: float
    fault: str


def invent(
    seed: int,
    number: int,
    plan: Plan,
    *,
    edition: int = 0,
    faultless: bool = False,
    applicant: Person | None = None,
) -> Invention:
    """Application ``number`` (from 0) of a round with the dates of ``plan``.

    The organisation is that of the number, whatever the ``edition``: so it can apply in several
    rounds, each time with another project. ``applicant`` is the person who applies; somebody is
    made up if nobody is named.
    """
    dice = Dice(seed, number, edition, "application")
    fault = "" if faultless else _fault(number)
    language = "zh" if dice.happens(CHINESE_SHARE) else "en"
    body = invent_body(seed, number, founded_before=plan.closes_on)
    somebody = invent_person(dice, domain=body.domain)
    applicant = applicant or somebody
    kind = dice.pick(words("projects")["kind"])
    variant = dice.pick(kind["variants"])
    sponsor = dice.pick(sponsors(kind["sponsors"]))
    status = dice.pick(kind["statuses"])
    story = Story(
        kind=kind,
        language=language,
        slots=_slots(dice, kind, variant, body, sponsor),
        is_regulated=status not in WITHOUT_LICENCE,
    )
    starts_on = plan.start_by - timedelta(days=dice.between(3, 12))
    completes_on = plan.complete_by - timedelta(days=dice.between(2, 14))
    title = story.title(dice)
    sponsorship = _sponsorship(dice, sponsor, language, plan)
    signers = {
        "company": str(body.details["name"]),
        "number": str(body.details["registration_number"]),
        "applicant": applicant.name,
        "title": title["en"],
    }
    return Invention(
        number=number,
        language=language,
        applicant=applicant,
        body=body,
        sponsor=sponsor,
        project={
            "title": title["en"],
            "title_zh": title["zh"],
            "summary": story.summary(dice),
            "starts_on": starts_on,
            "completes_on": completes_on,
        },
        classification=_classification(dice, kind, variant, status),
        sponsorship=sponsorship,
        team=invent_team(dice, applicant, language=language),
        budget=invent_budget(dice, language=language, is_heavy=fault == "costs"),
        answers=story.answers(dice, starts_on=starts_on, completes_on=completes_on),
        agreement=_agreement(signers, sponsorship, fault),
        quality=dice.normal(),
        fault=fault,
    )


def _fault(number: int) -> str:
    turn, place = divmod(number, FAULT_EVERY)
    return FAULTS[turn % len(FAULTS)] if place == FAULT_EVERY - 3 else ""


def _slots(
    dice: Dice, kind: Mapping[str, Any], variant: Mapping[str, Any], body: Body, sponsor: Sponsor
) -> dict[str, dict[str, str]]:
    index = dice.between(0, len(kind["en"]["product"]) - 1)
    slots = {
        "en": {"company": body.short, "sponsor": sponsor.name, "asset": variant["en"]},
        "zh": {"company": body.short_zh, "sponsor": sponsor.name_zh, "asset": variant["zh"]},
    }
    for code, own in slots.items():
        own["product"] = kind[code]["product"][index]
        own["domain"] = body.domain
    return slots


def _classification(
    dice: Dice, kind: Mapping[str, Any], variant: Mapping[str, Any], status: str
) -> dict[str, Any]:
    lowest, highest = kind["value_million"]
    value = dice.money(lowest * 1_000_000, highest * 1_000_000) if highest else Decimal(0)
    return {
        "pillar": dice.pick(kind["pillars"]),
        "technology": dice.pick(kind["technologies"]),
        "use_cases": variant.get("use_cases", kind["use_cases"]),
        "regulatory_statuses": [status],
        "regulatory_details": _licence(dice, status),
        "sandboxes": dice.some(kind["sandboxes"], 1) if dice.happens(0.4) else [],
        "value_involved": value.quantize(Decimal("0.01")),
    }


def _licence(dice: Dice, status: str) -> str:
    if status in WITHOUT_LICENCE:
        return ""
    template: str = words("particulars")["licence"][status]
    return template.format(number=dice.between(1000, 9999), year=dice.between(2019, 2025))


def _sponsorship(dice: Dice, sponsor: Sponsor, language: str, plan: Plan) -> dict[str, Any]:
    contact = invent_person(dice, domain=sponsor.domain)
    return {
        "name": sponsor.name,
        "kind": sponsor.kind,
        "contact_name": contact.name,
        "contact_email": contact.email,
        "contribution": sentence(dice.pick(words("bodies")["contributions"][language]), {}, dice),
        "agreed_on": plan.closes_on - timedelta(days=dice.between(8, 60)),
    }


def _agreement(signers: Mapping[str, str], sponsorship: Mapping[str, Any], fault: str) -> bytes:
    contribution = str(sponsorship["contribution"])
    return invent_agreement(
        {
            **signers,
            "sponsor": str(sponsorship["name"]),
            "contribution": contribution if contribution.isascii() else "as in the application.",
            "day": written_day(sponsorship["agreed_on"], "en"),
            "contact": str(sponsorship["contact_name"]),
        },
        fault=fault,
    )
