"""The list that a panel begins with: the ranking from the best downward, the quotas kept."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from decimal import Decimal

from grants.decisions.bounds import Bound
from reviews.panels.queries import Ranked


def first_list(rows: Sequence[Ranked], left: Decimal, bounds: Collection[Bound]) -> set[int]:
    """The ids of those recommended at first; ``rows`` pass, the best first, ``left`` is in HKD.

    First the best placed members of each quota until its least is reached, then from the best
    downward until one asks for more than is left; none goes beyond a most. It is the cut of the
    ranking where no quota is stated. A least that cannot be reached this way stays unreached.
    """
    chosen: set[int] = set()
    for bound in bounds:
        for row in _members(rows, bound):
            asked = row.application.requested
            if len(bound.members & chosen) >= bound.least:
                break
            if asked <= left and _has_room(row, chosen, bounds):
                chosen.add(row.application.pk)
                left -= asked
    for row in rows:
        if row.application.pk in chosen or not _has_room(row, chosen, bounds):
            continue
        if row.application.requested > left:
            break
        chosen.add(row.application.pk)
        left -= row.application.requested
    return chosen


def _members(rows: Iterable[Ranked], bound: Bound) -> list[Ranked]:
    """Those not taken yet count too: whoever is chosen already is passed by the caller's sum."""
    return [row for row in rows if row.application.pk in bound.members]


def _has_room(row: Ranked, chosen: Collection[int], bounds: Iterable[Bound]) -> bool:
    """Whether the row is not chosen yet and stays within the most of each of its quotas."""
    own = row.application.pk
    if own in chosen:
        return False
    return all(
        bound.most is None or len(bound.members.intersection(chosen)) < bound.most
        for bound in bounds
        if own in bound.members
    )
