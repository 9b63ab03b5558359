"""The funding report: requested, recommended, awarded and refused, by group."""

from __future__ import annotations

from decimal import Decimal

from django.db.models import Count, DecimalField, F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grants.applications import lifecycle
from grants.applications.models import Application
from grants.applications.queries import handed_in
from grants.applications.veils import veiled
from grants.programmes import lifecycle as calls
from grants.programmes.models import Call, Term
from grants.reporting.figures import Figures
from grants.reporting.rules import READERS
from portal.accounts.actors import Actor
from portal.organisations.models import OrganisationType

GROUPS = {
    "call": gettext_lazy("Call"),
    "pillar": gettext_lazy("LEAP pillar"),
    "technology": gettext_lazy("Technology area"),
    "organisation": gettext_lazy("Kind of organisation"),
}
PATHS = {
    "call": "call__code",
    "pillar": "pillar__code",
    "technology": "technology__code",
    "organisation": "organisation__type",
}
MONEY = DecimalField(max_digits=16, decimal_places=2)
ZERO = Decimal("0.00")
DECIDED_LISTS = ("put_forward", "approved", "released")
"""States of a recommendation list in which its lines count as recommended."""


def readable_calls(actor: Actor) -> QuerySet[Call]:
    """The published calls whose report ``actor`` may read, newest first."""
    published = Call.objects.exclude(state=calls.DRAFT).order_by("-opens_at", "-pk")
    scopes = actor.scopes(*READERS)
    return published if scopes is None else published.filter(code__in=scopes)


def reported(actor: Actor, call: str) -> QuerySet[Application]:
    """Applications a report counts: submitted and not withdrawn, in the calls one may read.

    One that its applicant has reopened is not counted until it is submitted again or its call has
    closed.

    ``call`` is a call's code, or empty for all of them. Those ``actor`` has an interest in are
    left out of every sum (AZ-06); :func:`left_out` counts them.
    """
    return _countable(actor, call).filter(~veiled(actor))


def left_out(actor: Actor, call: str) -> int:
    """How many applications the report of ``actor`` leaves out because of an interest."""
    return _countable(actor, call).filter(veiled(actor)).count()


def _countable(actor: Actor, call: str) -> QuerySet[Application]:
    found = Application.objects.filter(
        handed_in(), call__in=readable_calls(actor).order_by()
    ).exclude(state=lifecycle.WITHDRAWN)
    return found.filter(call__code=call) if call else found


def figures(actor: Actor, *, call: str, by: str) -> list[Figures]:
    """One row for each value of ``by`` (a key of :data:`GROUPS`) that occurs, in one query."""
    recommended = Q(
        recommendation__outcome="recommended", recommendation__list__state__in=DECIDED_LISTS
    )
    awarded = Q(decision__is_award=True)
    rows = (
        reported(actor, call)
        .values(group=F(PATHS[by]))
        .annotate(
            applications=Count("pk"),
            requested_hkd=_sum("requested"),
            recommended=Count("pk", filter=recommended),
            recommended_hkd=_sum("recommendation__amount", recommended),
            awarded=Count("pk", filter=awarded),
            awarded_hkd=_sum("decision__amount", awarded),
            refused=Count("pk", filter=Q(decision__is_award=False)),
        )
        .order_by("group")
    )
    labels = _labels(by)
    return [
        Figures(
            code=row["group"] or "none",
            label=labels.get(row["group"] or "", _("Not given")),
            applications=row["applications"],
            requested=row["requested_hkd"],
            recommended=row["recommended"],
            recommended_hkd=row["recommended_hkd"],
            awarded=row["awarded"],
            awarded_hkd=row["awarded_hkd"],
            refused=row["refused"],
        )
        for row in rows
    ]


def _sum(path: str, condition: Q | None = None) -> Coalesce:
    return Coalesce(Sum(path, filter=condition), ZERO, output_field=MONEY)


def _labels(by: str) -> dict[str, str]:
    if by == "organisation":
        return {value: str(label) for value, label in OrganisationType.choices}
    if by == "call":
        return {call.code: f"{call.code} – {call.title}" for call in Call.objects.all()}
    return {term.code: str(term.label) for term in Term.objects.filter(taxonomy=by)}


def lines(actor: Actor, call: str) -> QuerySet[Application]:
    """One row for each application a report counts, with all it names, by reference."""
    related = reported(actor, call).select_related(
        "call", "organisation", "pillar", "technology", "recommendation__list", "decision"
    )
    return related.order_by("reference")
