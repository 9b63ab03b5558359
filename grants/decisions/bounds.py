"""The stated quotas of a call over the lines of its list: which are kept, and who owes a reason."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from grants.applications.models import Application
from grants.decisions.entries import Entry
from grants.decisions.models import Outcome
from grants.quotas.models import CallQuota, bounds_in_words


@dataclass(frozen=True)
class Bound:
    """One quota over a list; ``members`` are the ids of the applications that it is about."""

    label: Any
    least: int
    most: int | None
    members: frozenset[int]

    @property
    def words(self) -> str:
        """What it states, in the language that is active."""
        return bounds_in_words(self.least, self.most)


@dataclass(frozen=True)
class Count:
    """How many of a bound's members are recommended."""

    bound: Bound
    awards: int

    @property
    def is_kept(self) -> bool:
        """Whether the number lies between least and most."""
        return not self.lacking and not self.beyond

    @property
    def lacking(self) -> int:
        """By how many it stays below the least."""
        return max(0, self.bound.least - self.awards)

    @property
    def beyond(self) -> int:
        """By how many it exceeds the most."""
        most = self.bound.most
        return 0 if most is None else max(0, self.awards - most)


def bounds_over(
    quotas: Iterable[CallQuota], applications: Collection[Application]
) -> tuple[Bound, ...]:
    """The quotas with their members among ``applications``."""
    return tuple(
        Bound(
            one.term.label,
            one.least,
            one.most,
            frozenset(
                row.pk for row in applications if one.term_id in (row.pillar_id, row.technology_id)
            ),
        )
        for one in quotas
    )


def counts(entries: Iterable[Entry], bounds: Iterable[Bound]) -> list[Count]:
    """Each bound with the number of its members that are recommended."""
    chosen = {one.application_id for one in entries if one.outcome == Outcome.RECOMMENDED}
    return [Count(bound, len(bound.members & chosen)) for bound in bounds]


def breakers(entries: Collection[Entry], bounds: Iterable[Bound], *, pass_mark: int) -> set[int]:
    """The applications by which the list breaks a quota, so that each needs a reason.

    Beyond a most, the last placed of its recommended members; short of a least, the best placed
    members that reach the pass mark and are not recommended. Where none reaches it nobody owes a
    reason: the quota cannot be kept.
    """
    found: set[int] = set()
    for count in counts(entries, bounds):
        inside = _by_place(one for one in entries if one.application_id in count.bound.members)
        taken = [one for one in inside if one.outcome == Outcome.RECOMMENDED]
        others = (one for one in inside if one.outcome != Outcome.RECOMMENDED)
        left = [one for one in others if _passes(one, pass_mark)]
        beyond = taken[-count.beyond :] if count.beyond else []
        found.update(one.application_id for one in (*beyond, *left[: count.lacking]))
    return found


def explained(entries: Collection[Entry], bounds: Iterable[Bound]) -> set[int]:
    """The applications that quotas put out of the order of the ranking, so that none is at fault.

    Left out because better placed members fill the most; or recommended because the least needs
    it and no member before it was passed over. Whom one quota explains does not disturb the order
    inside another, so this is asked until nobody is added.
    """
    found: set[int] = set()
    tallied = counts(entries, bounds)
    while True:
        added = set().union(*(_explained_by(one, entries, found) for one in tallied)) - found
        if not added:
            return found
        found |= added


def _explained_by(count: Count, entries: Collection[Entry], known: Collection[int]) -> set[int]:
    """Whom one quota explains, where those who are ``known`` already have their ground."""
    inside = _by_place(one for one in entries if one.application_id in count.bound.members)
    judged = [one for one in inside if one.application_id not in known]
    taken = [one.outcome == Outcome.RECOMMENDED for one in judged]
    if False in taken and True in taken[taken.index(False) :]:
        return set()  # inside the group itself the order was left
    chosen = [one for one in inside if one.outcome == Outcome.RECOMMENDED]
    is_full = count.bound.most is not None and count.awards >= count.bound.most
    left_out = [one for one in judged if one.outcome != Outcome.RECOMMENDED] if is_full else []
    return {one.application_id for one in (*chosen[: count.bound.least], *left_out)}


def _by_place(entries: Iterable[Entry]) -> Sequence[Entry]:
    """By rank; of equals the recommended first, so that who shares a rank departs from nobody."""
    return sorted(
        entries,
        key=lambda one: (
            one.rank is None,
            one.rank or 0,
            one.outcome != Outcome.RECOMMENDED,
            one.application_id,
        ),
    )


def _passes(entry: Entry, pass_mark: int) -> bool:
    return entry.score is not None and entry.score >= pass_mark
