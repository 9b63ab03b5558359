"""The candidates of a call as its panel ranks them, the answer to a question, and what was kept."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from grants.programmes.models import Call, Term
from grants.quotas.models import GROUPED_BY, CallQuota, key_of
from portal.jobs.models import JobState
from reviews.calibration.statistics import canonical
from reviews.panels.queries import Ranked
from reviews.selection import lifecycle, rules
from reviews.selection.comparison import Change, compare
from reviews.selection.models import WhatIf, WhatIfRun
from reviews.selection.problem import Candidate, Quota, Terms, eligible, plain_cut
from reviews.selection.solver import MOST_WORK, Progress, Selection, Unsettled, select, unwatched


@dataclass(frozen=True)
class Answer:
    """What was asked, the best selection, the plain cut, and what differs between them."""

    terms: Terms
    candidates: tuple[Candidate, ...]
    selection: Selection
    cut: tuple[str, ...]
    changes: tuple[Change, ...]


def candidates_of(rows: Iterable[Ranked]) -> tuple[Candidate, ...]:
    """The scored applications with their place; no query where pillar and technology are known."""
    scored = [row for row in rows if row.rank is not None and row.score is not None]
    return tuple(
        Candidate(
            reference=row.application.reference,
            place=row.rank or 0,
            merit=int((row.score or Decimal(0)) * 100),
            asked=int(row.application.requested),
            organisation=str(row.application.organisation_id),
            groups=_groups(row),
        )
        for row in scored
    )


def _groups(row: Ranked) -> frozenset[str]:
    terms = (row.application.pillar_id, row.application.technology_id)
    return frozenset(
        f"{taxonomy.value}/{pk}" for taxonomy, pk in zip(GROUPED_BY, terms, strict=True) if pk
    )


def terms_offered(
    candidates: Iterable[Candidate], stated: Iterable[str] = ()
) -> list[tuple[str, Term]]:
    """The groups of the candidates and the ``stated`` ones by key, pillars first; one query."""
    keys = {key for one in candidates for key in one.groups} | set(stated)
    pks = {int(key.rsplit("/", 1)[1]) for key in keys}
    found = Term.objects.filter(pk__in=pks).order_by("taxonomy", "position", "code")
    return [(key_of(term), term) for term in found]


def own_terms(call: Call, stated: Iterable[CallQuota]) -> Terms:
    """The terms that the call itself stated."""
    return Terms(
        envelope=int(call.envelope - call.committed),
        pass_mark=100 * call.pass_mark,
        quotas=tuple(Quota(one.key, one.least, one.most) for one in stated),
    )


def known_answer(call: Call, candidates: Sequence[Candidate], terms: Terms) -> Answer | None:
    """The answer: as a job found it, or worked out now if that is quick, or None yet.

    A small question may be hard too, with equal scores above all: then it is a job's as well.
    Raises ``Denied`` or ``solver.Unsettled``.
    """
    number = len(eligible(candidates, terms))
    rules.check_size(number)
    run = run_of(call, candidates, terms)
    if run is None:
        return _at_once(candidates, terms) if number <= rules.AT_ONCE else None
    if run.state == lifecycle.REQUESTED:
        return None
    if run.state == lifecycle.UNSETTLED:
        raise Unsettled
    return _stored(run, candidates, terms)


def _at_once(candidates: Sequence[Candidate], terms: Terms) -> Answer | None:
    try:
        return answer(candidates, terms, most_work=rules.WORK_AT_ONCE)
    except Unsettled:
        return None


def run_of(call: Call, candidates: Iterable[Candidate], terms: Terms) -> WhatIfRun | None:
    """The run of exactly this question: whoever may not see a candidate has another question."""
    found = WhatIfRun.objects.select_related("job").filter(call=call)
    return found.filter(digest=digest_of(candidates, terms)).first()


def open_runs(call: Call) -> int:
    """How many questions of the call are being worked out; stopped ones do not count."""
    waiting = WhatIfRun.objects.filter(call=call, state=lifecycle.REQUESTED)
    return waiting.exclude(job__state=JobState.DEAD).count()


def _stored(run: WhatIfRun, candidates: Sequence[Candidate], terms: Terms) -> Answer:
    chosen = None if run.chosen is None else tuple(run.chosen)
    return Answer(
        terms=terms,
        candidates=tuple(sorted(candidates, key=lambda one: one.reference)),
        selection=Selection(chosen, spent=int(run.spent), clashing=tuple(run.clashing)),
        cut=plain_cut(candidates, terms),
        changes=tuple(Change(**one) for one in run.changes),
    )


def candidates_from(question: Iterable[Sequence[Any]]) -> tuple[Candidate, ...]:
    """What :func:`question_of` made plain, as candidates again."""
    return tuple(
        Candidate(reference, place, merit, asked, organisation, frozenset(groups))
        for reference, place, merit, asked, organisation, groups in question
    )


def answer(
    candidates: Sequence[Candidate],
    terms: Terms,
    *,
    progress: Progress = unwatched,
    most_work: int = MOST_WORK,
) -> Answer:
    """The best selection under ``terms``; raises ``solver.Unsettled``."""
    found = select(candidates, terms, progress=progress, most_work=most_work)
    changes = () if found.chosen is None else compare(candidates, terms, found.chosen)
    return Answer(
        terms=terms,
        candidates=tuple(sorted(candidates, key=lambda one: one.reference)),
        selection=found,
        cut=plain_cut(candidates, terms),
        changes=changes,
    )


def question_of(candidates: Iterable[Candidate]) -> list[list[object]]:
    """The candidates as plain data, by reference."""
    ordered = sorted(candidates, key=lambda one: one.reference)
    return [
        [one.reference, one.place, one.merit, one.asked, one.organisation, sorted(one.groups)]
        for one in ordered
    ]


def digest_of(candidates: Iterable[Candidate], terms: Terms) -> str:
    """SHA-256 of the question: the same candidates and terms have the same."""
    asked = {"terms": terms.to_json(), "candidates": question_of(candidates)}
    return hashlib.sha256(canonical(asked)).hexdigest()


def kept(call: Call, hidden: Collection[str]) -> QuerySet[WhatIf]:
    """The what-ifs of the call, newest first; none to whom an application is hidden (AZ-06)."""
    found = WhatIf.objects.filter(call=call).select_related("kept_by").order_by("-number")
    return found.none() if hidden else found
