"""Having a ranking worked out, and storing what came out."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from grants.programmes.models import Call
from portal.accounts.actors import Actor
from portal.audit.operations import record
from portal.jobs.operations import enqueue
from reviews.calibration import lifecycle, queries, rules
from reviews.calibration.models import Ranking
from reviews.calibration.statistics import VERSION, Bundle, calibrate, canonical

MOST_SEED = 2**31
Progress = Callable[[float, str], None]
"""Told per cent done and the name of the stage."""


@transaction.atomic
def request_ranking(*, call_id: int, actor: Actor, now: datetime) -> Ranking:
    """Promise a ranking of the marks as they are when it is worked out; an open one is returned.

    The seed of the draws is drawn here and shown: nobody chooses it.
    """
    call = Call.objects.select_for_update(no_key=True).get(pk=call_id)
    rules.check_request_ranking(actor, call)
    waiting = queries.open_ranking(call)
    if waiting is not None:
        return waiting
    ranking = Ranking.objects.create(
        call=call,
        seed=secrets.randbelow(MOST_SEED),
        requested_by=actor.person,
        requested_at=now,
    )
    ranking.job = enqueue(
        "reviews.calibration.rank",
        key=f"ranking:{ranking.pk}",
        requested_by=actor.person,
        ranking_id=ranking.pk,
    )
    ranking.save(update_fields=["job"])
    record(
        "ranking.request",
        actor=actor,
        subject=ranking,
        states=("", ranking.state),
        seed=ranking.seed,
    )
    return ranking


def rank(*, ranking_id: int, progress: Progress) -> None:
    """Work a promised ranking out; repeated after a crash it begins anew with the marks of then.

    The model runs outside of any transaction, so the page sees ``progress``; the answer is stored
    only if the ranking still waits for it.
    """
    ranking = Ranking.objects.select_related("call").get(pk=ranking_id)
    if ranking.state != lifecycle.REQUESTED:
        return
    bundle = queries.bundle_of(ranking.call, seed=ranking.seed)
    result = calibrate(bundle, progress=lambda done, stage: progress(2 + 95 * done, stage))
    _store(ranking_id, bundle, result)


@transaction.atomic
def _store(ranking_id: int, bundle: Bundle, result: dict[str, object]) -> None:
    rows = Ranking.objects.select_for_update(of=("self",)).select_related("call")
    ranking = rows.get(pk=ranking_id)
    if ranking.state != lifecycle.REQUESTED:
        return
    before = ranking.state
    ranking.bundle, ranking.result, ranking.version = bundle.to_json(), result, VERSION
    ranking.digest = queries.digest_of(bundle)
    ranking.sha256 = hashlib.sha256(canonical(result)).hexdigest()
    ranking.state = lifecycle.RANKING.after("rank", before)
    ranking.save()
    record(
        "ranking.rank",
        actor=None,
        subject=ranking,
        states=(before, ranking.state),
        digest=ranking.digest,
        sha256=ranking.sha256,
        version=VERSION,
    )
