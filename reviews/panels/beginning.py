"""The list that a panel begins with: the ranking from the best downward, the quotas kept."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from decimal import Decimal

from grants.decisions.bounds import Bound
from reviews.panels.queries import Ranked


def first_list(rows: Sequence[Ranked], left: Decimal, bounds: Collection[Bound]) -> set[int]:
    """The ids of those recommended at first; ``rows`` pass, the best first, ``left`` is in HKD.

    First the best placed members of each quota until its least is reached, but rather one who
    takes nobody's last place under a most of another quota; then from the best downward until one
    asks for more than is left; none goes beyond a most. It is the cut of the ranking where no quota
    is stated. A least that cannot be reached this way stays unreached.
    """
    chosen: set[int] = set()
    for bound in bounds:
        while len(bound.members & chosen) < bound.least:
            row = _next_of(bound, rows, chosen, left, bounds)
            if row is None:
                break
            chosen.add(row.application.pk)
            left -= row.application.requested
    for row in rows:
        if row.application.pk in chosen or not _has_room(row, chosen, bounds):
            continue
        if row.application.requested > left:
            break
        chosen.add(row.application.pk)
        left -= row.application.requested
    return chosen


def _next_of(
    bound: Bound,
    rows: Sequence[Ranked],
    chosen: Collection[int],
    left: Decimal,
    bounds: Collection[Bound],
) -> Ranked | None:
    """The best placed member that can be taken, rather one who crowds nobody better placed out."""
    possible = [
        row
        for row in rows
        if row.application.pk in bound.members
        and row.application.requested <= left
        and _has_room(row, chosen, bounds)
    ]
    others = [one for one in bounds if one is not bound]
    careful = [row for row in possible if not _crowds_out(row, rows, chosen, others)]
    return next(iter(careful or possible), None)


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


def _crowds_out(
    row: Ranked, rows: Sequence[Ranked], chosen: Collection[int], bounds: Iterable[Bound]
) -> bool:
    """Whether somebody better placed would find the places under a most taken by ``row``."""
    better = {one.application.pk for one in rows[: rows.index(row)]}
    return any(
        len((better & bound.members) - set(chosen))
        >= bound.most - len(bound.members.intersection(chosen))
        for bound in bounds
        if bound.most is not None and row.application.pk in bound.members
    )
