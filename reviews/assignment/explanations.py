"""Why an application has its panel, and why not somebody else: in sentences for officers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reviews.assignment.models import AssignmentRun
from reviews.assignment.reason_words import reason_words
from reviews.assignment.reasons import account_number
from reviews.pool.models import Assessor

if TYPE_CHECKING:
    from reviews.assignment.problem import Pair
    from reviews.assignment.solver.explain import Reason


@dataclass(frozen=True)
class Explained:
    """What the solver said of one application: by account, of the panel and of everybody else."""

    chosen: dict[str, list[str]]
    passed_over: dict[str, list[str]]

    def of(self, account: str) -> list[str]:
        """The sentences about one person; none if the run did not know them."""
        return self.chosen.get(account) or self.passed_over.get(account) or []


def explained(run: AssignmentRun, reference: str) -> Explained:
    """Sentences about everybody that the run knew; reads the run's whole problem."""
    from reviews.assignment.solver import explain  # here: it brings the solver's libraries

    found = explain(run.question, run.answer, proposals=[reference])
    reasons = {**found.chosen, **found.passed_over}
    accounts = {account for _reference, account in reasons}
    accounts |= {reason.other for told in reasons.values() for reason in told}
    names = _names(account for account in accounts if account.startswith("account-"))

    def in_words(told: Sequence[Reason]) -> list[str]:
        return [reason_words(reason, names) for reason in told]

    def by_account(group: dict[Pair, tuple[Reason, ...]]) -> dict[str, list[str]]:
        return {account: in_words(told) for (_reference, account), told in group.items()}

    return Explained(by_account(dict(found.chosen)), by_account(dict(found.passed_over)))


def _names(accounts: Iterable[str]) -> dict[str, str]:
    numbers = [account_number(account) for account in accounts]
    people = Assessor.objects.filter(user__in=numbers).select_related("user")
    return {f"account-{one.user_id}": str(one) for one in people}
