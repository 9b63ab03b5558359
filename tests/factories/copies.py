"""Personal copies, made by the real job, and their content."""

from __future__ import annotations

import io
import json
from datetime import datetime
from typing import Any
from zipfile import ZipFile

from django.utils import timezone

from portal.accounts.actors import Actor
from portal.copies import operations, tasks
from portal.copies.models import PersonalCopy
from portal.jobs.execution import execute
from tests.factories.people import refreshed


def asked(who: Actor, *, now: datetime | None = None) -> PersonalCopy:
    """A request of ``who``."""
    return operations.request(actor=refreshed(who), now=now or timezone.now())


def made(who: Actor, *, now: datetime | None = None) -> PersonalCopy:
    """A request of ``who`` and the file its job makes."""
    copy = asked(who, now=now)
    assert copy.job is not None
    assert copy.job.name == tasks.make.name
    execute(copy.job.pk)
    copy.refresh_from_db()
    return copy


def opened(copy: PersonalCopy) -> ZipFile:
    """The ZIP of a copy that was made."""
    assert copy.document is not None
    with copy.document.file.open("rb") as file:
        return ZipFile(io.BytesIO(file.read()))


def part(copy: PersonalCopy, code: str) -> list[dict[str, Any]]:
    """The entries of one part, as a program reads them."""
    entries: list[dict[str, Any]] = json.loads(opened(copy).read(f"{code}.json"))["entries"]
    return entries


def everything(copy: PersonalCopy) -> str:
    """Every page and data file of a copy, and the names of its files."""
    archive = opened(copy)
    texts = [name for name in archive.namelist() if not name.startswith("files/")]
    return "\n".join([*archive.namelist(), *(archive.read(name).decode() for name in texts)])
