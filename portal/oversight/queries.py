"""What auditors and administrators may look at."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet

from portal.accounts.actors import Actor
from portal.accounts.models import Role
from portal.audit import queries as log
from portal.audit.models import AuditEvent
from portal.documents import queries as files
from portal.documents.models import Document
from portal.jobs import queries as jobs
from portal.jobs.models import Job
from portal.notifications.models import Message
from portal.oversight.veils import hidden_from, names_hidden


def visible_to(actor: Actor) -> QuerySet[AuditEvent]:
    """The audit log of the calls that ``actor`` audits; accounts and jobs only with all calls.

    Whoever has an interest in an application reads no event that names it, and of its call as a
    whole neither reasons nor details (``is_withheld``): they count and sum up with it (AZ-06).
    """
    hidden = hidden_from(actor)
    found = log.without(log.events(actor.scopes(Role.AUDITOR)), hidden)
    return log.withholding(found, set(hidden.values()))


def troubled_files(actor: Actor) -> QuerySet[Document]:
    """Stored files that are infected, missing or changed, for administrators."""
    if not actor.has(Role.ADMINISTRATOR, ""):
        return Document.objects.none()
    return files.troubled()


def veil_jobs(actor: Actor, jobs: Iterable[Job]) -> None:
    """Mark those ``is_withheld`` whose error names what an interest hides from ``actor``."""
    tells = names_hidden(actor)
    for job in jobs:
        job.is_withheld = tells(job.error, job.key, str(job.arguments))  # type: ignore[attr-defined]  # for the page


def veil_messages(actor: Actor, messages: Iterable[Message]) -> None:
    """Mark those ``is_withheld`` that name what an interest hides from ``actor`` (AZ-06)."""
    tells = names_hidden(actor)
    for one in messages:
        one.is_withheld = tells(one.subject, one.body, one.key, one.error)  # type: ignore[attr-defined]  # for the page


def stopped_jobs(actor: Actor) -> QuerySet[Job]:
    """The dead-letter list, for administrators."""
    if not actor.has(Role.ADMINISTRATOR, ""):
        return Job.objects.none()
    return jobs.dead()
