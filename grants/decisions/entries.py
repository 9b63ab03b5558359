"""What the panel puts on the list for one application, and where it departs from the ranking."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from grants.decisions.feedback import CriterionFeedback
from grants.decisions.models import Outcome


@dataclass(frozen=True)
class Entry:
    """One line of the recommendation list, as the panel gives it.

    ``amount`` is HKD; ``score`` is on 0–100, None for an application nobody marked.
    """

    application_id: int
    outcome: Outcome
    amount: Decimal = Decimal(0)
    score: Decimal | None = None
    rank: int | None = None
    marks: int = 0
    reason: str = ""
    conditions: str = ""
    feedback: str = ""
    criteria: tuple[CriterionFeedback, ...] = ()


def departures(entries: Collection[Entry], *, pass_mark: int) -> set[int]:
    """Applications whose outcome the ranking alone does not explain, so that a reason is due.

    Recommended with less than the pass mark or than somebody who is not recommended; or not
    recommended while somebody with a lower score is.
    """
    recommended = [entry.score for entry in entries if entry.outcome == Outcome.RECOMMENDED]
    others = [entry.score for entry in entries if entry.outcome != Outcome.RECOMMENDED]
    lowest_in = min((score for score in recommended if score is not None), default=None)
    highest_out = max((score for score in others if score is not None), default=None)
    return {
        entry.application_id
        for entry in entries
        if _departs(entry, pass_mark, lowest_in, highest_out)
    }


def _departs(
    entry: Entry, pass_mark: int, lowest_in: Decimal | None, highest_out: Decimal | None
) -> bool:
    if entry.outcome == Outcome.RECOMMENDED:
        return (
            entry.score is None
            or entry.score < pass_mark
            or (highest_out is not None and entry.score < highest_out)
        )
    return entry.score is not None and lowest_in is not None and entry.score > lowest_in
