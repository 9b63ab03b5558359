"""What a personal copy says of clarifications: what the office asked and what was answered."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from grants.clarifications import queries
from grants.clarifications.queries import Shown
from portal.accounts.actors import Actor
from portal.copies.registry import Entry, Fact


def collect(actor: Actor) -> Iterator[Entry]:
    """Questions on one's own applications; who in the office asked or closed one is not told."""
    for application, shown in queries.own(actor):
        yield Entry(
            application.reference,
            facts=list(_facts(shown)),
            files=[file.document for file in shown.one.files.all()],
            entries=[*_parts(shown), *_due_changes(shown)],
        )


def _facts(shown: Shown) -> Iterator[Fact]:
    one = shown.one
    yield Fact("asked_at", _("Asked on"), one.asked_at)
    yield Fact("question", _("Question"), one.question)
    yield Fact("due_at", _("Answer due"), one.due_at)
    yield Fact("answered_at", _("Answered on"), one.answered_at)
    yield Fact("answer", _("Remark on the whole"), one.answer)
    if one.closed_at is not None:
        yield Fact("closed_at", _("Closed on"), one.closed_at)
        yield Fact("close_reason", _("Reason"), one.close_reason)


def _parts(shown: Shown) -> list[Entry]:
    return [
        Entry(
            str(part.label),
            facts=[
                Fact("code", _("Part"), part.code),
                Fact("submitted", _("What was submitted"), part.submitted),
                Fact("answer", _("Answer"), part.answer),
            ],
        )
        for part in shown.parts
    ]


def _due_changes(shown: Shown) -> list[Entry]:
    changes = sorted(shown.one.due_changes.all(), key=lambda change: change.changed_at)
    return [
        Entry(
            _("More time to answer"),
            facts=[
                Fact("due_before", _("Answer due until now"), change.due_before),
                Fact("due_after", _("New due date"), change.due_after),
                Fact("reason", _("Reason"), change.reason),
            ],
        )
        for change in changes
    ]
