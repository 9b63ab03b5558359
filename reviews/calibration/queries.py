"""Reads of rankings, and the bundle that the marks of this moment make."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from grants.applications import lifecycle
from grants.applications.models import Application
from grants.applications.veils import veiled_rows
from grants.programmes import lifecycle as calls
from grants.programmes.models import Call
from portal.accounts.actors import Actor
from portal.accounts.models import Role
from reviews.calibration.lifecycle import RANKED, REQUESTED
from reviews.calibration.models import Ranking
from reviews.calibration.statistics import Bundle, Candidate, Sheet, canonical, draws_for
from reviews.pool.models import Assessor
from reviews.scoring import queries as scoring

READERS = (Role.CHAIR, Role.PANEL_MEMBER, Role.OFFICER, Role.AUDITOR)
WATCHERS = (Role.OFFICER, Role.AUDITOR)
"""Who sees how single assessors mark; panel members do not."""

ASSESSED_STATES = (
    *lifecycle.PANEL_STATES,
    lifecycle.APPROVED,
    lifecycle.REJECTED,
    lifecycle.AWARDED,
    lifecycle.REFUSED,
)
RANKED_CALL_STATES = (calls.PANEL, calls.APPROVAL, calls.APPROVED, calls.RELEASED)
"""States of a call in which its scores may be seen beyond the person who gave them."""


def calls_for(actor: Actor) -> QuerySet[Call]:
    """The calls whose scores ``actor`` may see, newest first."""
    found = Call.objects.filter(state__in=RANKED_CALL_STATES).order_by("-opens_at", "-pk")
    scopes = actor.scopes(*READERS)
    return found if scopes is None else found.filter(code__in=scopes)


def assessed(call: Call) -> QuerySet[Application]:
    """The applications of the call that were assessed; ineligible and withdrawn ones never were."""
    found = Application.objects.filter(call=call, state__in=ASSESSED_STATES)
    return found.exclude(screening__is_eligible=False)


def bundle_of(call: Call, *, seed: int) -> Bundle:
    """The marks of the call as they are now; three queries, however many.

    An application whose plain mean is below the pass mark is not fundable. Assessors go by their
    reference, not by name.
    """
    candidates = list(assessed(call).order_by("reference"))
    given = scoring.sheet_scores(one.pk for one in candidates)
    names = {one.pk: one.reference for one in candidates}
    sheets = [
        Sheet(names[application], str(assessor), float(score))
        for application, assessor, score in given
    ]
    means = _means(given)
    return Bundle(
        sheets=tuple(sheets),
        candidates=tuple(
            Candidate(one.reference, int(one.requested), means.get(one.pk, 0) >= call.pass_mark)
            for one in candidates
        ),
        envelope=int(call.envelope),
        seed=seed,
        draws=draws_for(len(candidates)),
    )


def _means(given: list[tuple[int, UUID, Decimal]]) -> dict[int, Decimal]:
    scores: dict[int, list[Decimal]] = defaultdict(list)
    for application, _assessor, score in given:
        scores[application].append(score)
    return {application: sum(own, Decimal(0)) / len(own) for application, own in scores.items()}


def digest_of(bundle: Bundle) -> str:
    """SHA-256 of what was marked and asked for, without seed and draws."""
    frozen = bundle.to_json()
    counted = {name: frozen[name] for name in ("sheets", "candidates", "envelope")}
    return hashlib.sha256(canonical(counted)).hexdigest()


def latest(call: Call) -> Ranking | None:
    """The newest ranking that was worked out."""
    return call.rankings.filter(state=RANKED).order_by("-pk").first()


def open_ranking(call: Call) -> Ranking | None:
    """The ranking that is being worked out."""
    return call.rankings.filter(state=REQUESTED).select_related("job").first()


def is_current(ranking: Ranking, call: Call) -> bool:
    """Whether the marks are still those that were ranked."""
    return ranking.digest == digest_of(bundle_of(call, seed=ranking.seed))


def hidden_references(call: Call, actor: Actor) -> set[str]:
    """The assessed applications that ``actor`` has an interest in."""
    own = veiled_rows(actor).filter(call=call, state__in=ASSESSED_STATES)
    return set(own.values_list("reference", flat=True))


def applications_by_reference(call: Call) -> dict[str, Application]:
    """Title and organisation of what was ranked."""
    rows = Application.objects.filter(call=call, state__in=ASSESSED_STATES)
    return {one.reference: one for one in rows.select_related("organisation")}


def assessor_names(ranking: Ranking) -> dict[str, Any]:
    """The people behind the references of a bundle."""
    references = {row[1] for row in (ranking.bundle or {}).get("sheets", ())}
    found = Assessor.objects.filter(reference__in=references).select_related("user")
    return {str(one.reference): one for one in found}
