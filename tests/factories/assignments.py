"""Applications up for assessment, and assignments at each point of their life."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from grants.applications.lifecycle import ELIGIBLE
from grants.applications.models import Application, Snapshot
from grants.programmes.models import Call
from grants.questionnaires.queries import form_in_force
from portal.organisations.models import Organisation
from reviews.assignment import operations
from reviews.assignment.models import Assignment, AssignmentRun
from reviews.conflicts.operations import declare
from reviews.pool.models import Assessor
from tests.factories import applications, assessors, calls, organisations, people, screening


def eligible(
    *,
    call: Call | None = None,
    organisation: Organisation | None = None,
    changes: Mapping[str, Mapping[str, Any]] | None = None,
) -> Application:
    """An application of Mira's that an officer found eligible, walked there by the operations."""
    application = applications.at(
        "submitted", call=call, organisation=organisation, changes=changes
    )
    screening.eligible(application)
    return reloaded(application)


def reloaded(application: Application) -> Application:
    """The application as the database has it now."""
    return Application.objects.select_related("call", "organisation").get(pk=application.pk)


def rows(call: Call, number: int, *, state: str = ELIGIBLE) -> list[Application]:
    """``number`` bare applications, made directly: for long lists where content is nothing."""
    mira = people.mira().person
    start = Application.objects.count()
    return [_row(call, start + index, mira, state) for index in range(1, number + 1)]


def _row(call: Call, index: int, mira: Any, state: str) -> Application:
    now = timezone.now()
    organisation = Organisation.objects.create(
        name=f"Company {index} Limited",
        registration_number=organisations.registration_number(),
        type="company",
        created_by=mira,
    )
    application = Application.objects.create(
        call=call,
        form_version=form_in_force(call),
        organisation=organisation,
        reference=f"{call.reference_prefix}-{5000 + index}",
        title=f"Project {index}",
        state=state,
        submitted_at=now,
        created_by=mira,
    )
    Snapshot.objects.create(
        application=application,
        content={"format": 1},
        sha256="0" * 64,
        key="k",
        submitted_at=now,
        submitted_by=mira,
    )
    return application


def closed_call(**details: Any) -> Call:
    """A call that is being assessed, with ``rows`` to be added."""
    return calls.in_assessment(**details)


def due() -> date:
    """Three weeks from today in Hong Kong."""
    return timezone.localdate() + timedelta(days=21)


def offered(application: Application, assessor: Assessor) -> Assignment:
    """``application`` given by hand to ``assessor``, who joins the pool if need be."""
    if not application.call.pool.current().filter(assessor=assessor).exists():
        assessors.in_pool(application.call, assessor)
    return operations.assign(
        application_id=application.pk,
        assessor_id=assessor.pk,
        due_on=due(),
        reason="By hand.",
        actor=people.paul(),
        now=timezone.now(),
    )


def declared(application: Application, assessor: Assessor) -> Assignment:
    """Offered, and the assessor declared that there is no interest."""
    assignment = offered(application, assessor)
    declare(
        application_id=application.pk,
        has_interest=False,
        statement="",
        actor=assessors.actor(assessor),
        now=timezone.now(),
    )
    return assignment


def accepted(application: Application, assessor: Assessor) -> Assignment:
    """Declared and accepted: the assessor reads and scores."""
    assignment = declared(application, assessor)
    return operations.accept(
        assignment_id=assignment.pk, actor=assessors.actor(assessor), now=timezone.now()
    )


def declined(application: Application, assessor: Assessor) -> Assignment:
    """Offered and given back."""
    assignment = offered(application, assessor)
    return operations.decline(
        assignment_id=assignment.pk,
        reason="No time.",
        actor=assessors.actor(assessor),
        now=timezone.now(),
    )


def requested(call: Call, *, seed: int = 7) -> AssignmentRun:
    """A run that nobody has worked out yet."""
    return operations.request_run(
        call_id=call.pk, seed=seed, actor=people.paul(), now=timezone.now()
    )


def proposed(call: Call, *, seed: int = 7) -> AssignmentRun:
    """A run that was worked out."""
    run = requested(call, seed=seed)
    operations.propose(run_id=run.pk, progress=lambda *_done: None, now=timezone.now())
    return AssignmentRun.objects.get(pk=run.pk)


def confirmed(call: Call, *, seed: int = 7) -> list[Assignment]:
    """Assignments of a run that an officer confirmed."""
    run = proposed(call, seed=seed)
    return operations.confirm(run_id=run.pk, due_on=due(), actor=people.paul(), now=timezone.now())
