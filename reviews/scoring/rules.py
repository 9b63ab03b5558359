"""Who fills in a score sheet, and what a complete one holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from grants.applications import lifecycle as applications
from grants.programmes.models import Criterion
from portal.accounts.actors import Actor
from portal.core.denial import Denied
from reviews.assignment import lifecycle
from reviews.assignment.models import Assignment

Marks = Mapping[int, tuple[int | None, str]]
"""By criterion's id: the mark, None while nothing was chosen, and its comment."""


def check_score(actor: Actor, assignment: Assignment) -> None:
    """Their own assignment, accepted and not handed in, of an application under assessment."""
    if assignment.assessor.user_id != actor.person.pk:
        raise Denied(_("This score sheet is somebody else's."))
    if assignment.state == lifecycle.SUBMITTED:
        raise Denied(_("You have handed in this score sheet; it can no longer be changed."))
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
            _("A mark and a comment are missing for: %(criteria)s.")
            % {"criteria": ", ".join(missing)}
        )


def check_visible(*, is_visible: bool) -> None:
    """The assignment is still among those the assessor sees: no conflict, role in force."""
    if not is_visible:
        raise Denied(_("You can no longer score this application."))
