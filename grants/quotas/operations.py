"""Deeds on the quotas of a call."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from grants.programmes import rules as programmes
from grants.programmes.fingerprints import fingerprint
from grants.programmes.models import Call
from grants.programmes.operations import CHANGED_MEANWHILE
from grants.programmes.queries import for_update
from grants.quotas import queries, rules
from grants.quotas.models import CallQuota
from portal.accounts.actors import Actor
from portal.audit.operations import record
from portal.core.denial import Denied


@transaction.atomic
def replace_quotas(
    *, call_id: int, quotas: Sequence[dict[str, Any]], actor: Actor, now: datetime, seen: str = ""
) -> list[CallQuota]:
    """Let ``quotas`` be those of a draft call; each names the id of its term, least and most.

    ``seen`` is the fingerprint of the quotas when the page was shown: changed since, nothing is
    written.
    """
    call = for_update(call_id)
    programmes.check_revise_call(actor, call, now=now)
    before = queries.quotas_as_details(call)
    if seen and seen != fingerprint(before):
        raise Denied(CHANGED_MEANWHILE)
    rules.check_quotas(call, queries.bounds_of(quotas))
    call.quotas.all().delete()
    _write(call, quotas)
    written = queries.quotas_of(call)
    if queries.quotas_as_details(call) != before:
        stated = [[one.term.audit_reference, one.least, one.most] for one in written]
        record("call.replace_quotas", actor=actor, subject=call, quotas=stated)
    return written


def fill(*, call: Call, source: Call | None, actor: Actor, now: datetime) -> None:
    """Give a new call the quotas of ``source``; the scheme has none."""
    del actor, now
    _write(call, queries.quotas_as_details(source) if source else ())


def _write(call: Call, quotas: Sequence[dict[str, Any]]) -> None:
    CallQuota.objects.bulk_create(
        CallQuota(call=call, term_id=one["term"], least=one["least"], most=one["most"])
        for one in quotas
    )
