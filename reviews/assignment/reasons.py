"""Why each pair of an answer: kept with the run, for terms and profiles change later."""

from __future__ import annotations

from typing import Any

from grants.programmes.models import Call
from reviews.assignment.affinity import matched
from reviews.assignment.framing import name_of, topics_of_application, topics_of_assessor
from reviews.assignment.problem import Problem, Solution
from reviews.pool.models import Assessor


def reasons_for(
    call: Call, problem: Problem, solution: Solution, *, asked: Problem
) -> dict[str, Any]:
    """``locked``: the pairs that were assignments already; ``pairs``: each with fit and topics.

    ``asked`` is the problem before the changes of an earlier proposal were folded in; ``movable``
    are its offers without an answer, which the answer may have left out.

    A pair is written as ``[application, account, affinity, [[taxonomy, code], …]]``.
    """
    wanted = {application for application, _account in solution.pairs}
    applications = call.applications.filter(reference__in=wanted).prefetch_related("use_cases")
    loaded = applications.select_related("pillar", "technology")
    named = {one.reference: topics_of_application(one) for one in loaded}
    people = Assessor.objects.filter(user__in=_accounts(problem)).prefetch_related("expertise")
    declared = {name_of(one): topics_of_assessor(one) for one in people}
    return {
        "locked": [list(pair) for pair in sorted(asked.locked)],
        "movable": [list(pair) for pair in sorted(asked.previous)],
        "pairs": [
            [*pair, problem.affinity[pair], matched(named[pair[0]], declared[pair[1]])]
            for pair in solution.pairs
        ],
    }


def _accounts(problem: Problem) -> list[int]:
    return [account_number(row.id) for row in problem.assessors]


def account_number(name: str) -> int:
    """The account behind an assessor's name in a problem."""
    return int(name.removeprefix("account-"))
