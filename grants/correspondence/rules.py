"""Who may write in the thread of an application."""

from __future__ import annotations

from django.utils.translation import gettext as _

from grants.applications.models import Application
from grants.applications.rules import check_writer
from portal.accounts.actors import Actor
from portal.accounts.models import Role
from portal.core.denial import Denied

MOST_FILES = 3


def check_write(actor: Actor, application: Application) -> None:
    """Owners and editors write for the applicant, officers of the call for the office.

    Both once the application was submitted: before, it is nobody's but the applicant's.
    """
    if application.submitted_at is None:
        raise Denied(_("You can write to the programme office here once you have submitted."))
    if str(application.organisation_id) in actor.memberships:
        check_writer(actor, application)
    elif not actor.has(Role.OFFICER, application.call.code):
        raise Denied(_("Only a programme officer of this call can do this."))


def check_text(text: str) -> None:
    """A message says something."""
    if not text.strip():
        raise Denied(_("Write the message."))
