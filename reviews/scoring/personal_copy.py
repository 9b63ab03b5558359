"""What a personal copy says of assessing: what was offered, and the sheets in the own words.

Nothing of an application but its reference: its content belongs to the applicant, and an assessor
reads it while their assignment lasts.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from portal.accounts.actors import Actor
from portal.copies.registry import Entry, Fact
from reviews.assignment.models import Assignment
from reviews.scoring.models import Mark, Review


def collect(actor: Actor) -> Iterator[Entry]:
    """Own assignments, ended ones too, each with the sheet that was written; two queries."""
    marks = Mark.objects.select_related("criterion").order_by("criterion__position", "pk")
    own = Assignment.objects.filter(assessor__user=actor.person)
    own = own.select_related("application", "review")
    own = own.prefetch_related(Prefetch("review__marks", marks))
    for one in own.order_by("offered_at", "application__reference"):
        review: Review | None = getattr(one, "review", None)
        yield Entry(
            one.application.reference,
            facts=[
                Fact("state", _("State"), one.state, str(one.get_state_display())),
                Fact("offered_at", _("Offered on"), one.offered_at),
                Fact("due_on", _("Due on"), one.due_on),
                Fact("answered_at", _("Answered on"), one.answered_at),
                Fact("decline_reason", _("Reason"), one.decline_reason, one.decline_words),
            ],
            entries=[_sheet(review)] if review else [],
        )


def _sheet(review: Review) -> Entry:
    return Entry(
        _("Score sheet"),
        facts=[
            Fact("saved_at", _("Saved at"), review.saved_at),
            Fact("submitted_at", _("Submitted"), review.submitted_at),
            Fact("comment", _("Remark on the whole"), review.comment),
        ],
        entries=[
            Entry(
                str(mark.criterion.name),
                facts=[
                    Fact("criterion", _("Criterion"), mark.criterion.code),
                    Fact("mark", _("Mark"), mark.mark),
                    Fact("comment", _("Comment"), mark.comment),
                ],
            )
            for mark in review.marks.all()
        ],
    )
