"""Keeping a what-if, as the panel saw it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from grants.programmes.models import Call
from portal.accounts.actors import Actor
from portal.audit.operations import record
from portal.core.denial import Denied
from reviews.panels.queries import conflicted, ranking
from reviews.selection import queries, rules
from reviews.selection.models import WhatIf
from reviews.selection.problem import Terms


@transaction.atomic
def keep(*, call_id: int, terms: Terms, title: str, actor: Actor, now: datetime) -> WhatIf:
    """Store the question and the answer; it is worked out again here, from the scores of now."""
    call = Call.objects.select_for_update(no_key=True).get(pk=call_id)
    rules.check_keep(actor, call, conflicts=conflicted(call, actor))
    candidates = queries.candidates_of(ranking(call))
    found = queries.answer(candidates, terms)
    if found.selection.chosen is None:
        raise Denied(_("No selection keeps these terms, so there is nothing to keep."))
    made = WhatIf.objects.create(
        call=call,
        number=WhatIf.objects.filter(call=call).count() + 1,
        title=title.strip(),
        terms=terms.to_json(),
        candidates=queries.question_of(candidates),
        chosen=list(found.selection.chosen),
        changes=[one.to_json() for one in found.changes],
        spent=found.selection.spent,
        digest=queries.digest_of(candidates, terms),
        kept_by=actor.person,
        kept_at=now,
    )
    record("what_if.keep", actor=actor, subject=made, digest=made.digest)
    return made
