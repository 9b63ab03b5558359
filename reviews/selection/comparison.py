"""What a selection changes against the plain cut, and why, as codes; ``wording`` says it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from reviews.selection.problem import Candidate, Quota, Terms, eligible, plain_cut

GAINED, LOST, SKIPPED = "gained", "lost", "skipped"
ORGANISATION, MOST, LEAST, FITS, ROOM = "organisation", "most", "least", "fits", "room"


@dataclass(frozen=True)
class Change:
    """One application that stands elsewhere than in the plain cut, or was passed over.

    ``about`` is the other application or the group that the reason speaks of; ``money`` what was
    left in the envelope, in HKD, where the reason is about room.
    """

    reference: str
    kind: str
    why: str
    about: str = ""
    money: int = 0

    def to_json(self) -> dict[str, Any]:
        """Plain data for a JSON column."""
        return asdict(self)


def compare(
    candidates: Iterable[Candidate], terms: Terms, chosen: Sequence[str]
) -> tuple[Change, ...]:
    """Every application whose fate differs, and every one passed over for a worse placed one."""
    rows = eligible(candidates, terms)
    names = frozenset(chosen)
    taken = [one for one in rows if one.reference in names]
    before = frozenset(plain_cut(rows, terms))
    last = max((one.place for one in taken), default=0)
    found = []
    for one in rows:
        is_in, was_in = one.reference in names, one.reference in before
        if is_in and not was_in:
            found.append(_gained(one, taken, rows, terms))
        elif was_in and not is_in:
            found.append(_left_out(one, LOST, taken, terms))
        elif not is_in and one.place < last:
            found.append(_left_out(one, SKIPPED, taken, terms))
    return tuple(found)


def _gained(
    one: Candidate, taken: Sequence[Candidate], rows: Sequence[Candidate], terms: Terms
) -> Change:
    for quota in _quotas_of(one, terms):
        inside = sum(quota.group in other.groups for other in taken)
        passed_over = any(other.place < one.place for other in rows if other not in taken)
        if quota.least and inside == quota.least and passed_over:
            return Change(one.reference, GAINED, LEAST, quota.group)
    return Change(one.reference, GAINED, FITS)


def _left_out(one: Candidate, kind: str, taken: Sequence[Candidate], terms: Terms) -> Change:
    if terms.one_per_organisation:
        for other in taken:
            if other.organisation == one.organisation:
                return Change(one.reference, kind, ORGANISATION, other.reference)
    for quota in _quotas_of(one, terms):
        inside = sum(quota.group in other.groups for other in taken)
        if quota.most is not None and inside >= quota.most:
            return Change(one.reference, kind, MOST, quota.group)
    left = terms.envelope - sum(other.asked for other in taken)
    return Change(one.reference, kind, ROOM, money=left)


def _quotas_of(one: Candidate, terms: Terms) -> list[Quota]:
    return [quota for quota in terms.quotas if quota.group in one.groups]
