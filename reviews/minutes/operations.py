"""Making a version of the minutes, signing it, and keeping its papers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.core.files.base import ContentFile
from django.db import transaction

from grants.programmes.models import Call
from portal.accounts.actors import Actor
from portal.audit.operations import record
from portal.documents.operations import store
from portal.jobs.operations import enqueue
from reviews.meetings.lifecycle import MEETING
from reviews.meetings.models import Meeting
from reviews.minutes import queries, rules
from reviews.minutes.contents import content_of, digest_of
from reviews.minutes.models import Minutes, Paper
from reviews.panels.queries import conflicted


def _locked(meeting_id: int) -> Meeting:
    call_id = Meeting.objects.values_list("call_id", flat=True).get(pk=meeting_id)
    call = Call.objects.select_for_update(no_key=True).get(pk=call_id)
    meeting = Meeting.objects.get(pk=meeting_id)
    meeting.call = call
    return meeting


@transaction.atomic
def make(*, meeting_id: int, actor: Actor, now: datetime) -> Minutes:
    """Freeze what the meeting is now as the next version; an unchanged one is not made again."""
    meeting = _locked(meeting_id)
    rules.check_make(actor, meeting, conflicts=conflicted(meeting.call, actor))
    content = content_of(meeting, now=now)
    digest, newest = digest_of(content), queries.newest(meeting)
    if newest is not None and newest.sha256 == digest:
        return newest
    made = Minutes.objects.create(
        meeting=meeting,
        number=1 + (newest.number if newest else 0),
        content=content,
        sha256=digest,
        made_by=actor.person,
        made_at=now,
    )
    record("minutes.make", actor=actor, subject=made, sha256=digest)
    return made


@transaction.atomic
def sign(*, minutes_id: int, actor: Actor, now: datetime) -> Minutes:
    """Sign a version: it can never be changed, the meeting takes nothing more, papers are made."""
    minutes = Minutes.objects.select_related("meeting").get(pk=minutes_id)
    meeting = _locked(minutes.meeting_id)
    minutes.meeting = meeting
    rules.check_sign(
        actor,
        meeting,
        conflicts=conflicted(meeting.call, actor),
        is_current=is_current(minutes, now=now),
    )
    minutes.signed_by, minutes.signed_at = actor.person, now
    minutes.save(update_fields=["signed_by", "signed_at"])
    before = meeting.state
    meeting.state = MEETING.after("sign", before)
    meeting.save(update_fields=["state"])
    record(
        "minutes.sign",
        actor=actor,
        subject=minutes,
        states=(before, meeting.state),
        sha256=minutes.sha256,
    )
    enqueue("reviews.minutes.print", key=f"minutes:{minutes.pk}", minutes_id=minutes.pk)
    return minutes


def is_current(minutes: Minutes, *, now: datetime) -> bool:
    """Whether it is the newest version and says how things are now."""
    newest = queries.newest(minutes.meeting)
    if newest is None or newest.pk != minutes.pk:
        return False
    return digest_of(content_of(minutes.meeting, now=now)) == minutes.sha256


@transaction.atomic
def keep_papers(*, minutes: Minutes, papers: Mapping[str, bytes]) -> None:
    """Store the PDFs by language; called in the transaction that marks the job done."""
    for language, pdf in papers.items():
        document = store(
            file=ContentFile(pdf, name="minutes.pdf"),
            name=f"minutes-{minutes.meeting.call.code}-{minutes.meeting.number}-{language}.pdf",
            content_type="application/pdf",
            actor=None,
            is_ours=True,
        )
        Paper.objects.create(minutes=minutes, language=language, document=document)
        record(
            "minutes.print",
            actor=None,
            subject=minutes,
            language=language,
            sha256=document.sha256,
        )
