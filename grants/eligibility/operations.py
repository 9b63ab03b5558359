"""Deeds on the rules of eligibility of a call."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from grants.eligibility import queries, scheme
from grants.eligibility.models import EligibilityRule
from grants.programmes import rules
from grants.programmes.fingerprints import fingerprint
from grants.programmes.models import Call
from grants.programmes.operations import CHANGED_MEANWHILE
from grants.programmes.queries import for_update
from portal.accounts.actors import Actor
from portal.audit.operations import record
from portal.core.denial import Denied


@transaction.atomic
def replace_rules(
    *,
    call_id: int,
    eligibility_rules: Sequence[Mapping[str, Any]],
    actor: Actor,
    now: datetime,
    seen: str = "",
) -> list[EligibilityRule]:
    """Let ``eligibility_rules``, in this order, be those of a draft call.

    Each names what ``queries.DETAILS`` lists. ``seen`` is the fingerprint of the rules when the
    page was shown: changed since, nothing is written.
    """
    call = for_update(call_id)
    rules.check_revise_call(actor, call, now=now)
    if seen and seen != fingerprint(queries.rules_as_details(call)):
        raise Denied(CHANGED_MEANWHILE)
    call.eligibility_rules.all().delete()
    written = _write(call, eligibility_rules)
    codes = [rule.code for rule in written]
    record("call.replace_eligibility_rules", actor=actor, subject=call, rules=codes)
    return written


def fill(*, call: Call, source: Call | None, actor: Actor, now: datetime) -> None:
    """Give a new call the rules of ``source``, or the scheme's; part of its creation."""
    del actor, now
    _write(call, queries.rules_as_details(source) if source else scheme.default_rules(call))


def _write(call: Call, details: Sequence[Mapping[str, Any]]) -> list[EligibilityRule]:
    codes = [one["code"] for one in details]
    if len(codes) != len(set(codes)):
        raise Denied(_("Two rules have the same code."))
    return EligibilityRule.objects.bulk_create(
        [
            EligibilityRule(call=call, position=position, **one)
            for position, one in enumerate(details, start=1)
        ]
    )
