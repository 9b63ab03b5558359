"""Quotas of calls."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from grants.programmes.models import Call, Term
from grants.quotas import operations
from grants.quotas.models import CallQuota
from portal.accounts.actors import Actor
from tests.factories import people


def term(code: str = "L", taxonomy: str = "pillar") -> Term:
    """A term of the scheme."""
    return Term.objects.get(taxonomy=taxonomy, code=code)


def replaced(
    call: Call, *rows: tuple[Term, int, int | None], by: Actor | None = None, **options: Any
) -> list[CallQuota]:
    """The quotas of a draft, set by Paul: each row is term, least, most."""
    return operations.replace_quotas(
        call_id=call.pk,
        quotas=[{"term": one.pk, "least": least, "most": most} for one, least, most in rows],
        actor=by or people.paul(),
        now=timezone.now(),
        **options,
    )


def stated(call: Call, of: Term, *, least: int = 0, most: int | None = None) -> CallQuota:
    """A quota as if the call had stated it from the start."""
    return CallQuota.objects.create(call=call, term=of, least=least, most=most)
