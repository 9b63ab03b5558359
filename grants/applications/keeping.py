"""Taking down everything an application says, row by row, and putting it back.

A reopened application is written in the same tables. What they said before is kept by value, every
column and row of this area, so that a part of the form that is added later is kept as well. The
organisation's own details are not: they belong to the organisation.
"""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any

from django.core import serializers
from django.db import models

from grants.applications import sections
from grants.applications.models import Application, Attachment, AttachmentKind, KeptVersion
from grants.applications.moving import bring
from portal.documents import operations as documents

Parts = dict[str, Any]

FIXED = frozenset(
    {
        "id",
        "call",
        "organisation",
        "reference",
        "state",
        "created_by",
        "created_at",
        "saved_at",
        "submitted_at",
        "withdrawn_at",
        "withdraw_reason",
        "version",
        "section_versions",
    }
)
"""Columns that tell where an application stands, not what it says."""

APART = (Attachment, KeptVersion)
"""Rows that are not taken down by value: files are marked, and this is where values are kept."""


def part_models() -> list[type[models.Model]]:
    """The tables of this area whose rows are parts of what an application says."""
    found = []
    for relation in Application._meta.related_objects:
        model = relation.related_model
        is_own = model.__module__.startswith("grants.applications.")
        if is_own and relation.on_delete is models.CASCADE and model not in APART:
            found.append(model)
    return found


def taken_down(application: Application) -> Parts:
    """Everything the tables say now, as JSON."""
    rows = [
        row
        for model in part_models()
        for row in model._default_manager.filter(application=application).order_by("pk")
    ]
    fresh = Application.objects.get(pk=application.pk)
    files = application.attachments.order_by("added_at", "pk")
    return {
        "application": _exactly([fresh])[0],
        "rows": _exactly(rows),
        "attachments": [str(one.pk) for one in files],
        "answering": {str(one.pk): one.question_id for one in files if one.question_id},
    }


def _exactly(rows: list[models.Model]) -> list[Parts]:
    """Rows as JSON; Django's own encoder would cut instants to the millisecond."""
    text = json.dumps(
        serializers.serialize("python", rows),
        default=lambda value: value.isoformat() if isinstance(value, date) else str(value),
    )
    written: list[Parts] = json.loads(text)
    return written


def put_back(application: Application, parts: Parts, *, now: datetime) -> list[Attachment]:
    """Let the tables say ``parts`` again, save the application; return the files taken off."""
    for model in part_models():
        model._default_manager.filter(application=application).delete()
    for row in serializers.deserialize("python", parts["rows"]):
        row.save()
    _columns(application, parts["application"])
    taken_off = list(application.attachments.exclude(pk__in=parts["attachments"]))
    Attachment.every.filter(pk__in=parts["attachments"]).update(removed_at=None)
    Attachment.objects.filter(pk__in=[one.pk for one in taken_off]).update(removed_at=now)
    for number, question in parts.get("answering", {}).items():
        answer = {"question": question, "kind": AttachmentKind.ANSWER}
        application.attachments.filter(pk=number).update(**answer)
    bring([application.pk], application.form_version)
    grown(application)
    application.save()
    return taken_off


def drop_changes(application: Application, *, now: datetime) -> None:
    """Let a reopened application say again what was submitted, and forget what was changed."""
    kept = KeptVersion.objects.get(application=application)
    for file in put_back(application, kept.parts, now=now):
        if not is_submitted_file(file):
            file.delete()
            documents.remove(document=file.document)
    kept.delete()


def _columns(application: Application, written: Parts) -> None:
    (read,) = serializers.deserialize("python", [written])
    for field in Application._meta.concrete_fields:
        if field.name not in FIXED:
            setattr(application, field.attname, getattr(read.object, field.attname))
    for name, chosen in (read.m2m_data or {}).items():
        getattr(application, name).set(chosen)


def grown(application: Application) -> None:
    """Make every page that is open on a section too old to be saved."""
    application.version += 1
    form = application.form_version.sections.values_list("code", flat=True)
    every = [*sections.SECTIONS, *(sections.of_form(code) for code in form)]
    application.section_versions = dict.fromkeys(every, application.version)


def is_submitted_file(attachment: Attachment) -> bool:
    """Whether a submitted version holds this file, so that it must stay."""
    held = attachment.application.snapshots.filter(
        content__attachments__contains=[{"id": str(attachment.pk)}]
    )
    return held.exists()
