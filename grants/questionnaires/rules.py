"""Who may change the form of a call, and when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from grants.programmes.models import Call
from grants.programmes.parts import Gap
from grants.programmes.rules import Incomplete
from grants.questionnaires.models import FormVersion
from portal.accounts.actors import Actor
from portal.accounts.models import Role
from portal.core.denial import Denied


def check_revise_form(
    actor: Actor, call: Call, *, in_work: FormVersion | None, now: datetime
) -> None:
    """Officers of the call change a draft's form, or the corrected version of an open call's."""
    _require_officer(actor, call)
    if not call.is_frozen:
        return
    if in_work is None:
        raise Denied(
            _("The call is published, so this version of its form can no longer be changed.")
        )
    _require_not_closed(call, now)


def check_begin_version(
    actor: Actor, call: Call, *, in_work: FormVersion | None, now: datetime
) -> None:
    """A corrected version is written beside the one in force, one at a time, until the deadline."""
    _require_officer(actor, call)
    if not call.is_frozen:
        raise Denied(_("The call is a draft: change its form itself."))
    _require_not_closed(call, now)
    if in_work is not None:
        raise Denied(_("A corrected version is being written already."))


def check_put_in_force(
    actor: Actor,
    call: Call,
    *,
    in_work: FormVersion | None,
    gaps: Sequence[Gap],
    now: datetime,
) -> None:
    """A corrected version that lacks nothing takes the place of the one in force."""
    _require_officer(actor, call)
    if not call.is_frozen or in_work is None:
        raise Denied(_("No corrected version is being written."))
    _require_not_closed(call, now)
    if gaps:
        raise Incomplete(gaps)


def _require_officer(actor: Actor, call: Call) -> None:
    if not actor.has(Role.OFFICER, call.code):
        raise Denied(_("Only a programme officer of this call can do this."))


def _require_not_closed(call: Call, now: datetime) -> None:
    if now >= call.closes_at:
        raise Denied(_("The call has closed, so its form stays as it is."))
