"""What a calibrated ranking is made from: frozen, ordered, and the same JSON on every machine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np

MOST_DRAWS, MOST_NUMBERS = 40_000, 40_000_000
MIDDLE_LEVEL, WIDE_LEVEL = 50, 90


def draws_for(applications: int) -> int:
    """40,000 draws, fewer where there are over 1,000 applications: the intervals need no more."""
    return min(MOST_DRAWS, MOST_NUMBERS // max(applications, 1))


@dataclass(frozen=True, order=True)
class Sheet:
    """One score sheet: its weighted mean on 0–100.

    ``assessor`` is unique to a person within a panel: two people who are both "the first member"
    of their panels need two names.
    """

    proposal: str
    assessor: str
    score: float


@dataclass(frozen=True, order=True)
class Candidate:
    """One application: what it asks for, in HKD, and whether it may be funded at all."""

    proposal: str
    requested: int
    is_fundable: bool = True


@dataclass(frozen=True)
class Bundle:
    """Everything the ranking depends on. Rows are sorted, so their order never matters."""

    sheets: tuple[Sheet, ...]
    candidates: tuple[Candidate, ...]
    envelope: int
    seed: int
    draws: int = MOST_DRAWS
    _places: dict[str, int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        sheets, candidates = tuple(sorted(self.sheets)), tuple(sorted(self.candidates))
        object.__setattr__(self, "sheets", sheets)
        object.__setattr__(self, "candidates", candidates)
        places = {one.proposal: place for place, one in enumerate(candidates)}
        object.__setattr__(self, "_places", places)
        if len(places) != len(candidates):
            raise ValueError("an application stands in the bundle twice")
        if len({(one.proposal, one.assessor) for one in sheets}) != len(sheets):
            raise ValueError("an assessor has two sheets on one application")
        if any(one.proposal not in places for one in sheets):
            raise ValueError("a sheet is of an application that is not in the bundle")
        if not all(0 <= one.score <= 100 for one in sheets):
            raise ValueError("a score is outside of 0–100")
        if self.draws < 1:
            raise ValueError("the intervals need at least one draw")

    def to_json(self) -> dict[str, Any]:
        """Plain data that :meth:`from_json` turns back into an equal bundle."""
        return {
            "sheets": [[one.proposal, one.assessor, one.score] for one in self.sheets],
            "candidates": [list(asdict(one).values()) for one in self.candidates],
            "envelope": self.envelope,
            "seed": self.seed,
            "draws": self.draws,
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Bundle:
        """The bundle that was stored."""
        return cls(
            sheets=tuple(Sheet(*row) for row in stored["sheets"]),
            candidates=tuple(Candidate(*row) for row in stored["candidates"]),
            envelope=stored["envelope"],
            seed=stored["seed"],
            draws=stored["draws"],
        )


class Marks:
    """The sheets as arrays: who marked what, over the applications that have at least one sheet."""

    def __init__(self, bundle: Bundle) -> None:
        self.proposals = sorted({one.proposal for one in bundle.sheets})
        self.assessors = sorted({one.assessor for one in bundle.sheets})
        proposal_at = {name: at for at, name in enumerate(self.proposals)}
        assessor_at = {name: at for at, name in enumerate(self.assessors)}
        self.of_proposal = np.array([proposal_at[one.proposal] for one in bundle.sheets], dtype=int)
        self.of_assessor = np.array([assessor_at[one.assessor] for one in bundle.sheets], dtype=int)
        self.scores = np.array([one.score for one in bundle.sheets], dtype=float)
        self.sheets_of_proposal = np.bincount(self.of_proposal, minlength=len(self.proposals))
        self.sheets_of_assessor = np.bincount(self.of_assessor, minlength=len(self.assessors))

    @property
    def raw_means(self) -> Any:
        """The plain mean of each application's sheets."""
        sums = np.bincount(self.of_proposal, self.scores, minlength=len(self.proposals))
        return sums / self.sheets_of_proposal
