"""When an outcome is public to its applicant, and when a letter can be opened."""

from __future__ import annotations

from django.utils.translation import gettext as _

from grants.applications import lifecycle as applications
from grants.applications.models import Application
from grants.awards.models import Letter
from portal.accounts.actors import Actor
from portal.core.denial import Denied

RELEASED = (applications.AWARDED, applications.REFUSED)


def check_read_outcome(actor: Actor, application: Application) -> None:
    """Members of the applying organisation, once the letters are released."""
    if str(application.organisation_id) not in actor.memberships:
        raise Denied(_("This is not an application of yours."))
    if application.state not in RELEASED:
        raise Denied(_("There is no decision on this application yet."))


def check_open(letter: Letter | None, *, is_stopped: bool) -> None:
    """A letter can be opened once it was made."""
    if is_stopped:
        raise Denied(
            _("This letter could not be made yet. The programme office sees this and will mend it.")
        )
    if letter is None or letter.document is None:
        raise Denied(_("This letter is being made. Come back in a minute."))
