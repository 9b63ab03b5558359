"""Having a large what-if worked out, and keeping one as the panel saw it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from grants.programmes.models import Call
from portal.accounts.actors import Actor
from portal.audit.operations import record
from portal.core.denial import Denied
from portal.jobs.operations import enqueue
from reviews.panels.queries import as_seen, conflicted, ranking
from reviews.selection import lifecycle, queries, rules
from reviews.selection.models import WhatIf, WhatIfRun
from reviews.selection.problem import Terms, eligible
from reviews.selection.solver import Unsettled

KEPT_RUNS = 10
"""So many questions of a call stay with their answers; older ones are asked anew."""

Progress = Callable[[float], None]
"""Told per cent done."""


@transaction.atomic
def keep(*, call_id: int, terms: Terms, title: str, actor: Actor, now: datetime) -> WhatIf:
    """Store the question and the answer; it is worked out again here, from the scores of now."""
    call = Call.objects.select_for_update(no_key=True).get(pk=call_id)
    rules.check_keep(actor, call, conflicts=conflicted(call, actor))
    candidates = queries.candidates_of(ranking(call))
    try:
        found = queries.known_answer(call, candidates, terms)
    except Unsettled as unsettled:
        raise Denied(rules.unproved()) from unsettled
    if found is None:
        raise Denied(_("Have this what-if worked out first; then keep it."))
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


@transaction.atomic
def request(*, call_id: int, terms: Terms, actor: Actor, now: datetime) -> WhatIfRun:
    """Promise the answer to a question of the ranking as ``actor`` sees it.

    The same question asked twice is one, whoever asks it: the open or finished run is returned.
    """
    call = Call.objects.select_for_update(no_key=True).get(pk=call_id)
    candidates = queries.candidates_of(as_seen(ranking(call), conflicted(call, actor)))
    known = queries.run_of(call, candidates, terms)
    if known is not None:
        return known
    rules.check_request(actor, call, others=queries.open_runs(call))
    rules.check_size(len(eligible(candidates, terms)))
    run = WhatIfRun.objects.create(
        call=call,
        digest=queries.digest_of(candidates, terms),
        terms=terms.to_json(),
        candidates=queries.question_of(candidates),
        requested_by=actor.person,
        requested_at=now,
    )
    run.job = enqueue(
        "reviews.selection.work_out",
        key=f"what-if-run:{run.pk}",
        requested_by=actor.person,
        run_id=run.pk,
    )
    run.save(update_fields=["job"])
    record("what_if.request", actor=actor, subject=run, states=("", run.state), digest=run.digest)
    _forget_old(call)
    return run


def _forget_old(call: Call) -> None:
    finished = WhatIfRun.objects.filter(call=call).exclude(state=lifecycle.REQUESTED)
    newest = finished.order_by("-pk").values_list("pk", flat=True)[: KEPT_RUNS - 1]
    finished.exclude(pk__in=list(newest)).delete()


def work_out(*, run_id: int, progress: Progress) -> None:
    """Answer a promised question; repeated after a crash it is the same, for it is stored.

    The solver runs outside of any transaction, so the page sees ``progress``; the answer is stored
    only if the run still waits for it.
    """
    run = WhatIfRun.objects.filter(pk=run_id, state=lifecycle.REQUESTED).first()
    if run is None:
        return
    terms = Terms.from_json(run.terms)
    candidates = queries.candidates_from(run.candidates)
    progress(2)
    try:
        found = queries.answer(candidates, terms, progress=lambda share: progress(5 + 90 * share))
    except Unsettled:
        found = None
    _store(run_id, found)


@transaction.atomic
def _store(run_id: int, found: queries.Answer | None) -> None:
    rows = WhatIfRun.objects.select_for_update(of=("self",)).select_related("call")
    run = rows.filter(pk=run_id, state=lifecycle.REQUESTED).first()
    if run is None:
        return
    before = run.state
    run.state = lifecycle.RUN.after("give_up" if found is None else "answer", before)
    if found is not None:
        selection = found.selection
        run.chosen = None if selection.chosen is None else list(selection.chosen)
        run.clashing = list(selection.clashing)
        run.changes = [one.to_json() for one in found.changes]
        run.spent = Decimal(selection.spent)
    run.save()
    record("what_if.answer", actor=None, subject=run, states=(before, run.state), digest=run.digest)
