"""Why each pair of an answer: kept with the run, for terms and profiles change later."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from grants.programmes.models import Call
from reviews.assignment.fits import Fits
from reviews.assignment.framing import name_of
from reviews.assignment.problem import Problem, Solution
from reviews.pool.models import Assessor


def reasons_for(
    call: Call, problem: Problem, solution: Solution, *, asked: Problem
) -> dict[str, Any]:
    """``locked``: the pairs that were assignments already; ``pairs``: each with fit and topics.

    ``asked`` is the problem before the changes of an earlier proposal were folded in; ``movable``
    are its offers without an answer, which the answer may have left out.

    A pair is written as ``[application, account, *fit]``: see ``Fit.to_json``; the value is that
    of the problem, the parts are those of the moment.
    """
    wanted = {application for application, _account in solution.pairs}
    rows = call.applications.filter(reference__in=wanted)
    applications = {one.reference: one for one in rows}
    accounts = Assessor.objects.filter(user__in=_accounts(problem))
    people = {name_of(one): one for one in accounts}
    fits = Fits(applications.values(), people.values())
    return {
        "locked": [list(pair) for pair in sorted(asked.locked)],
        "movable": [list(pair) for pair in sorted(asked.previous)],
        "pairs": [
            [*pair, *replace(fit, value=problem.affinity[pair]).to_json()]
            for pair in solution.pairs
            for fit in [fits.of(applications[pair[0]], people[pair[1]])]
        ],
    }


def _accounts(problem: Problem) -> list[int]:
    return [account_number(row.id) for row in problem.assessors]


def account_number(name: str) -> int:
    """The account behind an assessor's name in a problem."""
    return int(name.removeprefix("account-"))
