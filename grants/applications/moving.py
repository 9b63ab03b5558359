"""Drafts follow to a corrected form; answers are kept by the code and kind of their question."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from grants.applications import lifecycle
from grants.applications.models import Answer, Application, Attachment, AttachmentKind
from grants.applications.queries import members_of
from grants.questionnaires.models import TEXTS, FormVersion
from grants.questionnaires.queries import all_questions, form_in_force, number_in_force
from portal.accounts.actors import Actor
from portal.audit.operations import record
from portal.notifications.operations import notify


@transaction.atomic
def follow(*, version: FormVersion, actor: Actor, now: datetime) -> None:
    """Bring every draft of the call to ``version`` and tell its members."""
    rows = Application.objects.select_for_update(of=("self",)).order_by("pk")
    drafts = list(
        rows.filter(call=version.call_id, state__in=lifecycle.WRITABLE)
        .exclude(form_version=version)
        .select_related("call", "organisation")
    )
    bring([draft.pk for draft in drafts], version)
    for draft in drafts:
        _tell(draft, version, actor, now)


def catch_up(*, application: Application, actor: Actor, now: datetime) -> bool:
    """Bring a draft that was not one when its form was corrected to the form in force."""
    if number_in_force(application.call) == application.form_version_id:
        return False
    _move(application, actor, now)
    return True


@transaction.atomic
def _move(application: Application, actor: Actor, now: datetime) -> None:
    version = form_in_force(application.call)
    bring([application.pk], version)
    application.form_version = version
    record(
        "application.follow_form",
        actor=actor,
        subject=application,
        version=version.number,
        done_at=now.isoformat(),
    )


def bring(drafts: Collection[int], version: FormVersion) -> None:
    """Let drafts be written in ``version``.

    Answers move to the question of the same code and kind; the others stay where they are.

    One line and paragraphs count as one kind: both are text. A file whose question is gone becomes
    a supporting document, so that it stays in sight.
    """
    call = version.call_id
    for question in all_questions(version):
        same = {
            "application__in": drafts,
            "question__version__call": call,
            "question__code": question.code,
            "question__kind__in": TEXTS if question.kind in TEXTS else [question.kind],
        }
        Answer.objects.filter(**same).exclude(question=question).update(question=question)
        Attachment.objects.filter(**same).exclude(question=question).update(question=question)
    orphans = Attachment.objects.filter(application__in=drafts, question__isnull=False)
    orphans.exclude(question__version=version).update(question=None, kind=AttachmentKind.SUPPORTING)
    Application.objects.filter(pk__in=drafts).update(form_version=version)


def _tell(draft: Application, version: FormVersion, actor: Actor, now: datetime) -> None:
    record(
        "application.follow_form",
        actor=actor,
        subject=draft,
        version=version.number,
        done_at=now.isoformat(),
    )
    for member in members_of(draft):
        notify(
            "form-corrected",
            key=f"form-corrected:{draft.reference}:{version.number}:{member.pk}",
            to=member,
            context={"application": draft, "version": version},
            scope=draft.call.code,
        )
