"""Who may have an export."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from portal.accounts.actors import Actor
from portal.core.denial import Denied
from portal.core.text import is_writable
from portal.exports.models import Export
from portal.exports.registry import ExportKind


def check_request(actor: Actor, kind: ExportKind | None, parameters: dict[str, str]) -> ExportKind:
    """The kind must exist and its own rule must agree; returns the kind.

    What no database can hold names nothing, so it is refused before any rule reads it.
    """
    texts = (text for parameter in parameters.items() for text in parameter)
    if kind is None or not all(is_writable(text) for text in texts):
        raise Denied(_("There is no export of this kind."))
    kind.check(actor, parameters)
    return kind


def check_download(actor: Actor, export: Export, kind: ExportKind | None, *, now: datetime) -> None:
    """Ready, not expired, and the person may still have it."""
    check_request(actor, kind, export.parameters)
    if export.expires_at <= now:
        raise Denied(_("This file has expired. Ask for the export again."))
    if export.document is None:
        raise Denied(_("This file is not ready yet."))
