"""Who may file a register of interests, and what may stand in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from portal.accounts.actors import Actor
from portal.accounts.models import Role
from portal.core.denial import Denied
from reviews.pool.register.models import InterestKind

MOST_INTERESTS = 60
MOST_VERSIONS = 50
"""Filings in one year: enough for any life, and a bound for a script."""

MOST_HOLDINGS = 100_000_000


@dataclass(frozen=True)
class Line:
    """One interest as it is filed."""

    kind: str
    body: str
    detail: str = ""
    address: str = ""
    from_year: int | None = None
    to_year: int | None = None


def check_file(actor: Actor, lines: Sequence[Line], *, year: int, versions: int) -> None:
    """Assessors file their own; ``versions`` counts what they filed this year."""
    if not actor.has(Role.ASSESSOR):
        raise Denied(_("Only an assessor can do this."))
    if versions >= MOST_VERSIONS:
        raise Denied(_("You have filed many versions this year. Tell the programme office."))
    if len(lines) > MOST_INTERESTS:
        raise Denied(_("At most %(number)s interests can be filed.") % {"number": MOST_INTERESTS})
    for line in lines:
        _check_line(line, year)


def _check_line(line: Line, year: int) -> None:
    if line.kind not in InterestKind.values or not line.body.strip():
        raise Denied(_("Each interest has a kind and names a body or an asset."))
    if line.kind == InterestKind.PAST_EMPLOYMENT and line.to_year is None:
        raise Denied(_("Say in which year a past employment ended."))
    if line.to_year is not None and line.to_year > year:
        raise Denied(_("A year lies in the future."))
    if line.from_year is not None and line.from_year > (line.to_year or year):
        raise Denied(_("An interest ends in the year it began or later."))


def check_keep_terms(actor: Actor, *, threshold: int, look_back: int, reason: str) -> None:
    """Officers of every call set what the register asks for, with a reason."""
    if not actor.has(Role.OFFICER, ""):
        raise Denied(_("Only a programme officer of all calls can do this."))
    if not 0 <= threshold <= MOST_HOLDINGS or not 0 <= look_back <= 30:
        raise Denied(_("The threshold is HK$0 to HK$100,000,000, the years are 0 to 30."))
    if not reason.strip():
        raise Denied(_("Give a reason."))
