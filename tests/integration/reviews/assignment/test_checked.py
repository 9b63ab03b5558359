"""Nothing is proposed that the independent check of a solution does not pass."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.utils import timezone

from reviews.assignment import operations, solver
from reviews.assignment.models import AssignmentRun
from reviews.assignment.problem import Problem, Solution
from tests.factories import assessors, assignments

pytestmark = pytest.mark.django_db


def test_a_solution_that_breaks_a_rule_is_not_stored(monkeypatch: pytest.MonkeyPatch) -> None:
    call = assignments.closed_call(assessors_per_application=1)
    assignments.rows(call, 1)
    assessors.pool(call, 1)
    run = assignments.requested(call)
    solve = solver.solve

    def wrong(problem: Problem, **options: object) -> Solution:
        return replace(solve(problem), floor=99_999)

    monkeypatch.setattr(solver, "solve", wrong)

    with pytest.raises(ValueError, match="broke its own rules"):
        operations.propose(run_id=run.pk, progress=lambda *_done: None, now=timezone.now())

    stored = AssignmentRun.objects.get(pk=run.pk)
    assert (stored.state, stored.solution) == ("requested", None)
