"""``manage.py rerun_assignment <run>``: is a stored answer what its problem gives today?"""

from __future__ import annotations

from argparse import ArgumentParser
from dataclasses import fields
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal.audit.models import AuditEvent
from reviews.assignment.models import AssignmentRun
from reviews.assignment.problem import Problem, Solution


class Command(BaseCommand):
    """Solves the frozen problem of a run again and compares every figure; writes nothing."""

    help = "Solve the stored problem of an assignment run again and say whether the answer is equal"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The run's number, as in the audit log."""
        parser.add_argument("run", type=int, help="number of the run")

    def handle(self, *_arguments: Any, **options: Any) -> None:
        """End with an error if anything differs, so that scripts notice."""
        run = AssignmentRun.objects.select_related("call").filter(pk=options["run"]).first()
        if run is None:
            raise CommandError("There is no such run.")
        if run.problem is None:
            raise CommandError("This run was not worked out.")
        problem, stored = run.question, run.answer
        self.stdout.write(f"{run.audit_reference} seed {problem.seed} problem {problem.digest}")
        _check_untouched(run, problem, stored)
        self.stdout.write(_counted(problem, stored) if stored.cut_short else _again(run, problem))


def _check_untouched(run: AssignmentRun, problem: Problem, stored: Solution) -> None:
    """The audit log, which nobody can change, kept what problem and answer were."""
    event = AuditEvent.objects.get(
        action="assignment_run.propose",
        subject_kind=run.audit_kind,
        subject_reference=run.audit_reference,
    )
    if event.details["digest"] != problem.digest:
        raise CommandError("The stored problem is not the one in the audit log.")
    if event.details.get("answer", stored.digest) != stored.digest:
        raise CommandError("The stored answer is not the one in the audit log.")


def _again(run: AssignmentRun, problem: Problem) -> str:
    """The answer worked out anew, every figure of it, bit for bit."""
    from reviews.assignment.solver import solve  # here: only this needs the solver's libraries

    stored, again = run.answer, solve(problem)
    names = [field.name for field in fields(Solution)]
    differ = [name for name in names if getattr(stored, name) != getattr(again, name)]
    if differ:
        raise CommandError(
            f"The answer differs in {', '.join(differ)}:"
            f" stored by {stored.solver_version}, now {again.solver_version}."
        )
    return f"The same {len(again.pairs)} pairs and figures, bit for bit, by {again.solver_version}."


def _counted(problem: Problem, stored: Solution) -> str:
    """An answer that time cut short need not come out again: its rules and figures must hold."""
    from reviews.assignment.solver import verify

    broken = verify(problem, stored)
    if broken:
        raise CommandError(f"The stored answer does not hold: {broken}")
    return f"Time had run out: not solved again. The {len(stored.pairs)} pairs and figures hold."
