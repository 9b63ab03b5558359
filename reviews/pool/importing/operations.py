"""Doing exactly what a preview of a table has shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models.functions import Lower

from grants.programmes.models import Call
from portal.accounts.actors import Actor
from portal.audit.operations import record
from reviews.pool import operations as pool
from reviews.pool.importing import preview, rules
from reviews.pool.importing.columns import PANEL
from reviews.pool.importing.files import Row
from reviews.pool.importing.preview import Line
from reviews.pool.importing.standing import NOBODY, of_assessor, vocabulary_on
from reviews.pool.inviting.models import InvitedAs
from reviews.pool.inviting.operations import Beginning, invite
from reviews.pool.models import Assessor, Discipline
from reviews.pool.rules import check_keep_pool
from reviews.pool.words import Expertise

PROFILE = ("role", "employer", "languages", "expertise", "words", "available")


@transaction.atomic
def import_rows(
    *,
    call_id: int,
    rows: Sequence[Row],
    seen: str,
    language: str,
    actor: Actor,
    now: datetime,
) -> list[Line]:
    """Do what the rows can do, all of it or nothing; rows that are refused are left out.

    ``seen`` is the fingerprint of the preview that was confirmed: the rows are read anew under
    locks, and anything that would be done otherwise refuses the whole. Each row goes through the
    operation that does the same by hand. ``language`` is that of messages to people who are new.
    """
    call = Call.objects.select_for_update(no_key=True).get(pk=call_id)
    check_keep_pool(actor, call)
    _lock_profiles(rows)
    lines = preview.preview(call, rows, actor=actor, now=now)
    rules.check_unchanged(seen, preview.fingerprint(lines))
    effects: dict[str, Any] = Counter(line.effect for line in lines)
    done = [line for line in lines if line.effect not in (preview.SAME, preview.REFUSED)]
    rules.check_something_to_do(len(done))
    vocabulary = vocabulary_on(now)
    for line in done:
        stands = NOBODY
        if line.assessor is not None:
            stands = of_assessor(line.assessor, line.member, vocabulary)
        _Doing(call, line, language, {**stands, **line.wanted}, actor=actor, now=now).do()
    record("pool.import", actor=actor, subject=call, rows=len(lines), **effects)
    return lines


def _lock_profiles(rows: Sequence[Row]) -> None:
    """Nobody changes the profiles that the rows are about until this is done."""
    addresses = {row.cells.get("email", "").lower() for row in rows}
    found = Assessor.objects.annotate(address=Lower("user__email")).filter(address__in=addresses)
    list(found.order_by("pk").select_for_update(of=("self",)))


class _Doing:
    """One row by the operations of the pool."""

    def __init__(
        self, call: Call, line: Line, language: str, values: Mapping[str, Any], **by: Any
    ) -> None:
        self.call, self.line, self.language = call, line, language
        self.values, self.by = values, by

    def do(self) -> None:
        if self.line.assessor is not None:
            self._revise(self.line.assessor)
        if self.line.effect == preview.INVITED:
            self._invite()
        elif self.line.assessor is not None:
            self._place(self.line.assessor)

    @property
    def _expertise(self) -> Expertise:
        return Expertise(self.values["expertise"], self.values["words"])

    def _revise(self, assessor: Assessor) -> None:
        if any(key in self.line.wanted for key in PROFILE):
            pool.revise_assessor(
                assessor_id=assessor.pk,
                disciplines=self.values["role"],
                employer=self.values["employer"],
                expertise=self._expertise,
                languages=self.values["languages"],
                is_available=self.values["available"],
                **self.by,
            )

    def _place(self, assessor: Assessor) -> None:
        loads = {key: self.values[key] for key in preview.LOADS}
        if self.line.member is None:
            pool.add_to_pool(call_id=self.call.pk, assessor_id=assessor.pk, **loads, **self.by)
        elif any(key in self.line.wanted for key in preview.LOADS):
            pool.change_loads(member_id=self.line.member.pk, **loads, **self.by)

    def _invite(self) -> None:
        role = self.values["role"]
        is_panel = role == (PANEL,)
        kind = InvitedAs.PANEL if is_panel else InvitedAs.FINANCE_REGULATORY
        if Discipline.TECHNICAL in role:
            kind = InvitedAs.TECHNICAL
        beginning = Beginning(
            name=self.values["name"],
            disciplines=() if is_panel else role,
            employer=self.values["employer"],
            languages=self.values["languages"],
            expertise=self._expertise,
            least_load=self.values["least_load"],
            most_load=self.values["most_load"],
        )
        invite(
            call_id=self.call.pk,
            email=self.line.email,
            invited_as=kind,
            language=self.language,
            beginning=beginning,
            **self.by,
        )
