"""The deeds of an applicant: start, save, attach, submit, withdraw; and ``advance`` for others.

Reopening what was submitted stands in ``reopening``.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.files.base import File
from django.db import transaction
from django.db.models import F

from grants.applications import (
    answers,
    completeness,
    gates,
    keeping,
    lifecycle,
    moving,
    preparation,
    queries,
    rules,
    sections,
    snapshots,
)
from grants.applications.lifecycle import APPLICATION, WRITABLE
from grants.applications.models import (
    Application,
    Attachment,
    AttachmentKind,
    KeptVersion,
    Snapshot,
)
from grants.applications.preparation import NOTHING_PREPARED, Preparation
from grants.applications.writing import SINGLE_KINDS, WRITERS, room_left, write_answers
from grants.programmes.models import Call
from grants.questionnaires.models import Question
from grants.questionnaires.queries import form_in_force
from portal.accounts.actors import Actor
from portal.audit.operations import record
from portal.core.references import numbered
from portal.documents import checks
from portal.documents import operations as documents
from portal.notifications.operations import notify
from portal.organisations import operations as organisations
from portal.organisations.models import Organisation

MOST_BYTES = 60_000_000
"""All files of one application together (requirement FI-02)."""


@transaction.atomic
def start(
    *,
    call_id: int,
    organisation_id: UUID,
    actor: Actor,
    now: datetime,
    prepared: Preparation = NOTHING_PREPARED,
) -> Application:
    """A new draft with its reference; the call's row is locked, so no number is given twice.

    What was ``prepared`` before signing up is taken over into the draft.
    """
    call = Call.objects.select_for_update(no_key=True).get(pk=call_id)
    organisation = Organisation.objects.get(pk=organisation_id)
    live = queries.live_ones(call, organisation_id=organisation_id)
    extension = queries.open_extension(call, organisation_id)
    until = extension.until if extension else None
    rules.check_start(actor, call, organisation, live=live, now=now, until=until)
    application = Application.objects.create(
        call=call,
        form_version=form_in_force(call),
        organisation=organisation,
        extended_to=until,
        reference=numbered(call.reference_prefix, call.next_number),
        created_by=actor.person,
    )
    Call.objects.filter(pk=call.pk).update(next_number=F("next_number") + 1)
    taken = _take_over(application, prepared, actor, now)
    record(
        "application.start",
        actor=actor,
        subject=application,
        states=("", application.state),
        done_at=now.isoformat(),
        **taken,
    )
    return application


def _take_over(
    application: Application, prepared: Preparation, actor: Actor, now: datetime
) -> dict[str, Any]:
    """How much of what was prepared is now in the draft, for the log."""
    outcomes = preparation.take_over(application, prepared)
    if prepared.lines:
        rows = [{"kind": line.kind, "amount": line.amount} for line in prepared.lines]
        WRITERS[sections.BUDGET](application, {"lines": rows}, actor, now)
    if not outcomes and not prepared.lines:
        return {}
    application.save()
    return {"answers": len(outcomes), "lines": len(prepared.lines)}


@transaction.atomic
def save_section(
    *,
    application_id: int,
    section: str,
    values: Mapping[str, Any],
    version: int,
    actor: Actor,
    now: datetime,
) -> Application:
    """Save the ``values`` of one section of a draft; what is missing stays missing.

    ``version`` is the application's version when the page was loaded: if the same section was
    saved since, :class:`rules.Stale` is raised and nothing changes. The organisation's section
    changes the organisation itself. A sponsor's ``agreement`` is attached with it, and so are files
    that answer questions.
    """
    application = queries.for_update(application_id)
    rules.check_edit(actor, application, now=now)
    rules.check_version(application, section=section, version=version)
    write_section(application, section=section, values=values, actor=actor, now=now)
    record("application.save_section", actor=actor, subject=application, section=section)
    return application


def write_section(
    application: Application,
    *,
    section: str,
    values: Mapping[str, Any],
    actor: Actor,
    now: datetime,
) -> None:
    """Bring the ``values`` of one section to the tables and count the save; no log.

    The caller has locked the row, asked the rule, and tells the log in its own words.
    """
    if section == sections.ORGANISATION:
        organisations.revise(
            organisation_id=application.organisation_id, details=values, actor=actor, now=now
        )
    elif sections.is_of_form(section):
        _answer(application, section, values, actor, now)
    else:
        WRITERS[section](application, values, actor, now)
    if values.get("agreement"):
        kind = AttachmentKind.SPONSOR_AGREEMENT
        _attach(application, kind=kind, file=values["agreement"], actor=actor, now=now)
    application.version += 1
    application.section_versions = {**application.section_versions, section: application.version}
    application.save()


def _answer(
    application: Application, section: str, values: Mapping[str, Any], actor: Actor, now: datetime
) -> None:
    moving.catch_up(application=application, actor=actor, now=now)
    asked = answers.asked_on(application, section)
    rules.check_asked(asked)
    dated = [question for question in asked if question.frozen_after is not None]
    rules.check_not_frozen(answers.changed_by(application, dated, values), now=now)
    write_answers(application, asked, values)
    for question in asked:
        file = values.get(question.code)
        if isinstance(file, File):
            kind = AttachmentKind.ANSWER
            _attach(application, kind=kind, file=file, actor=actor, now=now, question=question)


@transaction.atomic
def add_attachment(
    *,
    application_id: int,
    kind: str,
    file: File[bytes],
    actor: Actor,
    now: datetime,
    replaces: UUID | None = None,
) -> Attachment:
    """Attach a PDF to a draft, checked by what it holds.

    It takes the place of the file ``replaces``, and of an earlier one of a kind that has one file.
    It is looked into before the row is locked, so that nobody who saves has to wait for that.
    """
    checks.check_pdf(file)
    question: Question | None = None
    application = queries.for_update(application_id)
    rules.check_edit(actor, application, now=now)
    if replaces is not None:
        named = application.attachments.select_related("document", "question")
        for earlier in named.filter(pk=replaces):
            question = earlier.question
            rules.check_not_frozen([question] if question else [], now=now)
            _detach(application, earlier, actor, now)
    rules.check_place(kind, question)
    attachment = _attach(
        application,
        kind=AttachmentKind(kind),
        file=file,
        actor=actor,
        now=now,
        question=question,
    )
    application.save(update_fields=["saved_at"])
    return attachment


def _attach(
    application: Application,
    *,
    kind: AttachmentKind,
    file: File[bytes],
    actor: Actor,
    now: datetime,
    question: Question | None = None,
) -> Attachment:
    if kind in SINGLE_KINDS or question is not None:
        same = application.attachments.filter(kind=kind, question=question)
        for earlier in same.select_related("document"):
            _detach(application, earlier, actor, now)
    checks.check_pdf(file, room=room_left(application, largest=MOST_BYTES))
    document = documents.store(
        file=file,
        name=checks.safe_name(file.name or ""),
        content_type="application/pdf",
        actor=actor,
    )
    attachment = Attachment.objects.create(
        application=application, kind=kind, document=document, question=question
    )
    record(
        "application.add_attachment",
        actor=actor,
        subject=application,
        kind=str(kind),
        sha256=document.sha256,
    )
    return attachment


@transaction.atomic
def remove_attachment(*, attachment_id: UUID, actor: Actor, now: datetime) -> None:
    """Delete a file of a draft; after submission it stays."""
    attachment = Attachment.objects.select_related("document", "question").get(pk=attachment_id)
    application = queries.for_update(attachment.application_id)
    rules.check_edit(actor, application, now=now)
    rules.check_not_frozen([one for one in (attachment.question,) if one], now=now)
    _detach(application, attachment, actor, now)
    application.save(update_fields=["saved_at"])


def _detach(application: Application, attachment: Attachment, actor: Actor, now: datetime) -> None:
    """Take a file off; what a submitted version holds is only marked, and stays."""
    checksum = attachment.document.sha256
    if keeping.is_submitted_file(attachment):
        attachment.removed_at = now
        attachment.save(update_fields=["removed_at"])
    else:
        attachment.delete()
        documents.remove(document=attachment.document)
    record("application.remove_attachment", actor=actor, subject=application, sha256=checksum)


@transaction.atomic
def submit_now(*, application_id: int, key: str, actor: Actor) -> Snapshot:
    """Submit by the database's clock at the start of this transaction (requirement SU-01).

    Waiting for a lock makes nobody late; a wrong clock of the web server lets nobody in.
    """
    now = queries.transaction_time()
    return submit(application_id=application_id, key=key, actor=actor, now=now)


@transaction.atomic
def submit(*, application_id: int, key: str, actor: Actor, now: datetime) -> Snapshot:
    """Freeze what the application says and submit it; the same ``key`` again changes nothing.

    The row lock makes parallel posts follow each other: the first submits, the others find its
    snapshot by ``key`` and return it (requirement SU-02). Of a reopened application it is the next
    version, which stands from now on in the place of the one before. Pages call
    :func:`submit_now`.
    """
    application = queries.for_submission(application_id)
    rules.check_writer(actor, application)
    done = Snapshot.objects.filter(application=application, key=key).first()
    if done is not None:
        return done
    if application.state in WRITABLE:
        moving.catch_up(application=application, actor=actor, now=now)
    content = snapshots.content(application)
    is_complete = not completeness.gaps_in(content)
    conditions = gates.conditions(actor, application, content)
    rules.check_submit(actor, application, is_complete=is_complete, now=now, conditions=conditions)
    application.submitted_at = now
    application.save(update_fields=["submitted_at", "saved_at"])
    _leave_out(application, content)
    snapshot = _freeze(application, content, key=key, actor=actor, now=now)
    KeptVersion.objects.filter(application=application).delete()
    sha256, number = snapshot.sha256, snapshot.number
    advance(application, "submit", actor=actor, now=now, sha256=sha256, version=number)
    gates.follow(application, actor, now)
    context = {"application": application, "snapshot": snapshot, "content": snapshot.content}
    tell_members("application-submitted", application, context, occasion=str(number))
    return snapshot


def _freeze(
    application: Application, content: dict[str, Any], *, key: str, actor: Actor, now: datetime
) -> Snapshot:
    number = application.snapshots.count() + 1
    content.update(submitted_at=now.isoformat(), version=number)
    return Snapshot.objects.create(
        application=application,
        number=number,
        content=content,
        sha256=snapshots.checksum(content),
        key=key,
        submitted_at=now,
        submitted_by=actor.person,
    )


def _leave_out(application: Application, content: Mapping[str, Any]) -> None:
    """Mark the files that are not submitted, since their question is not asked."""
    submitted = [one["id"] for one in content["attachments"]]
    application.attachments.filter(pk__in=submitted).update(is_left_out=False)
    application.attachments.exclude(pk__in=submitted).update(is_left_out=True)


@transaction.atomic
def withdraw(*, application_id: int, reason: str, actor: Actor, now: datetime) -> Application:
    """Take the application back for good, with a reason; its files and snapshot stay."""
    application = queries.for_update(application_id)
    rules.check_withdraw(actor, application, now=now)
    if application.state == lifecycle.REOPENED:
        keeping.drop_changes(application, now=now)
    application.withdrawn_at, application.withdraw_reason = now, reason
    application.save(update_fields=["withdrawn_at", "withdraw_reason", "saved_at"])
    advance(application, "withdraw", actor=actor, now=now, reason=reason)
    tell_members("application-withdrawn", application, {"application": application})
    return application


@transaction.atomic
def advance(
    application: Application,
    step: str,
    *,
    actor: Actor,
    now: datetime,
    reason: str = "",
    **details: Any,
) -> Application:
    """Take one step of the lifecycle and write ``application.<step>`` to the log.

    The caller has locked the row (``queries.for_update``) and asked its rule. A step that the
    state does not allow raises :class:`~portal.core.lifecycle.StepRefused`. ``done_at`` in the
    event is the caller's clock: it is what the timeline shows.
    """
    before = application.state
    application.state = APPLICATION.after(step, before)
    application.save(update_fields=["state"])
    record(
        f"application.{step}",
        actor=actor,
        subject=application,
        states=(before, application.state),
        reason=reason,
        done_at=now.isoformat(),
        **details,
    )
    return application


def tell_members(
    kind: str, application: Application, context: Mapping[str, Any], *, occasion: str = ""
) -> None:
    """Write the message ``kind`` to every member, once for each ``occasion``."""
    about = f"{application.reference}:{occasion}" if occasion else application.reference
    for member in queries.members_of(application):
        notify(
            kind,
            key=f"{kind}:{about}:{member.pk}",
            to=member,
            context=context,
            scope=application.call.code,
        )
