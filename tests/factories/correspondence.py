"""Messages on applications, through the operation of both sides."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import uuid4

from django.core.files.base import File
from django.utils import timezone

from grants.applications.models import Application
from grants.correspondence import operations
from grants.correspondence.models import Enclosure, Line
from portal.accounts.actors import Actor
from tests.factories import pdfs
from tests.factories.people import mira, paul, refreshed


def written(
    application: Application,
    text: str = "When do we hear from you?",
    *,
    by: Actor | None = None,
    files: Sequence[File[bytes]] = (),
    now: datetime | None = None,
) -> Line:
    """A message of Mira, or of whoever is named."""
    return operations.write(
        application_id=application.pk,
        text=text,
        key=uuid4().hex,
        files=files,
        actor=refreshed(by or mira()),
        now=now or timezone.now(),
    )


def replied(application: Application, text: str = "In September.") -> Line:
    """A message of the programme officer."""
    return written(application, text, by=paul())


def enclosed(application: Application) -> Enclosure:
    """A file that came with a message of Mira's."""
    return written(application, files=[pdfs.upload()]).enclosures.get()
