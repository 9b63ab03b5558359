"""Who may confirm an application, and when."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from grants.applications import lifecycle
from grants.applications.models import Application
from grants.applications.rules import check_in_time, check_writer
from portal.accounts.actors import Actor
from portal.core.denial import Denied, verdict

CHANGED = _(
    "The application was changed after you opened this page. Read it again, then confirm it."
)

INCOMPLETE = _("The application is not complete yet.")


def check_certify(
    actor: Actor,
    application: Application,
    *,
    is_certifier: bool,
    is_complete: bool,
    now: datetime,
) -> None:
    """A certifier of the organisation confirms a complete draft while the call is open."""
    obstacles = obstacles_to_certify(
        actor, application, is_certifier=is_certifier, is_complete=is_complete, now=now
    )
    if obstacles:
        raise Denied(obstacles[0])


def obstacles_to_certify(
    actor: Actor,
    application: Application,
    *,
    is_certifier: bool,
    is_complete: bool,
    now: datetime,
) -> list[str]:
    """Every sentence that stands against a confirmation, so that a page hides none of them."""
    wanted = verdict(_check_wanted, application, now)
    found = [] if wanted else [wanted.reason]
    if not is_certifier or str(application.organisation_id) not in actor.memberships:
        found.append(str(_("Only a certifier of the organisation can confirm it.")))
    if not is_complete:
        found.append(str(INCOMPLETE))
    return found


def check_seen(seen: str, content_sha256: str) -> None:
    """What is confirmed is what the person had before them."""
    if seen != content_sha256:
        raise Denied(CHANGED)


def check_ask(
    actor: Actor,
    application: Application,
    *,
    certifiers: int,
    is_complete: bool,
    now: datetime,
) -> None:
    """An owner or editor asks for the confirmation of a complete draft."""
    check_writer(actor, application)
    _check_wanted(application, now)
    if not is_complete:
        raise Denied(INCOMPLETE)
    if not certifiers:
        raise Denied(_("Your organisation has no certifier yet. An owner names one."))


def _check_wanted(application: Application, now: datetime) -> None:
    if not application.call.wants_certifier:
        raise Denied(_("This call wants no certifier."))
    if application.state not in lifecycle.WRITABLE:
        raise Denied(_("This application has been submitted and can no longer be changed."))
    check_in_time(application, now)
