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
    answers: Mapping[str, Any]
    agreement: bytes
    quality: float
    fault: str


def invent(
    seed: int, number: int, plan: Plan, *, edition: int = 0, applicant: Person | None = None
) -> Invention:
    """Application ``number`` (from 0) of a round with the dates of ``plan``.

    The organisation is that of the number, whatever the ``edition``: so it can apply in several
    rounds, each time with another project. ``applicant`` is the person who applies; somebody is
    made up if nobody is named.
    """
    dice = Dice(seed, number, edition, "application")
    body = invent_body(seed, number, founded_before=plan.closes_on)
    somebody = invent_person(dice, domain=body.domain)
    story = _story(dice, body)
    project = _project(dice, story, plan)
    sponsorship = _sponsorship(dice, story, plan)
    fault = _fault(number)
    person = applicant or somebody
    return Invention(
        number=number,
        language=story.language,
        applicant=person,
        body=body,
        sponsor=story.sponsor,
        project=project,
        classification=_classification(dice, story),
        sponsorship=sponsorship,
        team=invent_team(dice, person, language=story.language),
        budget=invent_budget(dice, language=story.language, is_heavy=fault == "costs"),
        answers=story.answers(
            dice, starts_on=project["starts_on"], completes_on=project["completes_on"]
        ),
        agreement=_agreement(body, person, project["title"], sponsorship, fault),
        quality=dice.normal(),
        fault=fault,
    )


def _fault(number: int) -> str:
    turn, place = divmod(number, FAULT_EVERY)
    return FAULTS[turn % len(FAULTS)] if place == FAULT_EVERY - 3 else ""


def _story(dice: Dice, body: Body) -> Story:
    """A kind of project, one of its variants, and a sponsor that would sponsor it."""
    kind = dice.pick(words("projects")["kind"])
    variant = dice.pick(kind["variants"])
    sponsor = dice.pick(sponsors(kind["sponsors"]))
    index = dice.between(0, len(kind["en"]["product"]) - 1)
    slots = {
        "en": {"company": body.short, "sponsor": sponsor.name, "asset": variant["en"]},
        "zh": {"company": body.short_zh, "sponsor": sponsor.name_zh, "asset": variant["zh"]},
    }
    for code, own in slots.items():
        own["product"] = kind[code]["product"][index]
        own["domain"] = body.domain
    return Story(
        kind=kind,
        variant=variant,
        sponsor=sponsor,
        status=dice.pick(kind["statuses"]),
        language="zh" if dice.happens(CHINESE_SHARE) else "en",
        slots=slots,
    )


def _project(dice: Dice, story: Story, plan: Plan) -> dict[str, Any]:
    title = story.title(dice)
    return {
        "title": title["en"],
        "title_zh": title["zh"],
        "summary": story.summary(dice),
        "starts_on": plan.start_by - timedelta(days=dice.between(3, 12)),
        "completes_on": plan.complete_by - timedelta(days=dice.between(2, 14)),
    }


def _classification(dice: Dice, story: Story) -> dict[str, Any]:
    kind = story.kind
    lowest, highest = kind["value_million"]
    value = dice.money(lowest * 1_000_000, highest * 1_000_000) if highest else Decimal(0)
    return {
        "pillar": dice.pick(kind["pillars"]),
        "technology": dice.pick(kind["technologies"]),
        "use_cases": story.variant.get("use_cases", kind["use_cases"]),
        "regulatory_statuses": [story.status],
        "regulatory_details": _licence(dice, story),
        "sandboxes": dice.some(kind["sandboxes"], 1) if dice.happens(0.4) else [],
        "value_involved": value.quantize(Decimal("0.01")),
    }


def _licence(dice: Dice, story: Story) -> str:
    if not story.is_regulated:
        return ""
    template: str = words("particulars")["licence"][story.status]
    return template.format(number=dice.between(1000, 9999), year=dice.between(2019, 2025))


def _sponsorship(dice: Dice, story: Story, plan: Plan) -> dict[str, Any]:
    sponsor = story.sponsor
    contact = invent_person(dice, domain=sponsor.domain)
    contributions = words("bodies")["contributions"][story.language]
    return {
        "name": sponsor.name,
        "kind": sponsor.kind,
        "contact_name": contact.name,
        "contact_email": contact.email,
        "contribution": sentence(dice.pick(contributions), {}, dice),
        "agreed_on": plan.closes_on - timedelta(days=dice.between(8, 60)),
    }


def _agreement(
    body: Body, applicant: Person, title: str, sponsorship: Mapping[str, Any], fault: str
) -> bytes:
    contribution = str(sponsorship["contribution"])
    return invent_agreement(
        {
            "company": str(body.details["name"]),
            "number": str(body.details["registration_number"]),
            "applicant": applicant.name,
            "title": title,
            "sponsor": str(sponsorship["name"]),
            "contribution": contribution if contribution.isascii() else "as in the application.",
            "day": written_day(sponsorship["agreed_on"], "en"),
            "contact": str(sponsorship["contact_name"]),
        },
        fault=fault,
    )
