"""Who works on the recommendations of a call, and when its assessment may end."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from django.utils.translation import gettext as _

from grants.decisions.entries import Entry
from grants.decisions.rules import check_draft
from grants.programmes import lifecycle as calls
from grants.programmes.models import Call
from portal.accounts.actors import Actor
from portal.accounts.models import Role
from portal.core.denial import Denied

SHORTEST_NAME = 4


class Stale(Denied):
    """Somebody saved the same line after the page was loaded."""


def check_write(actor: Actor, call: Call, *, conflicts: Collection[int]) -> None:
    """A panel member without a conflict of interest in the call writes the whole list."""
    check_draft(actor, call)
    if conflicts:
        raise Denied(_("You have a conflict of interest in this call; another member does this."))


def check_write_line(
    actor: Actor, call: Call, *, application_id: int, conflicts: Collection[int]
) -> None:
    """Any panel member writes a line, but none of an application they have an interest in."""
    check_draft(actor, call)
    if application_id in conflicts:
        raise Denied(_("You have a conflict of interest with this application."))


def check_names_nobody(entry: Entry, names: Iterable[str]) -> None:
    """What stands in the letter does not tell who assessed (AZ-07)."""
    texts = [entry.conditions, entry.feedback, *(one.text for one in entry.criteria)]
    told = "\n".join(texts).casefold()
    for name in names:
        is_telling = len(name) >= SHORTEST_NAME or not name.isascii()
        if is_telling and name.casefold() in told:
            raise Denied(_("Conditions and feedback go to the applicant and name no assessor."))


def check_fresh(entries: Iterable[Entry], current: Iterable[Entry]) -> None:
    """The list shows the scores as they are now: a sheet may have been taken back since."""
    then = {one.application_id: (one.score, one.rank, one.marks) for one in entries}
    now = {one.application_id: (one.score, one.rank, one.marks) for one in current}
    if any(now.get(key) != figures for key, figures in then.items()):
        raise Denied(
            _(
                "Scores changed since the list was written. Save one of its lines to take the new "
                "scores over, then read the list again."
            )
        )


def check_order(*, is_current: bool, undrawn: Collection[str]) -> None:
    """The order that the call stated is known: its ranking is of these marks, its draw was held."""
    if not is_current:
        raise Denied(
            _("The calibrated ranking is not of these scores. Have it worked out anew first.")
        )
    if undrawn:
        raise Denied(
            _("These stand equal, and the draw is to part them: %(references)s.")
            % {"references": ", ".join(sorted(undrawn))}
        )


def check_barred(
    recommended: Collection[int], barred: Mapping[int, str], references: Mapping[int, str]
) -> None:
    """Nothing is recommended that a quorum or the like stands against."""
    for key in sorted(set(recommended) & set(barred), key=lambda pk: references.get(pk, "")):
        raise Denied(
            _("%(reference)s cannot be recommended. %(reason)s")
            % {"reference": references.get(key, ""), "reason": barred[key]}
        )


def check_open_panel(
    actor: Actor, call: Call, *, without_sheets: Collection[str], is_unseen_unscored: bool = False
) -> None:
    """An officer ends the assessment once nobody goes unscored.

    ``without_sheets`` names what the officer may know of; ``is_unseen_unscored`` says that the
    same holds of something that an interest hides from them.
    """
    if not actor.has(Role.OFFICER, call.code):
        raise Denied(_("Only a programme officer of the call opens the panel."))
    if call.state != calls.ASSESSMENT:
        raise Denied(_("The call is not in assessment."))
    if without_sheets:
        raise Denied(
            _("Nobody has scored these yet: %(references)s.")
            % {"references": ", ".join(sorted(without_sheets))}
        )
    if is_unseen_unscored:
        raise Denied(
            _(
                "Nobody has scored an application that you have an interest in. Another officer "
                "sees to it."
            )
        )


def check_reason(reason: str, *, unfinished: int) -> None:
    """What is missing needs a reason."""
    if unfinished and not reason.strip():
        raise Denied(_("Say why the panel meets before every score sheet is in."))
