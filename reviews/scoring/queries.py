"""Reads of score sheets."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from grants.programmes.models import Call, Criterion
from portal.accounts.models import User
from reviews.assignment import lifecycle
from reviews.assignment.models import Assignment
from reviews.scoring.models import CorrectionLeave, Mark, Review, ReviewVersion
from reviews.scoring.statistics import Given, Spread, sheet_score, spread


def criteria_of(call: Call) -> list[Criterion]:
    """The criteria of a call in the order they are marked."""
    return list(call.criteria.order_by("position", "pk"))


def sheet_of(assignment: Assignment) -> Review | None:
    """The sheet of an assignment, if its assessor has begun one."""
    return Review.objects.filter(assignment=assignment).prefetch_related("marks").first()


def marks_of(review: Review | None) -> dict[int, tuple[int | None, str]]:
    """The marks and comments of a sheet by criterion."""
    if review is None:
        return {}
    return {mark.criterion_id: (mark.mark, mark.comment) for mark in review.marks.all()}


def latest_version(review: Review) -> ReviewVersion | None:
    """The version in force; None of a sheet that was never handed in."""
    return review.versions.order_by("-number").first()


def content_of(review: Review) -> dict[str, Any]:
    """What the sheet says now, as a version keeps it."""
    marks = review.marks.order_by("criterion__position", "criterion").select_related("criterion")
    return {
        "comment": review.comment,
        "marks": [
            {"criterion": one.criterion.code, "mark": one.mark, "comment": one.comment}
            for one in marks
        ],
    }


def open_leave(review: Review | None) -> CorrectionLeave | None:
    """The leave to correct a sheet that was not used yet."""
    return review.leaves.filter(used_at__isnull=True).first() if review else None


def submitted_sheets(application_ids: Iterable[int]) -> dict[int, list[Review]]:
    """Sheets that count, by application, in the order they came; two queries.

    A sheet taken back with its assignment, because of a conflict, counts no more.
    """
    found = _counting().filter(assignment__application__in=list(application_ids))
    marks = Mark.objects.select_related("criterion").order_by("criterion__position", "pk")
    related = found.select_related("assignment").prefetch_related(Prefetch("marks", marks))
    sheets: dict[int, list[Review]] = defaultdict(list)
    for review in related.order_by("submitted_at", "pk"):
        sheets[review.assignment.application_id].append(review)
    return sheets


def _counting() -> QuerySet[Review]:
    return Review.objects.filter(submitted_at__isnull=False, assignment__state=lifecycle.SUBMITTED)


def abstentions(application_ids: Iterable[int]) -> dict[int, list[str]]:
    """Why assessors abstained, by application, in the order they did; one query.

    Reasons alone: who abstained is seen by officers, on the page of the application's sheets.
    """
    found = Assignment.objects.filter(
        application__in=list(application_ids), state=lifecycle.ABSTAINED
    )
    reasons: dict[int, list[str]] = defaultdict(list)
    rows = found.order_by("answered_at", "pk").values_list("application", "decline_reason")
    for application_id, reason in rows:
        reasons[application_id].append(reason)
    return reasons


def spreads(application_ids: Iterable[int]) -> dict[int, Spread]:
    """The scores of the applications that have any; one query, however many marks."""
    counting = _counting().filter(assignment__application__in=list(application_ids))
    marks = Mark.objects.filter(review__in=counting).values_list(
        "review__assignment__application",
        "review",
        "criterion__weight",
        "criterion__highest_mark",
        "mark",
    )
    sheets: dict[int, dict[int, list[Given]]] = defaultdict(lambda: defaultdict(list))
    for application_id, review_id, weight, highest, mark in marks:
        sheets[application_id][review_id].append(Given(weight, highest, mark))
    found = {
        application_id: spread([sheet_score(given) for given in by_review.values()])
        for application_id, by_review in sheets.items()
    }
    return {application_id: one for application_id, one in found.items() if one is not None}


def criterion_means(application_ids: Iterable[int]) -> dict[int, dict[int, Decimal]]:
    """For each application the mean mark of each criterion on 0-100, over the sheets that count.

    One query; a criterion that nobody marked is not there.
    """
    counting = _counting().filter(assignment__application__in=list(application_ids))
    marks = Mark.objects.filter(review__in=counting).values_list(
        "review__assignment__application", "criterion", "criterion__highest_mark", "mark"
    )
    given: dict[tuple[int, int], list[Decimal]] = defaultdict(list)
    for application_id, criterion_id, highest, mark in marks:
        if mark is not None:
            given[application_id, criterion_id].append(Decimal(100 * mark) / highest)
    means: dict[int, dict[int, Decimal]] = defaultdict(dict)
    for (application_id, criterion_id), percents in given.items():
        means[application_id][criterion_id] = sum(percents, Decimal(0)) / len(percents)
    return means


def sheet_scores(application_ids: Iterable[int]) -> list[tuple[int, UUID, Decimal]]:
    """Application, assessor's reference and score (0–100) of each sheet that counts; one query.

    Sheets on which nothing was marked have no score and are left out.
    """
    counting = _counting().filter(assignment__application__in=list(application_ids))
    marks = Mark.objects.filter(review__in=counting).values_list(
        "review__assignment__application",
        "review__assignment__assessor__reference",
        "criterion__weight",
        "criterion__highest_mark",
        "mark",
    )
    sheets: dict[tuple[int, UUID], list[Given]] = defaultdict(list)
    for application_id, assessor, weight, highest, mark in marks:
        sheets[application_id, assessor].append(Given(weight, highest, mark))
    scored = ((*key, sheet_score(given)) for key, given in sheets.items())
    return [(one, who, score) for one, who, score in scored if score is not None]


def has_scored_in(call: Call, user: User) -> bool:
    """Whether the person has handed in a sheet in the call, be it taken back since."""
    sheets = Review.objects.filter(submitted_at__isnull=False)
    return sheets.filter(
        assignment__application__call=call, assignment__assessor__user=user
    ).exists()
