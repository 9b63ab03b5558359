"""Who fills in a score sheet, and what a complete one holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from grants.applications import lifecycle as applications
from grants.programmes import lifecycle as calls
from grants.programmes.models import Criterion
from portal.accounts.actors import Actor
from portal.core.denial import Denied
from portal.ui.formats import listed
from reviews.assignment import lifecycle
from reviews.assignment.models import Assignment
from reviews.conflicts.rules import check_keep_apart

Marks = Mapping[int, tuple[int | None, str]]
"""By criterion's id: the mark, None while nothing was chosen, and its comment."""


def check_score(actor: Actor, assignment: Assignment) -> None:
    """Their own assignment, accepted and not handed in, of an application under assessment."""
    if assignment.assessor.user_id != actor.person.pk:
        raise Denied(_("This score sheet is somebody else's."))
    if assignment.state == lifecycle.SUBMITTED:
        raise Denied(_("You have handed in this score sheet; it changes only by a correction."))
    if assignment.state != lifecycle.ACCEPTED:
        raise Denied(_("Accept the assignment before you score."))
    if assignment.application.state != applications.ASSESSMENT:
        raise Denied(_("This application is no longer under assessment."))


def check_marks(criteria: Sequence[Criterion], marks: Marks) -> None:
    """Every mark is of a criterion of the call and within its scale."""
    highest = {criterion.pk: criterion.highest_mark for criterion in criteria}
    for criterion_id, (mark, _comment) in marks.items():
        if criterion_id not in highest:
            raise Denied(_("The score sheet names a criterion that is not of this call."))
        if mark is not None and not 0 <= mark <= highest[criterion_id]:
            raise Denied(_("A mark is outside of its scale."))


def check_complete(criteria: Sequence[Criterion], marks: Marks) -> None:
    """A sheet is handed in with a mark and a comment for each criterion."""
    if not criteria:
        raise Denied(_("The call has no criteria to score."))
    missing = [
        str(criterion.name)
        for criterion in criteria
        if marks.get(criterion.pk, (None, ""))[0] is None or not marks[criterion.pk][1].strip()
    ]
    if missing:
        raise Denied(
            _("A mark and a comment are missing for: %(criteria)s.") % {"criteria": listed(missing)}
        )


def check_visible(*, is_visible: bool) -> None:
    """The assignment is still among those the assessor sees: no conflict, role in force."""
    if not is_visible:
        raise Denied(_("You can no longer score this application."))


def check_correct(actor: Actor, assignment: Assignment, *, has_leave: bool) -> None:
    """Their own sheet that was handed in: until the panel opens, and with leave while it meets."""
    if assignment.assessor.user_id != actor.person.pk:
        raise Denied(_("This score sheet is somebody else's."))
    if assignment.state != lifecycle.SUBMITTED:
        raise Denied(_("This score sheet is not handed in."))
    call = assignment.application.call
    if call.state == calls.PANEL and not has_leave:
        raise Denied(
            _(
                "The panel works with the marks now. "
                "A correction needs the programme office's leave."
            )
        )
    if call.state not in (calls.PUBLISHED, calls.ASSESSMENT, calls.PANEL):
        raise Denied(_("The panel has finished: the marks stand as they are."))


def check_correction(reason: str, *, is_changed: bool, seen: int, newest: int) -> None:
    """A correction says why, changes something, and starts from the newest version."""
    if seen != newest:
        raise Denied(
            _("You corrected this sheet in another window meanwhile. Compare, then correct again.")
        )
    if not reason.strip():
        raise Denied(_("Say why you correct the score sheet."))
    if not is_changed:
        raise Denied(_("Nothing is different from what you handed in."))


def check_grant_leave(
    actor: Actor, assignment: Assignment, *, reason: str, has_leave: bool
) -> None:
    """An officer of the call, with a reason, while the panel works with the marks."""
    check_keep_apart(actor, assignment.application)
    if assignment.state != lifecycle.SUBMITTED:
        raise Denied(_("This score sheet is not handed in."))
    if assignment.application.call.state != calls.PANEL:
        raise Denied(
            _("Leave is given while the panel works with the marks: before, none is needed.")
        )
    if has_leave:
        raise Denied(_("The assessor has leave already."))
    if not reason.strip():
        raise Denied(_("Give a reason."))


def check_abstain(actor: Actor, assignment: Assignment, *, reason: str) -> None:
    """As for scoring, with a reason."""
    check_score(actor, assignment)
    if not reason.strip():
        raise Denied(_("Give a reason."))


def check_read_others(actor: Actor, assignment: Assignment) -> None:
    """Once one's own sheet is in, where the call says so, and not before the panel has the call."""
    call = assignment.application.call
    if assignment.assessor.user_id != actor.person.pk or assignment.state != lifecycle.SUBMITTED:
        raise Denied(_("Hand in your own score sheet first."))
    if not call.shows_sheets_to_assessors:
        raise Denied(_("In this call assessors do not see each other's score sheets."))
    if call.state not in SEEN_IN:
        raise Denied(_("Assessors see each other's score sheets once the panel has the call."))


SEEN_IN = (calls.PANEL, calls.APPROVAL, calls.APPROVED, calls.RELEASED)
"""States of a call in which a sheet is read by others than the assessor who wrote it."""
