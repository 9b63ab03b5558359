"""Who may screen, and when."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from grants.applications.models import Application
from grants.clarifications.rules import check_nothing_open, check_officer, check_undecided
from grants.screening.models import Finding, Rule
from portal.accounts.actors import Actor
from portal.core.denial import Denied

Findings = Mapping[str, tuple[str, str]]
"""For each rule its finding and, where it is not met, the reason."""


def check_record_checks(actor: Actor, application: Application, *, now: datetime) -> None:
    """The call's officers fill in the checklist until the outcome is decided."""
    del now
    check_officer(actor, application)
    check_undecided(application)


def check_findings(findings: Findings) -> None:
    """A rule that is not met needs its reason."""
    for rule, (finding, reason) in findings.items():
        if Finding(finding) == Finding.NOT_MET and not reason.strip():
            raise Denied(
                _("Give the reason why this is not met: %(rule)s.") % {"rule": Rule(rule).label}
            )


def check_decide(
    actor: Actor, application: Application, *, findings: Mapping[str, str], now: datetime
) -> None:
    """The outcome is decided once every rule of the checklist has its finding."""
    del now
    check_officer(actor, application)
    check_undecided(application)
    check_nothing_open(application)
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
