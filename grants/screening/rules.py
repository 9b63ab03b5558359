"""Who may screen, ask and answer, and when."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from grants.applications import lifecycle
from grants.applications.models import Application
from grants.applications.rules import check_writer
from grants.screening.models import Finding, Rule
from portal.accounts.actors import Actor
from portal.accounts.models import Role
from portal.core.denial import Denied

Findings = Mapping[str, tuple[str, str]]
"""For each rule its finding and, where it is not met, the reason."""


def _require_officer(actor: Actor, application: Application) -> None:
    if not actor.has(Role.OFFICER, application.call.code):
        raise Denied(_("Only a programme officer of this call can do this."))
    if str(application.organisation_id) in actor.memberships:
        raise Denied(_("You belong to this organisation, so another officer must do this."))


def _require_undecided(application: Application) -> None:
    if application.state not in (lifecycle.SUBMITTED, lifecycle.CLARIFICATION):
        raise Denied(
            _("This is not possible now: the application is in the state “%(state)s”.")
            % {"state": application.get_state_display()}
        )


def _require_no_open_question(application: Application) -> None:
    if application.state == lifecycle.CLARIFICATION:
        raise Denied(_("A question to the applicant is open; wait for the answer."))


def check_record_checks(actor: Actor, application: Application, *, now: datetime) -> None:
    """The call's officers fill in the checklist until the outcome is decided."""
    del now
    _require_officer(actor, application)
    _require_undecided(application)


def check_findings(findings: Findings) -> None:
    """A rule that is not met needs its reason."""
    for rule, (finding, reason) in findings.items():
        if Finding(finding) == Finding.NOT_MET and not reason.strip():
            raise Denied(
                _("Give the reason why this is not met: %(rule)s.") % {"rule": Rule(rule).label}
            )


def check_ask(actor: Actor, application: Application, *, now: datetime) -> None:
    """One question at a time, while the application is being screened."""
    del now
    _require_officer(actor, application)
    _require_undecided(application)
    _require_no_open_question(application)


def check_due(due_at: datetime, *, now: datetime) -> None:
    """An answer is due in the future."""
    if due_at <= now:
        raise Denied(_("The answer must be due in the future."))


def check_answer(actor: Actor, application: Application, *, now: datetime) -> None:
    """Owners and editors answer an open question; a late answer is taken and shown as late."""
    del now
    check_writer(actor, application)
    if application.state != lifecycle.CLARIFICATION:
        raise Denied(_("No question is open on this application."))


def check_decide(
    actor: Actor, application: Application, *, findings: Mapping[str, str], now: datetime
) -> None:
    """The outcome is decided once every rule of the checklist has its finding."""
    del now
    _require_officer(actor, application)
    _require_undecided(application)
    _require_no_open_question(application)
    if set(findings) != set(Rule.values):
        raise Denied(_("Complete the checklist first."))


def check_outcome(*, is_eligible: bool, reason: str, findings: Mapping[str, str]) -> None:
    """Eligible means that every rule is met; not eligible names why."""
    all_met = all(finding == Finding.MET for finding in findings.values())
    if is_eligible and not all_met:
        raise Denied(_("A rule is not met, so the application cannot be eligible."))
    if not is_eligible and all_met:
        raise Denied(_("Every rule is met, so the application cannot be found not eligible."))
    if not is_eligible and not reason.strip():
        raise Denied(_("Give the reason: it will stand in the letter."))
