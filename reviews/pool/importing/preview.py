"""What each row of a table would do to the pool of a call, before anything is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.utils.translation import gettext as _

from grants.programmes.models import Call
from portal.accounts.actors import Actor
from portal.core.denial import Denied
from reviews.pool.importing import rules
from reviews.pool.importing.columns import (
    COLUMNS,
    EMAIL,
    LABELS,
    PANEL,
    Column,
    Vocabulary,
    in_column,
)
from reviews.pool.importing.files import Row, as_read
from reviews.pool.importing.standing import NOBODY, Standing, of_assessor, of_invitation
from reviews.pool.inviting.rules import check_invite
from reviews.pool.models import Assessor, PoolMember

INVITED, ADDED, CHANGED, SAME, REFUSED = "invited", "added", "changed", "same", "refused"
LOADS = ("least_load", "most_load")


@dataclass(frozen=True)
class Change:
    """One field: its heading, what stands, and what the row makes of it, as cells."""

    key: str
    before: str
    after: str

    @property
    def label(self) -> Any:
        """The heading of the column."""
        return LABELS[self.key]


@dataclass(frozen=True)
class Line:
    """One row and its effect; ``wanted`` holds the values that the row changes, by column."""

    number: int
    email: str
    name: str
    effect: str
    sentence: str = ""
    changes: Sequence[Change] = ()
    wanted: Mapping[str, Any] = field(default_factory=dict)
    assessor: Assessor | None = None
    member: PoolMember | None = None


def fingerprint(lines: Sequence[Line]) -> str:
    """Of everything that the rows would do: two previews are the same exactly if these are."""
    told = [
        (one.number, one.email, one.effect, [(c.key, c.before, c.after) for c in one.changes])
        for one in lines
    ]
    return sha256(repr(told).encode()).hexdigest()


def preview(call: Call, rows: Sequence[Row], *, actor: Actor, now: datetime) -> list[Line]:
    """What importing the rows in this order would do now; the number of queries does not grow."""
    reading = _Reading(call, rows, actor, now)
    return [reading.line(row) for row in rows]


class _Reading:
    def __init__(self, call: Call, rows: Sequence[Row], actor: Actor, now: datetime) -> None:
        addresses = {row.cells.get(EMAIL.key, "").lower() for row in rows}
        self.actor = actor
        self.standing = Standing(call, addresses, now=now)
        self.first_rows: dict[str, int] = {}
        self.sent = self.standing.sent

    @property
    def vocabulary(self) -> Vocabulary:
        return self.standing.vocabulary

    def line(self, row: Row) -> Line:
        email, name = row.cells.get("email", ""), row.cells.get("name", "")
        try:
            self._check_row(row)
            return self._of_person(row)
        except Denied as denied:
            return Line(row.number, email[:254], name[:150], REFUSED, str(denied))

    def _check_row(self, row: Row) -> None:
        if row.surplus:
            raise Denied(_("The row has more cells than there are headings."))
        if not row.cells[EMAIL.key]:
            raise Denied(in_column(EMAIL.key, _("It is empty.")))
        address = _read(EMAIL, row, self.vocabulary)
        first = self.first_rows.setdefault(address.lower(), row.number)
        if first != row.number:
            told = _("Row %(row)d has this address already.") % {"row": first}
            raise Denied(in_column(EMAIL.key, told))

    def _of_person(self, row: Row) -> Line:
        address = row.cells["email"].lower()
        assessor = self.standing.assessors.get(address)
        invitation = self.standing.invitations.get(address)
        member = self.standing.members.get(assessor.pk) if assessor else None
        on_panel = self.standing.panel.get(address)
        if member is None and on_panel is not None and not self._wanted(row, on_panel):
            return _line(row, SAME, sentence=_("Is a panel member of this call."))
        if member is None and invitation is not None:
            wanted = self._wanted(row, of_invitation(invitation, self.vocabulary))
            rules.check_open_invitation([str(LABELS[key]) for key in wanted])
            return _line(row, SAME, sentence=_("Is invited and has not answered yet."))
        if assessor is None:
            return self._of_newcomer(row)
        return self._of_assessor(row, assessor, member)

    def _of_assessor(self, row: Row, assessor: Assessor, member: PoolMember | None) -> Line:
        stands = of_assessor(assessor, member, self.vocabulary)
        wanted = self._wanted(row, stands)
        if wanted.pop("name", assessor.user.name).casefold() != assessor.user.name.casefold():
            told = _("The account with this address belongs to %(name)s.")
            raise Denied(in_column("name", told % {"name": assessor.user.name}))
        if wanted.get("role") == (PANEL,):
            raise Denied(in_column("role", _("An assessor is not a panel member at once.")))
        rules.check_account(self.actor, assessor, changes=bool(wanted) or member is None)
        effect = CHANGED if wanted else SAME
        if member is None:
            wanted |= self._loads(wanted)
            effect = self._way_in(row, assessor)
        else:
            least, most = (wanted.get(key, stands[key]) for key in LOADS)
            rules.check_loads_of_row(least, most)
        found = {"assessor": assessor, "member": member}
        return _line(row, effect, wanted=wanted, changes=self._changes(stands, wanted), **found)

    def _way_in(self, row: Row, assessor: Assessor) -> str:
        """Straight into the pool for who holds the role; the others are asked first."""
        if assessor.user_id in self.standing.holders:
            return ADDED
        self._invite(row)
        return INVITED

    def _of_newcomer(self, row: Row) -> Line:
        wanted = self._wanted(row, NOBODY)
        is_panel = wanted.get("role") == (PANEL,)
        if is_panel and row.cells["email"].lower() in self.standing.panel:
            return _line(row, SAME, sentence=_("Is a panel member of this call."))
        rules.check_newcomer(wanted, is_panel=is_panel)
        if not is_panel:
            wanted |= self._loads(wanted)
        self._invite(row)
        return _line(row, INVITED, wanted=wanted, changes=self._changes(NOBODY, wanted))

    def _invite(self, row: Row) -> None:
        email = row.cells["email"]
        check_invite(self.actor, self.standing.call, email, earlier=None, sent=self.sent)
        self.sent += 1

    def _loads(self, wanted: Mapping[str, Any]) -> dict[str, int]:
        """The loads with which somebody enters the pool."""
        loads = {"least_load": 0, "most_load": self.standing.call.assessor_load}
        loads |= {key: wanted[key] for key in LOADS if key in wanted}
        rules.check_loads_of_row(loads["least_load"], loads["most_load"])
        return loads

    def _wanted(self, row: Row, stands: Mapping[str, Any]) -> dict[str, Any]:
        """The values of cells that say something else than what stands; empty cells say nothing."""
        wanted = {}
        for column in COLUMNS[1:]:
            cell = row.cells.get(column.key, "")
            if not cell or cell == as_read(column.write(stands[column.key], self.vocabulary)):
                continue
            value = _read(column, row, self.vocabulary)
            if not _is_same(value, stands[column.key]):
                wanted[column.key] = value
        return wanted

    def _changes(self, stands: Mapping[str, Any], wanted: Mapping[str, Any]) -> list[Change]:
        return [
            Change(
                column.key,
                column.write(stands[column.key], self.vocabulary),
                column.write(wanted[column.key], self.vocabulary),
            )
            for column in COLUMNS
            if column.key in wanted
        ]


def _is_same(value: Any, stands: Any) -> bool:
    """Whether two values say the same: lists in any order."""
    if isinstance(value, tuple):
        return set(value) == set(stands)
    return bool(value == stands)


def _line(row: Row, effect: str, **facts: Any) -> Line:
    return Line(row.number, row.cells["email"], row.cells.get("name", ""), effect, **facts)


def _read(column: Column, row: Row, vocabulary: Vocabulary) -> Any:
    try:
        return column.read(row.cells[column.key], vocabulary)
    except Denied as denied:
        raise Denied(in_column(column.key, str(denied))) from denied
