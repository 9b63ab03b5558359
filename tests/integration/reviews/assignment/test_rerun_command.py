"""``manage.py rerun_assignment`` repeats a run."""

from __future__ import annotations

from dataclasses import replace
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from portal.audit.models import AuditEvent
from reviews.assignment import solver
from reviews.assignment.models import AssignmentRun
from reviews.assignment.solver import SOLVER_VERSION, solve
from tests.factories import assessors, assignments

pytestmark = pytest.mark.django_db


def proposed() -> AssignmentRun:
    call = assignments.closed_call()
    assignments.rows(call, 2)
    assessors.pool(call, 5)
    return assignments.proposed(call, seed=42)


def test_the_same_problem_gives_the_same_answer_bit_for_bit() -> None:
    run, out = proposed(), StringIO()

    call_command("rerun_assignment", run.pk, stdout=out)

    assert f"{run.audit_reference} seed 42 problem {run.question.digest}" in out.getvalue()
    assert f"The same 6 pairs and figures, bit for bit, by {run.solver_version}." in out.getvalue()


def test_problem_seed_version_and_answer_are_kept_with_the_run() -> None:
    run = proposed()

    again = solve(run.question)

    assert run.question.seed == run.seed == 42
    assert run.solver_version == SOLVER_VERSION
    assert (again, again.digest) == (run.answer, run.answer.digest)
    kept = AuditEvent.objects.get(action="assignment_run.propose").details
    assert (kept["digest"], kept["answer"]) == (run.question.digest, run.answer.digest)


def test_a_problem_or_an_answer_changed_in_the_database_is_an_error() -> None:
    """The audit log, which cannot be changed, tells what they were."""
    run = proposed()
    assert run.problem is not None
    assert run.solution is not None
    for changed in (
        {"problem": {**run.problem, "seed": 43}},
        {"solution": {**run.solution, "pairs": run.solution["pairs"][1:]}},
    ):
        run.refresh_from_db()
        AssignmentRun.objects.filter(pk=run.pk).update(**changed)
        [name] = changed
        said = {"problem": "stored problem", "solution": "stored answer"}[name]

        with pytest.raises(CommandError, match=f"The {said} is not the one in the audit log"):
            call_command("rerun_assignment", run.pk)
        run.save(update_fields=[name])


def test_an_answer_that_comes_out_otherwise_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    run = proposed()
    other = replace(run.answer, welfare=run.answer.welfare + 1e-12, solver_version="another")
    monkeypatch.setattr(solver, "solve", lambda _problem: other)

    with pytest.raises(CommandError, match="differs in welfare, solver_version: stored by assig"):
        call_command("rerun_assignment", run.pk)


def test_an_answer_cut_short_by_time_is_counted_again_instead(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    whole, out = solver.solve, StringIO()
    monkeypatch.setattr(
        solver, "solve", lambda *given, **more: replace(whole(*given, **more), cut_short=True)
    )
    run = proposed()

    call_command("rerun_assignment", run.pk, stdout=out)

    assert "Time had run out: not solved again. The 6 pairs and figures hold." in out.getvalue()
    monkeypatch.setattr(solver, "verify", lambda *_: ["over_most_load"])
    with pytest.raises(CommandError, match="The stored answer does not hold"):
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
