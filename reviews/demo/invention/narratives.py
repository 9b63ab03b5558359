"""What an application says in its own words: title, summary and the answers to the questions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from reviews.demo.invention.dice import Dice
from reviews.demo.invention.organisations import Sponsor
from reviews.demo.invention.words import paragraph, sentence, words, written_day

LANGUAGES = ("en", "zh")
WITHOUT_LICENCE = ("none-needed", "unsure")


@dataclass(frozen=True)
class Story:
    """A kind of project told by one organisation; ``slots`` are its names in each language.

    ``status`` is the code of the applicant's regulatory status.
    """

    kind: Mapping[str, Any]
    variant: Mapping[str, Any]
    sponsor: Sponsor
    status: str
    language: str
    slots: Mapping[str, Mapping[str, str]]

    @property
    def is_regulated(self) -> bool:
        """Whether the applicant holds a licence or has applied for one."""
        return self.status not in WITHOUT_LICENCE

    def title(self, dice: Dice) -> dict[str, str]:
        """The title in English and in Chinese: the same one of the kind's titles."""
        index = dice.between(0, len(self.kind["en"]["titles"]) - 1)
        return {
            language: sentence(self.kind[language]["titles"][index], self.slots[language], dice)
            for language in LANGUAGES
        }

    def summary(self, dice: Dice) -> str:
        """Two or three sentences for the public."""
        solution = sentence(self.kind[self.language]["solution"][0], self._own, dice)
        template = dice.pick(self._shared("summary"))
        return sentence(template, {**self._own, "solution": solution}, dice)

    def answers(self, dice: Dice, *, starts_on: date, completes_on: date) -> dict[str, Any]:
        """The answers by code of the scheme's questions, as its fields would give them."""
        return {
            **self._facts(dice, starts_on, completes_on),
            **{topic: self._told(topic, dice) for topic in ("problem", "solution")},
            **{topic: self._told(topic, dice) for topic in ("technology", "market")},
            "plan": self._plan(dice, starts_on, completes_on),
            "sponsor-role": self._text(dice.some(self._shared("sponsor"), 3), dice),
            "compliance": self._compliance(dice),
            "demonstration": self._demonstration(dice),
        }

    def _facts(self, dice: Dice, starts_on: date, completes_on: date) -> dict[str, Any]:
        """What is chosen, counted or dated; nothing is said that the story does not need."""
        has_clients = dice.happens(0.4)
        is_retail = dice.happens(0.3)
        opinion = self.is_regulated and dice.happens(0.7)
        span = (completes_on - starts_on).days
        results = [dice.pick(self._shared("results")) for _number in range(3)]
        chain = dice.pick(["public", "permissioned", "hybrid"])
        facts: dict[str, Any] = {
            "chain": chain,
            "users": ["institutions", "businesses", *(["retail"] if is_retail else [])],
            "users-number": Decimal(dice.between(12, 900)),
            "milestones": [
                {"by": (starts_on + timedelta(days=span * part // 3)).isoformat(), "result": words}
                for part, words in enumerate(results, start=1)
            ],
            "regulated": self.is_regulated,
            "client-assets": has_clients,
        }
        if is_retail:
            facts["retail-protection"] = self._text(dice.some(self._shared("retail"), 2), dice)
        if self.is_regulated:
            facts["legal-opinion"] = opinion
        if opinion:
            facts["legal-opinion-on"] = starts_on - timedelta(days=dice.between(60, 200))
        if has_clients:
            facts["client-assets-value"] = Decimal(dice.between(2, 90) * 100_000)
        return facts

    @property
    def _own(self) -> Mapping[str, str]:
        return self.slots[self.language]

    def _shared(self, topic: str) -> list[str]:
        found: list[str] = words("answers")[self.language][topic]
        return found

    def _text(self, templates: list[str], dice: Dice, **more: str) -> str:
        return paragraph(templates, {**self._own, **more}, dice, language=self.language)

    def _told(self, topic: str, dice: Dice) -> str:
        """First what is particular to the kind of project, then what such applicants say."""
        own = self.kind[self.language][topic]
        number = len(own) if dice.happens(0.7) else len(own) - 1
        shared = dice.some(self._shared(topic), dice.between(1, 3))
        return "\n\n".join(
            [self._text(dice.some(own, number), dice), self._text(shared, dice)],
        )

    def _plan(self, dice: Dice, starts_on: date, completes_on: date) -> str:
        span = (completes_on - starts_on).days
        quarter = [starts_on + timedelta(days=span * part // 4) for part in range(5)]
        days = dict(zip(("start", "first", "second", "third", "end"), quarter, strict=True))
        days["after"] = completes_on + timedelta(days=30)
        written = {name: written_day(day, self.language) for name, day in days.items()}
        steps = [
            self._text([dice.pick(self._shared(f"milestone_{number}"))], dice, **written)
            for number in ("one", "two", "three", "four")
        ]
        rest = [
            dice.pick(self._shared("measures")),
            *dice.some(self._shared("risks"), 2),
            dice.pick(self._shared("afterwards")),
        ]
        return "\n".join(steps) + "\n\n" + self._text(rest, dice, **written)

    def _compliance(self, dice: Dice) -> str:
        opening = "compliance_regulated" if self.is_regulated else "compliance_free"
        rest = dice.some(self._shared("compliance"), dice.between(3, 5))
        return (
            self._text([dice.pick(self._shared(opening))], dice) + "\n\n" + self._text(rest, dice)
        )

    def _demonstration(self, dice: Dice) -> str:
        if dice.happens(0.3):
            return ""
        return dice.pick(self._shared("demonstration")).format(**self._own)
