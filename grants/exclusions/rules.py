"""Who may ask that somebody is excluded, and until when."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from grants.applications import lifecycle
from grants.applications.models import Application
from grants.applications.rules import check_in_time, check_writer
from portal.accounts.actors import Actor
from portal.core.denial import Denied

MOST = 5
"""Requests of one application: more would choose the assessors instead of excluding some."""


def check_change(actor: Actor, application: Application, *, now: datetime) -> None:
    """Owners and editors, as long as the application itself can be changed."""
    check_writer(actor, application)
    if application.state not in lifecycle.WRITABLE:
        raise Denied(
            _("The application is submitted. Write to the programme office about a person.")
        )
    check_in_time(application, now)


def check_ask(
    actor: Actor,
    application: Application,
    *,
    name: str,
    reason: str,
    earlier: Collection[str],
    now: datetime,
) -> None:
    """A few, each with a name and a reason; ``earlier`` are the names that stand already."""
    check_change(actor, application, now=now)
    if not name.strip() or not reason.strip():
        raise Denied(_("Name whom you mean, and say why."))
    if name.casefold() in {one.casefold() for one in earlier}:
        raise Denied(_("You have asked this already."))
    if len(earlier) >= MOST:
        raise Denied(_("At most %(number)s can be named.") % {"number": MOST})
