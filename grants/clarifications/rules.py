"""Who may ask, answer, extend and close, and when."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from grants.applications import lifecycle
from grants.applications.models import Application
from grants.applications.rules import check_writer
from portal.accounts.actors import Actor
from portal.accounts.models import Role
from portal.core.denial import Denied

LONGEST_WAIT = timedelta(days=120)
"""From now to a due date: what takes longer is no clarification."""


def check_officer(actor: Actor, application: Application) -> None:
    """Officers of the call, but for applications of their own organisation."""
    if not actor.has(Role.OFFICER, application.call.code):
        raise Denied(_("Only a programme officer of this call can do this."))
    if str(application.organisation_id) in actor.memberships:
        raise Denied(_("You belong to this organisation, so another officer must do this."))


def check_undecided(application: Application) -> None:
    """Screening is not over."""
    if application.state not in (lifecycle.SUBMITTED, lifecycle.CLARIFICATION):
        raise Denied(
            _("This is not possible now: the application is in the state “%(state)s”.")
            % {"state": application.get_state_display()}
        )


def check_nothing_open(application: Application) -> None:
    """No question waits for its answer."""
    if application.state == lifecycle.CLARIFICATION:
        raise Denied(_("A question to the applicant is open; wait for the answer."))


def check_ask(actor: Actor, application: Application, *, now: datetime) -> None:
    """One question at a time, while the application is being screened."""
    del now
    check_officer(actor, application)
    check_undecided(application)
    check_nothing_open(application)


def check_named(chosen: Collection[str], known: Collection[str]) -> None:
    """A question names what it is about, and what it names was submitted."""
    if not chosen:
        raise Denied(_("Choose what the question is about."))
    if not set(chosen) <= set(known):
        raise Denied(_("One of the chosen parts is not in this application."))


def check_due(due_at: datetime, *, now: datetime, is_working_day: bool) -> None:
    """An answer is due in the near future, on a day when the office works."""
    if due_at <= now:
        raise Denied(_("The answer must be due in the future."))
    if due_at > now + LONGEST_WAIT:
        raise Denied(_("The answer must be due within four months."))
    if not is_working_day:
        raise Denied(_("The answer must be due on a working day."))


def check_answer(actor: Actor, application: Application, *, now: datetime) -> None:
    """Owners and editors answer an open question; a late answer is taken and shown as late."""
    del now
    check_writer(actor, application)
    if application.state != lifecycle.CLARIFICATION:
        raise Denied(_("No question is open on this application."))


def check_answers(answers: Mapping[str, str], named: Collection[str]) -> None:
    """Every named part is answered, and no other."""
    if not set(answers) <= set(named):
        raise Denied(_("Only the parts that were asked about can be answered."))
    if any(not answers.get(code, "").strip() for code in named):
        raise Denied(_("Write the answer."))


def check_settle(actor: Actor, application: Application, *, now: datetime) -> None:
    """Officers of the call move the due date of an open question, or close it."""
    del now
    check_officer(actor, application)
    if application.state != lifecycle.CLARIFICATION:
        raise Denied(_("No question is open on this application."))


def check_later(due_at: datetime, *, current: datetime) -> None:
    """An extension gives time, it takes none."""
    if due_at <= current:
        raise Denied(_("The new date must be later than the present one."))


def check_reason(reason: str) -> None:
    """What the applicant is told needs its reason."""
    if not reason.strip():
        raise Denied(_("Say why."))
