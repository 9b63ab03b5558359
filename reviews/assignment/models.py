"""Runs of the solver and the assignments that an officer confirmed."""

from __future__ import annotations

from datetime import datetime, time
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.timezone import get_default_timezone
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from grants.applications.models import Application, Snapshot
from grants.applications.readings import names_in, without_names
from grants.programmes.models import Call
from portal.jobs.models import Job
from reviews.assignment import lifecycle
from reviews.assignment.problem import Problem, Solution
from reviews.pool.models import Assessor

INTEREST_DECLARED = gettext_noop("Interest declared")
"""Why an assignment is declined whose assessor declares an interest."""

RUN_LABELS = {
    lifecycle.REQUESTED: _("Being worked out"),
    lifecycle.PROPOSED: _("Proposed"),
    lifecycle.CONFIRMED: _("Confirmed"),
    lifecycle.DISCARDED: _("Discarded"),
}

ASSIGNMENT_LABELS = {
    lifecycle.OFFERED: _("Waiting for the assessor's answer"),
    lifecycle.ACCEPTED: _("Accepted"),
    lifecycle.DECLINED: _("Declined"),
    lifecycle.ABSTAINED: _("Abstained"),
    lifecycle.SUBMITTED: _("Score sheet submitted"),
    lifecycle.RELEASED: _("Taken back"),
}


class AssignmentRun(models.Model):
    """One run: the frozen problem, seed and solver version, and the solution with its reasons.

    ``problem`` and ``solution`` are the JSON of ``reviews.assignment.problem``, so that the run can
    be repeated to the same answer; ``reasons`` explains each pair. What officers change on the
    board stands beside it as ``Adjustment``. ``may_move``: offers without an answer may go to
    somebody else, as few as can be. ``follows``: the proposal whose changes by hand this one keeps.
    """

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="assignment_runs")
    state = models.CharField(
        max_length=12, choices=list(RUN_LABELS.items()), default=lifecycle.REQUESTED
    )
    seed = models.PositiveBigIntegerField()
    problem = models.JSONField(null=True)
    solution = models.JSONField(null=True)
    reasons = models.JSONField(default=dict)
    solver_version = models.CharField(max_length=60, blank=True)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    requested_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True)
    job = models.ForeignKey(Job, on_delete=models.PROTECT, null=True, related_name="+")
    may_move = models.BooleanField(default=False)
    follows = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["call"],
                condition=Q(state__in=[lifecycle.REQUESTED, lifecycle.PROPOSED]),
                name="one_open_assignment_run_per_call",
            )
        ]

    @property
    def question(self) -> Problem:
        """The frozen problem; only of a run that was worked out."""
        return Problem.from_json(self.problem or {})

    @property
    def answer(self) -> Solution:
        """The solution; only of a run that was worked out."""
        return Solution.from_json(self.solution or {})

    @property
    def audit_kind(self) -> str:
        """Kind in the audit log."""
        return "assignment run"

    @property
    def audit_reference(self) -> str:
        """The call and the run's number."""
        return f"{self.call.code}:run-{self.pk}"

    @property
    def audit_scope(self) -> str:
        """The call's code."""
        return self.call.code


class Change(models.TextChoices):
    """What an officer did with a pair of the board."""

    ADDED = "added", _("Added by hand")
    DROPPED = "dropped", _("Removed by hand")
    LOCKED = "locked", _("Locked")


class Adjustment(models.Model):
    """One pair of a proposal that an officer added, removed or locked; undone it is deleted."""

    run = models.ForeignKey(AssignmentRun, on_delete=models.PROTECT, related_name="adjustments")
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="+")
    assessor = models.ForeignKey(Assessor, on_delete=models.PROTECT, related_name="+")
    change = models.CharField(max_length=8, choices=Change.choices)
    reason = models.TextField(blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["run", "application", "assessor"],
                name="pair_is_adjusted_once_in_a_proposal",
            )
        ]


class Assignment(models.Model):
    """One application given to one assessor; bound to the snapshot they judge."""

    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="assignments"
    )
    assessor = models.ForeignKey(Assessor, on_delete=models.PROTECT, related_name="assignments")
    snapshot = models.ForeignKey(Snapshot, on_delete=models.PROTECT, related_name="+")
    run = models.ForeignKey(AssignmentRun, on_delete=models.PROTECT, null=True, related_name="+")
    state = models.CharField(
        max_length=12, choices=list(ASSIGNMENT_LABELS.items()), default=lifecycle.OFFERED
    )
    offered_at = models.DateTimeField()
    due_on = models.DateField()
    answered_at = models.DateTimeField(null=True)
    decline_reason = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["application", "assessor"], name="assessor_is_once_on_an_application"
            )
        ]

    @property
    def shown_title(self) -> str:
        """The project's title as its assessor reads it: in a blind call without names.

        There it reads the snapshot, which lists should have selected.
        """
        application = self.application
        if not application.call.is_blind:
            return application.title
        names = names_in(self.snapshot.content)
        return str(without_names(application.title, names))

    @property
    def due_at(self) -> datetime:
        """The last instant of the due day in Hong Kong."""
        return datetime.combine(self.due_on, time.max, get_default_timezone())

    @property
    def decline_words(self) -> str:
        """Why it was declined: the assessor's words, or in the reader's language an interest."""
        own = self.decline_reason
        return gettext(own) if own == INTEREST_DECLARED else own

    @property
    def audit_kind(self) -> str:
        """Kind in the audit log."""
        return "assignment"

    @property
    def audit_reference(self) -> str:
        """The application and the assessor's account number."""
        return f"{self.application.reference}:account-{self.assessor.user_id}"

    @property
    def audit_scope(self) -> str:
        """The call's code."""
        return self.application.call.code
