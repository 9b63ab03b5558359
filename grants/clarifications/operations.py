"""Deeds of clarification: ask, answer, extend, close, remind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from grants.applications import operations as applications
from grants.applications.models import Application, Snapshot
from grants.applications.queries import for_update, members_of
from grants.clarifications import queries, rules
from grants.clarifications.models import (
    Clarification,
    ClarificationFile,
    ClarifiedPart,
    DueChange,
)
from grants.clarifications.parts import parts_of
from portal.accounts.actors import Actor
from portal.audit.operations import record
from portal.core.denial import Denied
from portal.documents import checks
from portal.documents import operations as documents
from portal.notifications.operations import notify
from portal.ui.formats import in_hong_kong
from portal.workdays.queries import calendar

DAYS_BEFORE = 2
"""Working days before the due date when the first reminder leaves; the second leaves on it."""


@dataclass(frozen=True)
class Wanted:
    """What an officer asks: words, the parts by code, until when, whether files may come."""

    question: str
    parts: Sequence[str]
    due_at: datetime
    wants_files: bool = False


@dataclass(frozen=True)
class Given:
    """What the applicant answers: words by the code of the part, a remark, files."""

    answers: Mapping[str, str]
    remark: str = ""
    files: Sequence[File[bytes]] = field(default_factory=tuple)


@transaction.atomic
def ask(*, application_id: int, wanted: Wanted, actor: Actor, now: datetime) -> Clarification:
    """Ask about named parts, with a date; every member of the organisation gets a message."""
    application = for_update(application_id)
    rules.check_ask(actor, application, now=now)
    _check_due(wanted.due_at, now)
    if not wanted.question.strip():
        raise Denied(_("Write the question."))
    snapshot = Snapshot.objects.filter(application=application).order_by("-number")[0]
    known = [part.code for part in parts_of(snapshot.content)]
    rules.check_named(wanted.parts, known)
    clarification = Clarification.objects.create(
        application=application,
        snapshot_number=snapshot.number,
        question=wanted.question,
        wants_files=wanted.wants_files,
        asked_by=actor.person,
        asked_at=now,
        due_at=wanted.due_at,
    )
    chosen = [code for code in known if code in set(wanted.parts)]
    ClarifiedPart.objects.bulk_create(
        ClarifiedPart(clarification=clarification, position=position, code=code)
        for position, code in enumerate(chosen, start=1)
    )
    applications.advance(application, "ask", actor=actor, now=now, parts=chosen)
    _tell_members("clarification-asked", clarification, application)
    return clarification


def _check_due(due_at: datetime, now: datetime) -> None:
    is_working_day = calendar().is_working(in_hong_kong(due_at).date())
    rules.check_due(due_at, now=now, is_working_day=is_working_day)


def _tell_members(
    kind: str, clarification: Clarification, application: Application, **more: Any
) -> None:
    stage = more.pop("stage", clarification.pk)
    for member in members_of(application):
        notify(
            kind,
            key=f"{kind}:{stage}:{member.pk}",
            to=member,
            context={"application": application, "clarification": clarification, **more},
            scope=application.call.code,
        )


@transaction.atomic
def answer(*, application_id: int, given: Given, actor: Actor, now: datetime) -> Clarification:
    """Answer every part that was asked about; the officer who asked gets a message.

    The snapshot stays: the answers stand beside it. An answer after the due time is taken and
    shown as late. The same answer by the same person again, a second click, gives the one that
    stands.
    """
    application = for_update(application_id)
    standing = _standing(application, given, actor)
    if standing is not None:
        return standing
    rules.check_answer(actor, application, now=now)
    clarification = _open(application)
    parts = list(clarification.parts.order_by("position"))
    rules.check_answers(given.answers, [part.code for part in parts])
    for part in parts:
        part.answer = given.answers[part.code]
    ClarifiedPart.objects.bulk_update(parts, ["answer"])
    _keep_files(clarification, given.files, actor)
    clarification.answer = given.remark
    clarification.answered_by, clarification.answered_at = actor.person, now
    clarification.save(update_fields=["answer", "answered_by", "answered_at"])
    late = clarification.is_late
    applications.advance(application, "answer", actor=actor, now=now, is_late=late)
    notify(
        "clarification-answered",
        key=f"clarification-answered:{clarification.pk}",
        to=clarification.asked_by,
        context={"application": application, "clarification": clarification},
        scope=application.call.code,
    )
    return clarification


def _open(application: Application) -> Clarification:
    return Clarification.objects.select_for_update().get(queries.OPEN, application=application)


def _standing(application: Application, given: Given, actor: Actor) -> Clarification | None:
    """The last clarification, if it holds this very answer by this person."""
    last = queries.clarifications_of(application).first()
    if last is None or last.answered_by != actor.user or last.answer != given.remark:
        return None
    return last if {part.code: part.answer for part in last.parts.all()} == given.answers else None


def _keep_files(clarification: Clarification, files: Sequence[File[bytes]], actor: Actor) -> None:
    if files and not clarification.wants_files:
        raise Denied(_("No files were asked for."))
    for file in files:
        checks.check_pdf(file)
        document = documents.store(
            file=file,
            name=checks.safe_name(file.name or ""),
            content_type="application/pdf",
            actor=actor,
        )
        ClarificationFile.objects.create(clarification=clarification, document=document)


@transaction.atomic
def extend(
    *, application_id: int, due_at: datetime, reason: str, actor: Actor, now: datetime
) -> Clarification:
    """Move the due date of the open question later, with a reason both sides read."""
    application = for_update(application_id)
    rules.check_settle(actor, application, now=now)
    clarification = _open(application)
    rules.check_later(due_at, current=clarification.due_at)
    _check_due(due_at, now)
    rules.check_reason(reason)
    change = DueChange.objects.create(
        clarification=clarification,
        due_before=clarification.due_at,
        due_after=due_at,
        reason=reason,
        changed_by=actor.person,
        changed_at=now,
    )
    clarification.due_at = due_at
    clarification.save(update_fields=["due_at"])
    record(
        "application.extend_question",
        actor=actor,
        subject=application,
        reason=reason,
        due_at=due_at.isoformat(),
        done_at=now.isoformat(),
    )
    _tell_members(
        "clarification-extended", clarification, application, change=change, stage=change.pk
    )
    return clarification


@transaction.atomic
def close(*, application_id: int, reason: str, actor: Actor, now: datetime) -> Clarification:
    """End the open question without an answer; the screening goes on with what was submitted."""
    application = for_update(application_id)
    rules.check_settle(actor, application, now=now)
    rules.check_reason(reason)
    clarification = _open(application)
    clarification.closed_by, clarification.closed_at = actor.person, now
    clarification.close_reason = reason
    clarification.save(update_fields=["closed_by", "closed_at", "close_reason"])
    applications.advance(application, "close_question", actor=actor, now=now, reason=reason)
    _tell_members("clarification-closed", clarification, application)
    return clarification


@transaction.atomic
def remind(*, now: datetime) -> int:
    """Remind of open questions before and on their due day, once each; returns how many.

    An extension starts the reminders anew: the key of a reminder names the date it is about.
    """
    days, today = calendar(), in_hong_kong(now).date()
    told = 0
    for clarification in queries.waiting():
        due_on = in_hong_kong(clarification.due_at).date()
        is_last = today == due_on
        if not is_last and not days.before(due_on, DAYS_BEFORE) <= today < due_on:
            continue
        stage = f"{clarification.pk}:{due_on.isoformat()}:{'last' if is_last else 'soon'}"
        _tell_members(
            "clarification-due",
            clarification,
            clarification.application,
            is_last_day=is_last,
            stage=stage,
        )
        told += 1
    return told
