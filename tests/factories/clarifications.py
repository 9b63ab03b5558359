"""Questions and answers on applications, through the operations of both sides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.core.files.base import File
from django.utils import timezone

from grants.applications.models import Application
from grants.clarifications import operations
from grants.clarifications.models import Clarification
from grants.clarifications.operations import Given, Wanted
from portal.ui.formats import in_hong_kong
from portal.workdays.queries import calendar, end_of
from tests.factories.people import paul, refreshed

PART = "sponsor.contact_name"


def due(days: int = 5, *, now: datetime | None = None) -> datetime:
    """The end of the working day so many working days from now."""
    now = now or timezone.now()
    return end_of(calendar().after(in_hong_kong(now).date(), days), now)


def asked(
    application: Application,
    question: str = "Who signs for the sponsor?",
    *,
    parts: tuple[str, ...] = (PART,),
    wants_files: bool = False,
) -> Clarification:
    """An open question on ``application``, due in five working days."""
    return operations.ask(
        application_id=application.pk,
        wanted=Wanted(question, parts, due(), wants_files=wants_files),
        actor=paul(),
        now=timezone.now(),
    )


def answer(
    application: Application,
    words: str = "The head of treasury.",
    *,
    answers: Mapping[str, str] | None = None,
    files: Sequence[File[bytes]] = (),
    now: datetime | None = None,
) -> Clarification:
    """The answer of whoever applied to the open question."""
    return operations.answer(
        application_id=application.pk,
        given=Given(answers or {PART: words}, files=files),
        actor=refreshed(application.created_by),
        now=now or timezone.now(),
    )


def answered(
    application: Application,
    words: str = "The head of treasury.",
    *,
    files: Sequence[File[bytes]] = (),
) -> Clarification:
    """A question on ``application`` and its answer."""
    asked(application, wants_files=bool(files))
    return answer(application, words, files=files)
