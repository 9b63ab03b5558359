"""Tables of a pool as tests read and import them."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from django.utils import timezone, translation

from grants.programmes.models import Call
from portal.accounts.actors import Actor
from portal.exports.writers import write_csv
from reviews.pool.importing import exports, operations, preview
from reviews.pool.importing.files import rows_of
from reviews.pool.importing.preview import Line
from tests.factories import people


def looked(call: Call, text: str, *, by: Actor | None = None) -> list[Line]:
    return preview.preview(call, rows_of(text), actor=by or people.paul(), now=timezone.now())


def do(call: Call, text: str, *, seen: Sequence[Line] | None = None, **changes: Any) -> list[Line]:
    lines = looked(call, text) if seen is None else seen
    return operations.import_rows(
        call_id=call.pk,
        rows=rows_of(text),
        seen=preview.fingerprint(lines),
        language=changes.get("language", "en"),
        actor=changes.get("actor", people.paul()),
        now=timezone.now(),
    )


def exported(call: Call, language: str = "en") -> str:
    target = io.BytesIO()
    with translation.override(language):
        table = exports.table(people.paul(), {"call": call.code})
        write_csv(table, target, lambda _row: None)
    return target.getvalue().decode("utf-8-sig")
