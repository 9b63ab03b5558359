"""Who may do what to an application, and when."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from grants.applications import lifecycle
from grants.applications.deadlines import closing_time
from grants.applications.gates import Condition
from grants.applications.lifecycle import APPLICATION
from grants.applications.models import Application, AttachmentKind
from grants.programmes import lifecycle as calls
from grants.programmes.models import Call
from grants.questionnaires.models import Question
from portal.accounts.actors import Actor
from portal.core.denial import Denied
from portal.organisations.models import MemberRole, Organisation
from portal.ui.formats import hkt

GRACE = timedelta(minutes=1)
"""Longer than any request may take."""

WRITERS = (MemberRole.OWNER, MemberRole.EDITOR)


class Stale(Denied):
    """Somebody saved the same section after the page was loaded."""


def check_start(
    actor: Actor,
    call: Call,
    organisation: Organisation,
    *,
    live: int,
    now: datetime,
    until: datetime | None = None,
) -> None:
    """An owner or editor may start one; ``live`` counts those the organisation has in the call.

    ``until`` is the end of an extension that the organisation was given, if any.
    """
    _check_member(actor, str(organisation.pk))
    _check_open(call, now, until)
    if live >= call.applications_per_organisation:
        raise Denied(_("Your organisation already has an application to this call."))


def check_edit(actor: Actor, application: Application, *, now: datetime) -> None:
    """An owner or editor may write a draft, or what they reopened, until the closing time."""
    check_writer(actor, application)
    if application.state not in lifecycle.WRITABLE:
        raise Denied(_("This application has been submitted and can no longer be changed."))
    check_in_time(application, now)


def check_version(application: Application, *, section: str, version: int) -> None:
    """A page older than the last save of its section is refused; other sections do not count."""
    if application.section_versions.get(section, 0) > version:
        raise Stale(
            _(
                "Somebody else saved this section after you opened it. Your text is not saved yet. "
                "Compare it with what is saved now, then save again."
            )
        )


def check_asked(questions: Collection[Question]) -> None:
    """The section whose ``questions`` are to be answered is one of the form."""
    if not questions:
        raise Denied(_("The form was corrected and no longer has this section."))


def check_still_asked(fields: Iterable[str], *, known: Collection[str]) -> None:
    """The form in force asks each of ``fields`` that a page shows."""
    if not set(fields) <= set(known):
        raise Denied(
            _("The form was corrected and no longer asks all of this. Open the section again.")
        )


def check_not_frozen(questions: Iterable[Question], *, now: datetime) -> None:
    """Answers to ``questions`` are about to change; some may only be changed until an instant."""
    for question in questions:
        if question.frozen_after is not None and now >= question.frozen_after:
            sentence = _("The answer to “%(question)s” could be changed until %(at)s.")
            raise Denied(sentence % {"question": question.label, "at": hkt(question.frozen_after)})


def check_place(kind: str, question: Question | None) -> None:
    """A file that answers a question has one; it may have been removed since a page showed it."""
    if kind == AttachmentKind.ANSWER and question is None:
        raise Denied(_("The file to be replaced is no longer there. Open the section again."))


def check_submit(
    actor: Actor,
    application: Application,
    *,
    is_complete: bool,
    now: datetime,
    conditions: Sequence[Condition] = (),
) -> None:
    """An owner or editor may submit a complete draft while the call is open.

    ``now`` is the database's clock at the start of the transaction (requirement SU-01);
    ``conditions`` are those of the areas above (``gates.conditions``).
    """
    check_edit(actor, application, now=now)
    if not is_complete:
        raise Denied(_("The application is not complete yet."))
    if conditions:
        raise Denied(conditions[0].sentence)


def check_reopen(actor: Actor, application: Application, *, now: datetime) -> None:
    """Until the closing time, as long as the programme office has not begun with it."""
    check_writer(actor, application)
    if application.state in lifecycle.WRITABLE:
        raise Denied(_("This application is open for writing."))
    if not APPLICATION.allows("reopen", application.state):
        raise Denied(_("This application can no longer be reopened."))
    check_in_time(application, now)


def check_keep(actor: Actor, application: Application, *, now: datetime) -> None:
    """An owner or editor may drop the changes of a reopened application before it is settled."""
    del now
    check_writer(actor, application)
    if application.state != lifecycle.REOPENED:
        raise Denied(_("This application is not reopened."))


def is_due_for_settling(application: Application, *, now: datetime) -> bool:
    """Whether a reopened application was not submitted again in time.

    The grace is for submissions that began before the closing time and still wait for the row.
    """
    is_late = now >= closing_time(application) + GRACE
    return application.state == lifecycle.REOPENED and is_late


def check_delete(actor: Actor, application: Application, *, was_submitted: bool) -> None:
    """An owner or editor may delete a draft that was never submitted, after the call as well."""
    check_writer(actor, application)
    if application.state != lifecycle.DRAFT or was_submitted:
        raise Denied(_("This application has been submitted: withdraw it instead."))


def check_withdraw(actor: Actor, application: Application, *, now: datetime) -> None:
    """An owner or editor may withdraw at any time before the decision.

    The sentence is the same whatever was decided: decisions are sealed until their letters leave.
    """
    del now
    check_writer(actor, application)
    if not APPLICATION.allows("withdraw", application.state):
        raise Denied(_("This application can no longer be withdrawn."))


def check_writer(actor: Actor, application: Application) -> None:
    """Only owners and editors of the organisation act for it; viewers read."""
    _check_member(actor, str(application.organisation_id))


def _check_member(actor: Actor, organisation: str) -> None:
    if actor.memberships.get(organisation) not in WRITERS:
        raise Denied(_("Only owners and editors of the organisation can do this."))


def check_in_time(application: Application, now: datetime) -> None:
    """The call is open for this application at ``now``."""
    if now >= closing_time(application):
        raise Denied(_("The call has closed."))
    _check_running(application.call, now)


def _check_open(call: Call, now: datetime, until: datetime | None) -> None:
    if now >= (max(call.closing_at, until) if until else call.closing_at):
        raise Denied(_("The call has closed."))
    _check_running(call, now)


def _check_running(call: Call, now: datetime) -> None:
    if call.state != calls.PUBLISHED or now < call.opens_at:
        raise Denied(_("The call is not open for applications."))
