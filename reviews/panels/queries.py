"""The ranked list of a call as a panel member may see it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet

from grants.applications import lifecycle
from grants.applications.models import Application
from grants.decisions.models import Recommendation
from grants.programmes import lifecycle as calls
from grants.programmes.models import Call
from portal.accounts.actors import Actor
from portal.accounts.models import Role
from reviews.conflicts.models import Conflict
from reviews.scoring import queries as scoring
from reviews.scoring.statistics import Spread, ranks

READERS = (Role.CHAIR, Role.PANEL_MEMBER, Role.OFFICER, Role.AUDITOR)
ASSESSED_STATES = (
    *lifecycle.PANEL_STATES,
    lifecycle.APPROVED,
    lifecycle.REJECTED,
    lifecycle.AWARDED,
    lifecycle.REFUSED,
)
PANEL_CALL_STATES = (calls.PANEL, calls.APPROVAL, calls.APPROVED, calls.RELEASED)


@dataclass(frozen=True)
class Ranked:
    """One row: the application, its scores, its rank, and what the panel wrote about it.

    ``is_hidden``: the reader has a conflict of interest with it, and everything else is empty.
    """

    application: Application | None
    spread: Spread | None = None
    rank: int | None = None
    recommendation: Recommendation | None = None
    is_hidden: bool = False

    @property
    def score(self) -> Decimal | None:
        """The mean on 0–100."""
        return self.spread.mean if self.spread else None


def calls_before_a_panel(actor: Actor) -> QuerySet[Call]:
    """The calls whose ranked list ``actor`` may open, newest first."""
    found = Call.objects.filter(state__in=PANEL_CALL_STATES).order_by("-opens_at", "-pk")
    scopes = actor.scopes(*READERS)
    return found if scopes is None else found.filter(code__in=scopes)


def ranking(call: Call) -> list[Ranked]:
    """Every assessed application of ``call``, best score first; equals share a rank.

    Ineligible and withdrawn ones were never assessed and are not here. Five queries, however many
    rows.
    """
    found = Application.objects.filter(
        call=call, state__in=ASSESSED_STATES, snapshots__isnull=False, screening__is_eligible=True
    ).distinct()
    applications = list(found.select_related("organisation", "pillar").order_by("reference"))
    spreads = scoring.spreads(application.pk for application in applications)
    lines = {
        line.application_id: line
        for line in Recommendation.objects.filter(application__in=applications)
    }
    means = [spreads[one.pk].mean if one.pk in spreads else None for one in applications]
    rows = [
        Ranked(one, spreads.get(one.pk), rank, lines.get(one.pk))
        for one, rank in zip(applications, ranks(means), strict=True)
    ]
    return sorted(rows, key=_best_first)


def _best_first(row: Ranked) -> tuple[int, str]:
    reference = row.application.reference if row.application else ""
    return (row.rank or 1_000_000, reference)


def conflicted(call: Call, actor: Actor) -> set[int]:
    """Ids of the call's applications that ``actor`` has a conflict of interest with."""
    own = Conflict.objects.barring().filter(assessor__user=actor.user, application__call=call)
    return set(own.values_list("application_id", flat=True))


def as_seen(rows: Collection[Ranked], hidden: Collection[int]) -> list[Ranked]:
    """The rows with those of ``hidden`` applications blanked and moved to the end (AZ-06)."""
    shown = [row for row in rows if row.application and row.application.pk not in hidden]
    return shown + [Ranked(None, is_hidden=True)] * (len(rows) - len(shown))
