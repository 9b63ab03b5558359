"""Fixing the seed of a draw, and telling it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from grants.programmes.models import Call
from portal.accounts.actors import Actor
from portal.audit.operations import record
from reviews.draws import lots, queries, rules
from reviews.draws.models import Draw


@transaction.atomic
def fix_seed(*, call_id: int, actor: Actor, now: datetime) -> Draw:
    """Draw the seed, keep it secret, and publish its commitment; it can never be changed."""
    call = Call.objects.select_for_update(no_key=True).get(pk=call_id)
    rules.check_fix(actor, call, queries.draw_of(call))
    seed = lots.new_seed()
    draw = Draw.objects.create(
        call=call,
        seed=seed,
        commitment=lots.commitment_to(seed),
        fixed_by=actor.person,
        fixed_at=now,
    )
    record("draw.fix", actor=actor, subject=draw, commitment=draw.commitment)
    return draw


@transaction.atomic
def tell_seed(*, call_id: int, actor: Actor, now: datetime) -> Draw:
    """Publish the seed: from now on lots part those who stand equal."""
    call = Call.objects.select_for_update(no_key=True).get(pk=call_id)
    draw = queries.draw_of(call)
    rules.check_tell(actor, call, draw)
    told = Draw.objects.get(call=call)
    told.told_by, told.told_at = actor.person, now
    told.save(update_fields=["told_by", "told_at"])
    record("draw.tell", actor=actor, subject=told, commitment=told.commitment, seed=told.seed)
    return told
