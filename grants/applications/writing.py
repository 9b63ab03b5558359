"""How the values of each section reach the tables. No checks and no log: operations has both."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from grants.applications import sections
from grants.applications.answers import COLUMN_NAMES
from grants.applications.budget import reckon
from grants.applications.models import (
    Answer,
    Application,
    AttachmentKind,
    BudgetLine,
    Sponsor,
    TeamMember,
)
from grants.questionnaires.models import Question, QuestionKind
from grants.questionnaires.values import columns_of
from portal.accounts.actors import Actor

Values = Mapping[str, Any]

PROJECT_FIELDS = ("title", "title_zh", "summary", "starts_on", "completes_on")
CLASSIFICATION_FIELDS = ("pillar", "technology", "regulatory_details", "value_involved")
CLASSIFICATION_SETS = ("use_cases", "regulatory_statuses", "sandboxes")
SPONSOR_FIELDS = ("name", "kind", "contact_name", "contact_email", "contribution", "agreed_on")
SINGLE_KINDS = (AttachmentKind.SPONSOR_AGREEMENT, AttachmentKind.REGISTRATION)
"""Kinds of which an application has one file: a new one takes the place of the old one."""


def _put(thing: Application | Sponsor, names: Sequence[str], values: Values) -> None:
    for name in names:
        if name in values:
            setattr(thing, name, values[name])


def project(application: Application, values: Values, actor: Actor, now: datetime) -> None:
    """Titles, summary and dates."""
    del actor, now
    _put(application, PROJECT_FIELDS, values)


def classification(application: Application, values: Values, actor: Actor, now: datetime) -> None:
    """Terms of the taxonomies; sets are written as a whole."""
    del actor, now
    _put(application, CLASSIFICATION_FIELDS, values)
    for name in CLASSIFICATION_SETS:
        if name in values:
            getattr(application, name).set(values[name])


def sponsor(application: Application, values: Values, actor: Actor, now: datetime) -> None:
    """The sponsor's row, made when first written."""
    del actor, now
    found = Sponsor.objects.filter(application=application).first()
    row = found or Sponsor(application=application)
    _put(row, SPONSOR_FIELDS, values)
    row.save()


def team(application: Application, values: Values, actor: Actor, now: datetime) -> None:
    """``members`` replace the whole team; at most one of them leads."""
    del actor, now
    application.team.all().delete()
    TeamMember.objects.bulk_create(
        TeamMember(application=application, **member) for member in values["members"]
    )


def budget(application: Application, values: Values, actor: Actor, now: datetime) -> None:
    """``lines`` replace all lines, and the sums that the database guards follow them."""
    del actor, now
    application.budget_lines.all().delete()
    lines = BudgetLine.objects.bulk_create(
        BudgetLine(application=application, **line) for line in values["lines"]
    )
    sums = reckon(lines, application.call)
    application.eligible_total, application.requested = sums.eligible_total, sums.grant


def write_answers(application: Application, asked: Sequence[Question], values: Values) -> None:
    """The answers by code of their question; questions that are not named keep theirs.

    Files are not written here: ``operations`` attaches them.
    """
    written = [one for one in asked if one.code in values and one.kind != QuestionKind.FILE]
    Answer.objects.bulk_create(
        [
            Answer(application=application, question=one, **columns_of(one.kind, values[one.code]))
            for one in written
        ],
        update_conflicts=True,
        unique_fields=["application", "question"],
        update_fields=COLUMN_NAMES,
    )


def declaration(application: Application, values: Values, actor: Actor, now: datetime) -> None:
    """Who declared, and when; taken back when ``declared`` is false."""
    is_declared = bool(values["declared"])
    application.declared_at = now if is_declared else None
    application.declared_by = actor.person if is_declared else None


WRITERS: dict[str, Callable[[Application, Values, Actor, datetime], None]] = {
    sections.PROJECT: project,
    sections.CLASSIFICATION: classification,
    sections.SPONSOR: sponsor,
    sections.TEAM: team,
    sections.BUDGET: budget,
    sections.DECLARATION: declaration,
}
"""Sections of the core that are written to the application itself, not to its organisation."""


def room_left(application: Application, *, largest: int) -> int:
    """Bytes that may still be attached of the ``largest`` total allowed."""
    sizes = application.attachments.values_list("document__size", flat=True)
    return largest - int(sum(sizes, Decimal(0)))
