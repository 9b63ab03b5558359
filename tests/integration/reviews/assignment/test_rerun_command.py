"""``manage.py rerun_assignment`` repeats a run."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from reviews.assignment.models import AssignmentRun
from tests.factories import assessors, assignments

pytestmark = pytest.mark.django_db


def proposed() -> AssignmentRun:
    call = assignments.closed_call()
    assignments.rows(call, 2)
    assessors.pool(call, 5)
    return assignments.proposed(call, seed=42)


def test_the_same_problem_gives_the_same_answer() -> None:
    run, out = proposed(), StringIO()

    call_command("rerun_assignment", run.pk, stdout=out)

    assert f"{run.audit_reference} seed 42 problem {run.question.digest}" in out.getvalue()
    assert f"The same 6 pairs, by {run.solver_version}." in out.getvalue()


def test_an_answer_that_differs_is_an_error() -> None:
    run = proposed()
    run.solution = {**run.solution, "pairs": run.solution["pairs"][1:]}  # type: ignore[dict-item,index]  # it was worked out
    run.save(update_fields=["solution"])

    with pytest.raises(CommandError, match="The answer differs"):
        call_command("rerun_assignment", run.pk)


def test_a_run_without_answer_or_without_existence_is_an_error() -> None:
    call = assignments.closed_call()
    assignments.rows(call, 1)
    assessors.pool(call, 1)
    waiting = assignments.requested(call)

    with pytest.raises(CommandError, match="not worked out"):
        call_command("rerun_assignment", waiting.pk)
    with pytest.raises(CommandError, match="no such run"):
        call_command("rerun_assignment", waiting.pk + 1)
