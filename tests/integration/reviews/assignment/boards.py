"""What the tests of the board share: a call with a proposal, and its deeds in few words."""

from __future__ import annotations

from django.test import Client
from django.utils import timezone

from grants.applications.models import Application
from grants.programmes.models import Call
from reviews.assignment import operations
from reviews.assignment.boards import Board, board_of
from reviews.assignment.models import Assignment, AssignmentRun
from reviews.pool.models import Assessor
from tests.factories import assessors, assignments, people


def scene(applications: int = 2, in_pool: int = 5, seats: int = 2) -> tuple[Call, AssignmentRun]:
    call = assignments.closed_call(assessors_per_application=seats)
    assignments.rows(call, applications)
    assessors.pool(call, in_pool)
    return call, assignments.proposed(call)


def first_of(call: Call) -> Application:
    return call.applications.select_related("call").order_by("reference")[0]


def sides(run: AssignmentRun, application: Application) -> tuple[list[Assessor], list[Assessor]]:
    """Who is on the panel of the board, and who is not."""
    board = board_of(run)
    on = {board.people[account].pk for account in board.panels.get(application.reference, [])}
    everybody = list(Assessor.objects.select_related("user").order_by("pk"))
    return [one for one in everybody if one.pk in on], [
        one for one in everybody if one.pk not in on
    ]


def change(
    run: AssignmentRun,
    application: Application,
    *,
    comer: Assessor | None = None,
    leaver: Assessor | None = None,
    reason: str = "Knows the field.",
) -> Board:
    operations.change_panel(
        run_id=run.pk,
        swap=operations.Swap(application, comer, leaver),
        reason=reason,
        actor=people.paul(),
        now=timezone.now(),
    )
    return board_of(AssignmentRun.objects.get(pk=run.pk))


def deed(name: str, run: AssignmentRun, application: Application, assessor: Assessor) -> None:
    getattr(operations, name)(
        run_id=run.pk,
        application=application,
        assessor=assessor,
        actor=people.paul(),
        now=timezone.now(),
    )


def reworked(run: AssignmentRun) -> AssignmentRun:
    again = operations.rework(run_id=run.pk, actor=people.paul(), now=timezone.now())
    operations.propose(run_id=again.pk, progress=lambda *_told: None, now=timezone.now())
    return AssignmentRun.objects.get(pk=again.pk)


def confirm(run: AssignmentRun) -> list[Assignment]:
    return operations.confirm(
        run_id=run.pk, due_on=assignments.due(), actor=people.paul(), now=timezone.now()
    )


def names(assessor: Assessor) -> str:
    return assessor.audit_reference


def browser() -> Client:
    return people.client_of(people.paul())
