"""Asking for an export, making it, and removing it when its time is over."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import BinaryIO

from django.core.files.base import File
from django.db import transaction
from django.utils import translation

from portal.accounts.actors import Actor
from portal.audit.operations import record
from portal.documents.operations import remove, store
from portal.exports.models import Export, ExportFormat
from portal.exports.registry import Table, kind_named
from portal.exports.rules import check_request
from portal.exports.writers import write_csv, write_xlsx
from portal.jobs.operations import enqueue

LIFETIME = timedelta(hours=24)
CONTENT_TYPES = {
    ExportFormat.CSV: "text/csv; charset=utf-8",
    ExportFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@transaction.atomic
def request(
    *,
    kind: str,
    parameters: Mapping[str, str],
    file_format: ExportFormat,
    actor: Actor,
    now: datetime,
) -> Export:
    """Promise an export in the actor's present language; it can be fetched for 24 hours."""
    chosen = check_request(actor, kind_named(kind), dict(parameters))
    export = Export.objects.create(
        kind=chosen.code,
        parameters=dict(parameters),
        format=file_format,
        language=translation.get_language() or "en",
        requested_by=actor.person,
        requested_at=now,
        expires_at=now + LIFETIME,
    )
    export.job = enqueue(
        "portal.exports.make",
        key=f"export:{export.pk}",
        requested_by=actor.person,
        export_id=str(export.pk),
    )
    export.save(update_fields=["job"])
    record("export.request", actor=actor, subject=export, format=str(file_format))
    return export


def write(
    *, export: Export, actor: Actor, target: BinaryIO, progress: Callable[[float], None]
) -> int:
    """Write the rows of ``export`` to ``target``; returns how many.

    ``actor`` is the person who asked, with the roles held now: a right that ended meanwhile ends
    the export. ``progress`` is told per cent.
    """
    kind = check_request(actor, kind_named(export.kind), export.parameters)
    with translation.override(export.language):
        table = kind.table(actor, export.parameters)
        return _writer(export)(table, target, _steps(table, progress))


def _writer(export: Export) -> Callable[..., int]:
    return write_csv if export.format == ExportFormat.CSV else write_xlsx


def _steps(table: Table, progress: Callable[[float], None]) -> Callable[[int], None]:
    """Tell ``progress`` each twentieth of the rows, not each row."""
    stride = max(1, table.count // 20)

    def step(row: int) -> None:
        if row % stride == 0:
            progress(99 * row / max(1, table.count))

    return step


def _file_name(export: Export) -> str:
    call = f"-{export.parameters['call']}" if export.parameters.get("call") else ""
    return f"{export.kind}{call}-{export.requested_at:%Y%m%d-%H%M}.{export.format}"


def attach(*, export: Export, source: BinaryIO, rows: int, actor: Actor) -> None:
    """Store the written file; belongs into the job's last transaction."""
    export.document = store(
        file=File(source, name="export"),
        name=_file_name(export),
        content_type=CONTENT_TYPES[ExportFormat(export.format)],
        actor=actor,
        is_ours=True,
    )
    export.rows = rows
    export.save(update_fields=["document", "rows"])
    record("export.make", actor=actor, subject=export, rows=rows)


@transaction.atomic
def fetched(*, export: Export, actor: Actor) -> None:
    """Note in the audit log that the file was taken away."""
    record("export.download", actor=actor, subject=export)


def remove_expired(*, now: datetime) -> int:
    """Delete the files whose time is over; their rows stay. Returns how many."""
    expired = Export.objects.filter(expires_at__lte=now, document__isnull=False)
    for export in expired.select_related("document"):
        with transaction.atomic():
            document = export.document
            export.document = None
            export.save(update_fields=["document"])
            record("export.expire", actor=None, subject=export)
            if document is not None:
                remove(document=document)
    return len(expired)
