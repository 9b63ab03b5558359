"""Keeping a score sheet while it is written: field by field, as drafts of applications are kept.

Two windows of one assessor are to each other what two members of an organisation are: neither
overwrites silently what the other saved (ADR 13).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction

from grants.applications.autosave import texts
from grants.applications.autosave.merging import Merged, Sent, compare, leave_wrong_ones_out
from portal.accounts.actors import Actor
from reviews.assignment.models import Assignment
from reviews.scoring import operations, queries
from reviews.scoring.forms import ScoreSheetForm, initial

Deed = Callable[..., Any]


@dataclass(frozen=True)
class Kept:
    """What became of what was sent; ``form`` shows the sheet as it is saved now."""

    merged: Merged
    form: ScoreSheetForm
    is_saved: bool


def sheet_form(
    assignment: Assignment, posted: Any = None, files: Any = None, *, is_final: bool = False
) -> ScoreSheetForm:
    """The form of a sheet over what is saved of it at this moment."""
    criteria = queries.criteria_of(assignment.application.call)
    review = queries.sheet_of(assignment)
    values = initial(criteria, queries.marks_of(review), review.comment if review else "")
    return ScoreSheetForm(posted, files, criteria=criteria, is_final=is_final, initial=values)


@transaction.atomic
def keep(*, assignment_id: int, sent: Sent, actor: Actor, now: datetime) -> Kept:
    """Save of the fields that were sent those that are right and that no other window changed.

    Sent twice, the second time changes nothing.
    """
    assignment = operations.locked_to_score(assignment_id, actor=actor)
    bind = partial(sheet_form, assignment)
    merged = leave_wrong_ones_out(bind, sent, compare(bind, sent, known=_known(assignment, sent)))
    if not merged.chosen:
        return Kept(merged, merged.saved, is_saved=False)
    _write(operations.save, assignment, merged, actor=actor, now=now)
    return Kept(merged, sheet_form(assignment), is_saved=True)


@transaction.atomic
def save_page(*, assignment_id: int, sent: Sent, actor: Actor, now: datetime) -> Kept:
    """Save a whole page, or nothing of it: when a field is wrong or another window changed it."""
    assignment = operations.locked_to_score(assignment_id, actor=actor)
    return _whole(assignment, sent, operations.save, is_final=False, actor=actor, now=now)


@transaction.atomic
def hand_in(*, assignment_id: int, sent: Sent, actor: Actor, now: datetime) -> Kept:
    """Hand a whole page in, complete, or nothing of it."""
    assignment = operations.locked_to_score(assignment_id, actor=actor)
    return _whole(assignment, sent, operations.submit, is_final=True, actor=actor, now=now)


def _whole(
    assignment: Assignment,
    sent: Sent,
    deed: Deed,
    *,
    is_final: bool,
    actor: Actor,
    now: datetime,
) -> Kept:
    bind = partial(sheet_form, assignment, is_final=is_final)
    merged = compare(bind, sent, known=_known(assignment, sent))
    if merged.conflicts or not merged.form.is_valid():
        return Kept(merged, merged.saved, is_saved=False)
    _write(deed, assignment, merged, actor=actor, now=now)
    return Kept(merged, merged.form, is_saved=True)


def _write(
    deed: Deed, assignment: Assignment, merged: Merged, *, actor: Actor, now: datetime
) -> None:
    deed(
        assignment_id=assignment.pk,
        marks=merged.form.marks(),
        comment=merged.form.cleaned_data["comment"],
        actor=actor,
        now=now,
    )


def _known(assignment: Assignment, sent: Sent) -> Callable[[Any], Mapping[str, str]]:
    """The tokens of the page; one without them is taken for a page that showed an empty sheet."""
    if sent.tokens is not None:
        tokens = sent.tokens
        return lambda _saved: tokens
    criteria = queries.criteria_of(assignment.application.call)
    empty = texts.tokens_of(ScoreSheetForm(criteria=criteria, is_final=False))
    return lambda _saved: empty
