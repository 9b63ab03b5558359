"""Many pairs given by an officer's hand in one deed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from grants.applications.models import Application
from grants.programmes.models import Call
from portal.accounts.actors import Actor
from reviews.assignment import bulk, rules
from reviews.assignment.models import Assignment
from reviews.assignment.operations.offers import offer, tell_assessors
from reviews.conflicts.operations import suggest
from reviews.pool.models import Assessor


@transaction.atomic
def assign_many(
    *,
    call_id: int,
    typed: Sequence[bulk.Typed],
    due_on: date,
    reason: str,
    only_possible: bool,
    actor: Actor,
    now: datetime,
) -> list[Assignment]:
    """Give every pair, or with ``only_possible`` those that can be; others refuse the whole of it.

    The rows are read anew under the call's lock, so what a dry run showed may have changed; pairs
    that stand already are left as they are.
    """
    call = Call.objects.select_for_update(no_key=True).get(pk=call_id)
    rules.check_keep_assignments(actor, call)
    known = bulk.dry_run(call, typed, actor=actor, now=now)
    people = {one.assessor.pk: one.assessor for one in known if one.assessor}
    suggest(call, assessors=list(people.values()), actor=None, now=now)
    lines = bulk.dry_run(call, typed, actor=actor, now=now)
    rules.check_assign_many(
        [one.effect for one in lines],
        only_possible=only_possible,
        reason=reason,
        due_on=due_on,
        today=timezone.localdate(now),
    )
    pairs = [_pair(one) for one in lines if one.effect == bulk.ADDED]
    rows = _locked(pairs)
    made = offer(
        [(rows[application.pk], assessor) for application, assessor in pairs],
        run=None,
        due_on=due_on,
        reason=reason,
        actor=actor,
        now=now,
    )
    tell_assessors(made, call=call, occasion=f"assignment-{made[0].pk}", due_on=due_on)
    return made


def _locked(pairs: Sequence[tuple[Application, Assessor]]) -> dict[int, Application]:
    """The applications of the pairs, locked in one order, by key."""
    keys = [application.pk for application, _assessor in pairs]
    locked = Application.objects.filter(pk__in=keys).select_for_update(of=("self",))
    return {one.pk: one for one in locked.select_related("call").order_by("pk")}


def _pair(line: bulk.Line) -> tuple[Application, Assessor]:
    if line.application is None or line.assessor is None:
        raise ValueError("a row that adds a pair knows both sides")
    return line.application, line.assessor
