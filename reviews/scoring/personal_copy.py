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
from reviews.scoring.models import Mark, Review, ReviewVersion


def collect(actor: Actor) -> Iterator[Entry]:
    """Own assignments, ended ones too, each with the sheet and its versions; three queries."""
    marks = Mark.objects.select_related("criterion").order_by("criterion__position", "pk")
    own = Assignment.objects.filter(assessor__user=actor.person)
    own = own.select_related("application", "review")
    own = own.prefetch_related(Prefetch("review__marks", marks), "review__versions")
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
            *_marks(review),
            *(_version(one) for one in review.versions.all()),
        ],
    )


def _version(version: ReviewVersion) -> Entry:
    """A version that was handed in; the marks in force are beside it."""
    content = version.content
    return Entry(
        _("Version %(number)d") % {"number": version.number},
        facts=[
            Fact("submitted_at", _("Submitted"), version.submitted_at),
            Fact("reason", _("Why it was corrected"), version.reason),
            Fact("comment", _("Remark on the whole"), content["comment"]),
        ],
        entries=[
            Entry(
                one["criterion"],
                facts=[
                    Fact("mark", _("Mark"), one["mark"]),
                    Fact("comment", _("Comment"), one["comment"]),
                ],
            )
            for one in content["marks"]
        ],
    )


def _marks(review: Review) -> list[Entry]:
    return [
        Entry(
            str(mark.criterion.name),
            facts=[
                Fact("criterion", _("Criterion"), mark.criterion.code),
                Fact("mark", _("Mark"), mark.mark),
                Fact("comment", _("Comment"), mark.comment),
            ],
        )
        for mark in review.marks.all()
    ]
