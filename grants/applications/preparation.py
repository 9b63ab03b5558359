"""What somebody worked out before signing up: taken over into the draft they start, changed there.

``take_over`` has no checks and no log: ``operations.start`` has both.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from grants.applications import queries, rules
from grants.applications.models import Application, BudgetLine, PreliminaryAnswer, Sponsor
from grants.eligibility.models import EligibilityRule
from grants.eligibility.outcomes import Answers, Outcome, outcomes_of
from grants.eligibility.queries import rules_of
from grants.programmes.models import Taxonomy, Term
from grants.programmes.queries import terms_of
from portal.accounts.actors import Actor
from portal.audit.operations import record
from portal.ui.formats import in_hong_kong

SETS = {
    Taxonomy.USE_CASE: "use_cases",
    Taxonomy.REGULATORY_STATUS: "regulatory_statuses",
    Taxonomy.SANDBOX: "sandboxes",
}
SINGLE = {Taxonomy.PILLAR: "pillar", Taxonomy.TECHNOLOGY: "technology"}


@dataclass(frozen=True)
class Preparation:
    """Answers to the eligibility check, and lines of the calculator that are not stored yet."""

    answers: Answers = field(default_factory=dict)
    lines: Sequence[BudgetLine] = ()

    @property
    def is_something(self) -> bool:
        """Whether there is anything to take over."""
        return bool(self.answers or self.lines)


NOTHING_PREPARED = Preparation()


def take_over(application: Application, prepared: Preparation) -> list[Outcome]:
    """Keep the answers with ``application`` and write what corresponds into the draft.

    The budget's sums are left to the caller, who writes the lines as any others.
    """
    outcomes = outcomes_of(rules_of(application.call), prepared.answers)
    _keep(application, outcomes)
    for one in outcomes:
        _fill(application, one)
    return outcomes


@transaction.atomic
def answer_again(
    *, application_id: int, answers: Answers, actor: Actor, now: datetime
) -> list[Outcome]:
    """Change what was answered in the eligibility check; the sections of the draft stay."""
    application = queries.for_update(application_id)
    rules.check_edit(actor, application, now=now)
    outcomes = outcomes_of(rules_of(application.call), answers)
    PreliminaryAnswer.objects.filter(application=application).delete()
    _keep(application, outcomes)
    record(
        "application.answer_check",
        actor=actor,
        subject=application,
        answers=len(outcomes),
        against=sum(one.stands_against for one in outcomes),
    )
    return outcomes


def _keep(application: Application, outcomes: Sequence[Outcome]) -> None:
    PreliminaryAnswer.objects.bulk_create(
        PreliminaryAnswer(application=application, rule=one.rule, answer=one.answer.code)
        for one in outcomes
    )


def outcomes_kept(application: Application) -> list[Outcome]:
    """What was answered before ``application`` was started, in the order of the rules."""
    kept = application.preliminary_answers.select_related("rule")
    rows = list(kept.order_by("rule__position", "rule__pk"))
    asked: list[EligibilityRule] = [row.rule for row in rows]
    return outcomes_of(asked, {row.rule.code: row.answer for row in rows})


def _fill(application: Application, one: Outcome) -> None:
    term = _term(application, one)
    if term is None:
        return
    taxonomy = Taxonomy(one.rule.fills)
    if taxonomy == Taxonomy.SPONSOR_TYPE:
        Sponsor.objects.update_or_create(application=application, defaults={"kind": term})
    elif taxonomy in SETS:
        getattr(application, SETS[taxonomy]).add(term)
    else:
        setattr(application, SINGLE[taxonomy], term)


def _term(application: Application, one: Outcome) -> Term | None:
    """The term of the answer's code, if applicants to this call may choose it."""
    if not one.rule.fills:
        return None
    opening = in_hong_kong(application.call.opens_at).date()
    found = terms_of(one.rule.fills).filter(code=one.answer.code).first()
    return found if found is not None and found.is_offered_on(opening) else None
