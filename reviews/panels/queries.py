"""The ranked list of a call as a panel member may see it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from grants.applications import lifecycle
from grants.applications.models import Application
from grants.applications.veils import veiled_rows
from grants.decisions.bounds import Bound, bounds_over
from grants.decisions.entries import Entry
from grants.decisions.feedback import CriterionFeedback, band_of, from_stored
from grants.decisions.lifecycle import PUT_FORWARD
from grants.decisions.models import Outcome, Recommendation, RecommendationList
from grants.programmes.fingerprints import fingerprint
from grants.programmes.models import Call, Criterion, RankedBy, TieRule
from grants.quotas.queries import quotas_of
from portal.accounts.actors import Actor
from reviews.assignment.models import Assignment
from reviews.assignment.queries import Coverage, coverage, hidden_in
from reviews.calibration import queries as calibration
from reviews.calibration.queries import ASSESSED_STATES, assessed
from reviews.draws.queries import told_seed
from reviews.panels.order import Key, Order, order_of, places
from reviews.scoring import queries as scoring
from reviews.scoring.statistics import Spread


@dataclass(frozen=True)
class Ranked:
    """One row: the application, its scores, its rank, and what the panel wrote about it.

    ``abstentions`` are the reasons of those who gave no marks; they count in no figure.
    """

    application: Application
    spread: Spread | None = None
    rank: int | None = None
    recommendation: Recommendation | None = None
    criteria: tuple[CriterionFeedback, ...] = ()
    key: Key | None = None
    abstentions: tuple[str, ...] = ()

    @property
    def score(self) -> Decimal | None:
        """The mean on 0–100."""
        return self.spread.mean if self.spread else None

    @property
    def sheets(self) -> int:
        """How many score sheets the mean is of."""
        return self.spread.sheets if self.spread else 0


def ranking(call: Call) -> list[Ranked]:
    """Every assessed application of ``call``, in the order it stated; equals share a rank.

    Ineligible and withdrawn ones were never assessed and are not here. Six queries, however many
    rows, and two more where the call ranks by the calibrated ranking or parts equals by a draw.
    """
    applications = list(assessed(call).select_related("organisation").order_by("reference"))
    for application in applications:
        application.call = call
    spreads = scoring.spreads(application.pk for application in applications)
    lines = {
        line.application_id: line
        for line in Recommendation.objects.filter(application__in=applications)
    }
    criteria = scoring.criteria_of(call)
    abstained = scoring.abstentions(application.pk for application in applications)
    means = scoring.criterion_means(one.pk for one in applications)
    rows = [
        Ranked(
            application=one,
            spread=spreads.get(one.pk),
            recommendation=lines.get(one.pk),
            criteria=_by_criterion(criteria, means.get(one.pk, {}), lines.get(one.pk)),
            abstentions=tuple(abstained.get(one.pk, ())),
        )
        for one in applications
    ]
    order = stated_order(call)
    return _in_order(
        [replace(row, key=order.key(row.application.reference, row.score)) for row in rows]
    )


def stated_order(call: Call) -> Order:
    """The order of the call; reads the ranking and the draw only where the call names them."""
    named = {call.ranked_by, call.tie_rule}
    ranking_due = RankedBy.CALIBRATED.value in named
    return order_of(
        call,
        ranking=calibration.latest(call) if ranking_due else None,
        seed=told_seed(call) if TieRule.DRAW in named else "",
    )


def is_order_current(call: Call) -> bool:
    """Whether the calibrated ranking, where the order needs it, is of the marks of now."""
    if RankedBy.CALIBRATED.value not in {call.ranked_by, call.tie_rule}:
        return True
    ranking = calibration.latest(call)
    return ranking is not None and calibration.is_current(ranking, call)


def bounds_of(call: Call, rows: Iterable[Ranked]) -> tuple[Bound, ...]:
    """The quotas that the call stated, over these rows; one query."""
    return bounds_over(quotas_of(call), [row.application for row in rows])


def undrawn(call: Call, rows: Collection[Ranked]) -> list[Ranked]:
    """Those that share a rank although the call parts equals by a draw: its seed is not told."""
    if call.tie_rule != TieRule.DRAW:
        return []
    numbers = Counter(row.rank for row in rows if row.rank is not None)
    return [row for row in rows if row.rank is not None and numbers[row.rank] > 1]


def _by_criterion(
    criteria: Sequence[Criterion], means: Mapping[int, Decimal], line: Recommendation | None
) -> tuple[CriterionFeedback, ...]:
    """Each criterion with the band of its mean as it is now, and what the panel wrote to it."""
    written = {row.code: row.text for row in from_stored(line.by_criterion)} if line else {}
    return tuple(
        CriterionFeedback(
            code=one.code,
            name=dict(one.name),
            band=band_of(means.get(one.pk)),
            text=written.get(one.code, ""),
        )
        for one in criteria
    )


def _in_order(rows: Collection[Ranked]) -> list[Ranked]:
    placed = places(row.key for row in rows)
    ranked = [replace(row, rank=rank) for row, rank in zip(rows, placed, strict=True)]
    return sorted(ranked, key=lambda row: (row.rank or 1_000_000, row.application.reference))


def waits_for_approval(list_id: int, actor: Actor) -> bool:
    """Whether ``actor`` put the list forward and it waits for the approver."""
    return RecommendationList.objects.filter(
        pk=list_id, put_forward_by=actor.person, state=PUT_FORWARD
    ).exists()


def conflicted(call: Call, actor: Actor) -> set[int]:
    """Ids of the assessed applications of the call that ``actor`` has an interest in."""
    own = veiled_rows(actor).filter(call=call, state__in=ASSESSED_STATES)
    return set(own.values_list("pk", flat=True))


def as_seen(rows: Collection[Ranked], hidden: Collection[int]) -> list[Ranked]:
    """The rows without the ``hidden`` ones, ranked anew: a gap would tell their rank (AZ-06)."""
    shown = [row for row in rows if row.application.pk not in hidden]
    return shown if len(shown) == len(rows) else _in_order(shown)


def entry_of(row: Ranked) -> Entry:
    """The line as it stands, not recommended where there is none, with the scores of now."""
    line = row.recommendation
    fresh = Entry(
        application_id=row.application.pk,
        outcome=Outcome.NOT_RECOMMENDED,
        score=row.score,
        rank=row.rank,
        marks=row.sheets,
        criteria=row.criteria,
    )
    if line is None:
        return fresh
    return replace(
        fresh,
        outcome=Outcome(line.outcome),
        amount=line.amount,
        reason=line.reason,
        conditions=line.conditions,
        feedback=line.feedback,
    )


def print_of(row: Ranked) -> str:
    """A fingerprint of what the panel wrote on a line: it changes with every word."""
    line = row.recommendation
    words = () if line is None else (line.outcome, str(line.amount), line.reason)
    letters = () if line is None else (line.conditions, line.feedback)
    return fingerprint([*words, *letters, *(one.text for one in row.criteria)])


def assessor_names(application_ids: Collection[int]) -> dict[int, set[str]]:
    """What would tell who assessed each application, whatever became of the assignment (AZ-07)."""
    given = Assignment.objects.filter(application__in=application_ids).values_list(
        "application", "assessor__user__name", "assessor__user__name_zh", "assessor__user__email"
    )
    names: dict[int, set[str]] = defaultdict(set)
    for application_id, *words in given:
        names[application_id].update(word for word in words if word)
    return names


@dataclass(frozen=True)
class Readiness:
    """How far the assessment of a call is: applications, those with every sheet, the others.

    What an interest hides from the reader is in no figure and not among ``missing`` (AZ-06).
    ``has_unseen_gap`` says that a sheet of it is missing, ``is_unseen_unscored`` that all are.
    """

    applications: int
    complete: int
    missing: list[Coverage]
    has_unseen_gap: bool = False
    is_unseen_unscored: bool = False

    @property
    def asks_reason(self) -> bool:
        """Whether the panel could open only with a reason."""
        return bool(self.missing) or self.has_unseen_gap

    @property
    def without_sheets(self) -> list[str]:
        """References of those that nobody has scored yet."""
        return [row.application.reference for row in self.missing if not row.sheets]


def readiness(call: Call, actor: Actor) -> Readiness:
    """The coverage of the call as the officer needs it who ends the assessment; three queries."""
    hidden, every = hidden_in(call, actor), coverage(call)
    rows = [row for row in every if row.application.pk not in hidden]
    unseen = [
        row
        for row in every
        if row.application.pk in hidden and row.application.state != lifecycle.ASSESSED
    ]
    missing = [row for row in rows if row.application.state != lifecycle.ASSESSED]
    return Readiness(
        applications=len(rows),
        complete=len(rows) - len(missing),
        missing=missing,
        has_unseen_gap=bool(unseen),
        is_unseen_unscored=any(not row.sheets for row in unseen),
    )
