"""``manage.py rerun_assignment <run>``: is a stored answer what its problem gives today?"""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from reviews.assignment.models import AssignmentRun
from reviews.assignment.problem import Solution


class Command(BaseCommand):
    """Solves the frozen problem of a run again and compares; writes nothing."""

    help = "Solve the stored problem of an assignment run again and say whether the answer is equal"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The run's number, as in the audit log."""
        parser.add_argument("run", type=int, help="number of the run")

    def handle(self, *_arguments: Any, **options: Any) -> None:
        """End with an error if the answer differs, so that scripts notice."""
        from reviews.assignment.solver import solve

        run = AssignmentRun.objects.select_related("call").filter(pk=options["run"]).first()
        if run is None:
            raise CommandError("There is no such run.")
        if run.problem is None:
            raise CommandError("This run was not worked out.")
        problem = run.question
        again = solve(problem)
        self.stdout.write(f"{run.audit_reference} seed {problem.seed} problem {problem.digest}")
        if not _is_equal(run.answer, again):
            raise CommandError(
                f"The answer differs: stored by {run.solver_version}, now {again.solver_version}."
            )
        self.stdout.write(f"The same {len(again.pairs)} pairs, by {again.solver_version}.")


def _is_equal(stored: Solution, again: Solution) -> bool:
    """Whether both give the same pairs and leave the same seats empty."""
    return (set(stored.pairs), stored.unfilled) == (set(again.pairs), again.unfilled)
