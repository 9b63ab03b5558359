"""Who may open a letter, and when its outcome is public to the applicant."""

from __future__ import annotations

from django.utils.translation import gettext as _

from grants.applications import lifecycle as applications
from grants.applications.models import Application
from grants.awards.models import Letter
from grants.decisions.rules import READERS
from grants.programmes.models import Call
from portal.accounts.actors import Actor
from portal.core.denial import Denied

RELEASED = (applications.AWARDED, applications.REFUSED)


def check_read_letters(actor: Actor, call: Call) -> None:
    """Staff who work with the decisions of the call."""
    if not actor.has_any(*READERS, scope=call.code):
        raise Denied(_("You have no role in the letters of this call."))


def check_read_outcome(actor: Actor, application: Application) -> None:
    """Members of the applying organisation, once the letters are released."""
    if str(application.organisation_id) not in actor.memberships:
        raise Denied(_("This is not an application of yours."))
    if application.state not in RELEASED:
        raise Denied(_("There is no decision on this application yet."))


def check_open(letter: Letter | None) -> None:
    """A letter can be opened once it was made."""
    if letter is None or letter.document is None:
        raise Denied(_("This letter is being made. Come back in a minute."))
