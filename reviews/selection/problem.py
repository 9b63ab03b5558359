"""The question of a what-if as plain data: who may be funded, under which terms.

Everything is a whole number, so an answer can be checked without any rounding: merit in hundredths
of a point (0–10,000), money in whole Hong Kong dollars.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

WORTH_STEP = 100
"""Dollars that count as one in the worth of a grant; the envelope is kept to the dollar."""


@dataclass(frozen=True)
class Candidate:
    """One application: its ``place`` in the ranking (1 is best), merit, sum and groups.

    ``groups`` are the terms it belongs to, like ``pillar/L``.
    """

    reference: str
    place: int
    merit: int
    asked: int
    organisation: str
    groups: frozenset[str] = frozenset()

    @property
    def worth(self) -> int:
        """Merit times money: the plain sum of merit would fund many cheap weak projects first."""
        return self.merit * (self.asked // WORTH_STEP)


@dataclass(frozen=True)
class Quota:
    """At least and at most so many grants within a group; None is without a limit."""

    group: str
    least: int = 0
    most: int | None = None


@dataclass(frozen=True)
class Terms:
    """What a selection keeps: the envelope, the least merit, one per organisation, the quotas."""

    envelope: int
    pass_mark: int
    one_per_organisation: bool = True
    quotas: tuple[Quota, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Plain data that :meth:`from_json` turns back into equal terms."""
        return {**asdict(self), "quotas": [asdict(one) for one in self.quotas]}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Terms:
        """The terms that were stored."""
        return cls(**{**stored, "quotas": tuple(Quota(**one) for one in stored["quotas"])})


def eligible(candidates: Iterable[Candidate], terms: Terms) -> list[Candidate]:
    """Those that reach the pass mark and ask for something, by place and then by reference."""
    found = [one for one in candidates if one.merit >= terms.pass_mark and one.asked > 0]
    return sorted(found, key=lambda one: (one.place, one.reference))


def plain_cut(candidates: Iterable[Candidate], terms: Terms) -> tuple[str, ...]:
    """From the best downward while the envelope lasts; the first that does not fit ends it."""
    left, funded = terms.envelope, []
    for one in eligible(candidates, terms):
        if one.asked > left:
            break
        left -= one.asked
        funded.append(one.reference)
    return tuple(funded)


def breaks(chosen: Iterable[Candidate], terms: Terms) -> bool:
    """Whether the set keeps some term not; reckoned in whole numbers."""
    found = list(chosen)
    if sum(one.asked for one in found) > terms.envelope:
        return True
    organisations = [one.organisation for one in found]
    if terms.one_per_organisation and len(set(organisations)) < len(organisations):
        return True
    return any(not _within(quota, found) for quota in terms.quotas)


def _within(quota: Quota, found: list[Candidate]) -> bool:
    number = sum(quota.group in one.groups for one in found)
    return quota.least <= number and (quota.most is None or number <= quota.most)
