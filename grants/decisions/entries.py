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


def departures(
    entries: Collection[Entry], *, pass_mark: int, explained: Collection[int] = ()
) -> set[int]:
    """Applications whose outcome the ranking alone does not explain, so that a reason is due.

    Recommended with less than the pass mark or ranked behind somebody who is not recommended; or
    not recommended while somebody ranked behind is. The ranks are those of the order that the call
    stated; who shares a rank departs from nobody. What a stated quota has ``explained`` departs
    from nobody either, and nobody from it; the pass mark holds for it too.
    """
    free = [entry for entry in entries if entry.application_id not in explained]
    recommended = [entry.rank for entry in free if entry.outcome == Outcome.RECOMMENDED]
    others = [entry.rank for entry in free if entry.outcome != Outcome.RECOMMENDED]
    last_in = max((rank for rank in recommended if rank is not None), default=None)
    first_out = min((rank for rank in others if rank is not None), default=None)
    departing = {
        entry.application_id for entry in free if _departs(entry, pass_mark, last_in, first_out)
    }
    bound = (entry for entry in entries if entry.application_id in explained)
    return departing | {
        entry.application_id for entry in bound if _departs(entry, pass_mark, None, None)
    }


def _departs(entry: Entry, pass_mark: int, last_in: int | None, first_out: int | None) -> bool:
    if entry.outcome == Outcome.RECOMMENDED:
        return (
            entry.score is None
            or entry.rank is None
            or entry.score < pass_mark
            or (first_out is not None and entry.rank > first_out)
        )
    return entry.rank is not None and last_in is not None and entry.rank < last_in
