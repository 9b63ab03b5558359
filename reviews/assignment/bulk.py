"""Many pairs at once: what each row would do, before anything is written."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from grants.applications.models import Application
from grants.programmes.models import Call
from portal.accounts.actors import Actor
from portal.core.denial import verdict
from reviews.assignment import rules
from reviews.assignment.facts import Facts
from reviews.assignment.queries import live_in, on_board_for
from reviews.conflicts.rules import check_keep_apart
from reviews.pool.models import Assessor

Typed = tuple[str, str]
"""A reference, and an assessor's e-mail address or name, as somebody wrote them."""

ADDED, STANDING, REFUSED = "added", "standing", "refused"


@dataclass(frozen=True)
class Line:
    """One row and its effect: ``added``, ``standing`` (they have it already) or ``refused``."""

    reference: str
    who: str
    effect: str
    sentence: str = ""
    application: Application | None = None
    assessor: Assessor | None = None


def typed_pairs(text: str) -> list[Typed]:
    """Rows of pasted or uploaded text: comma, semicolon or tab between reference and assessor.

    A first row of headings is left out: it holds no reference, which always has a figure.
    """
    rows = []
    for row in csv.reader(io.StringIO(_with_commas(text))):
        cells = [cell.strip() for cell in row]
        if any(cells):
            rows.append((cells[0], cells[1] if len(cells) > 1 else ""))
    if rows and not any(letter.isdigit() for letter in rows[0][0]):
        rows = rows[1:]
    return rows


def _with_commas(text: str) -> str:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "").split("\n")
    return "\n".join(
        line if "," in line else line.replace("\t", ",").replace(";", ",") for line in lines
    )


def as_text(lines: Sequence[Line]) -> str:
    """The rows as they are typed, each assessor by the e-mail address where they are known."""
    told = io.StringIO()
    writer = csv.writer(told, lineterminator="\n")
    for one in lines:
        writer.writerow([one.reference, one.assessor.user.email if one.assessor else one.who])
    return told.getvalue()


def dry_run(call: Call, typed: Sequence[Typed], *, actor: Actor, now: datetime) -> list[Line]:
    """What giving the pairs in this order would do now; the number of queries does not grow."""
    return _Reading(call, actor, now).lines(typed)


class _Reading:
    def __init__(self, call: Call, actor: Actor, now: datetime) -> None:
        self.actor = actor
        self.facts = Facts(call, now=now)
        found = on_board_for(actor, call).select_related("call")
        self.applications = {one.reference.casefold(): one for one in found}
        self.people: dict[str, list[Assessor]] = {}
        for member in call.pool.current().select_related("assessor__user"):
            user = member.assessor.user
            for name in {user.email.casefold(), user.name.casefold()}:
                self.people.setdefault(name, []).append(member.assessor)
        self.live = set(live_in(call).values_list("application_id", "assessor_id"))

    def lines(self, typed: Sequence[Typed]) -> list[Line]:
        return [self._line(reference, who) for reference, who in typed]

    def _line(self, reference: str, who: str) -> Line:
        application = self.applications.get(reference.casefold())
        named = self.people.get(who.casefold(), [])
        if application is None:
            sentence = _("No application up for assessment has this reference.")
            return Line(reference, who, REFUSED, sentence)
        if len(named) != 1:
            nobody = _("Nobody in the pool has this e-mail address or name.")
            several = _("Several people have this name. Give the e-mail address.")
            return Line(reference, who, REFUSED, several if named else nobody)
        [assessor] = named
        effect, sentence = self._effect(application, assessor)
        return Line(application.reference, who, effect, sentence, application, assessor)

    def _effect(self, application: Application, assessor: Assessor) -> tuple[str, str]:
        pair = (application.pk, assessor.pk)
        if pair in self.live:
            return STANDING, _("Has it already, or stands above.")
        apart = verdict(check_keep_apart, self.actor, application)
        obstacle = rules.obstacle_to(self.facts.of(application, assessor))
        if not apart or obstacle:
            return REFUSED, apart.reason or obstacle
        self.facts.give(application, assessor)
        self.live.add(pair)
        return ADDED, ""
