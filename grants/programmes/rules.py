"""Who may do what with a call, and when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from grants.programmes import lifecycle
from grants.programmes.models import Call
from grants.programmes.parts import Gap
from portal.accounts.actors import Actor
from portal.accounts.models import Role
from portal.core.denial import Denied


class Incomplete(Denied):
    """A step is refused for one reason or several; ``gaps`` holds each as a sentence."""

    def __init__(self, gaps: Sequence[Gap]) -> None:
        super().__init__(" ".join(str(gap.sentence) for gap in gaps))
        self.gaps = tuple(gaps)


def _require_officer(actor: Actor, call: Call) -> None:
    if not actor.has(Role.OFFICER, call.code):
        raise Denied(_("Only a programme officer of this call can do this."))


def _require_step(call: Call, step: str) -> None:
    if not lifecycle.CALL.allows(step, call.state):
        raise Denied(
            _("This is not possible now: the call is in the state “%(state)s”.")
            % {"state": call.get_state_display()}
        )


def _require_none(gaps: Sequence[Gap]) -> None:
    if gaps:
        raise Incomplete(gaps)


def check_create_call(actor: Actor, *, now: datetime) -> None:
    """A new call is made by an officer of all calls."""
    del now
    if not actor.has(Role.OFFICER, ""):
        raise Denied(_("Only a programme officer of all calls can create a call."))


def check_revise_call(actor: Actor, call: Call, *, now: datetime) -> None:
    """The call's officers change it until it is published; from then on its rules are public."""
    del now
    _require_officer(actor, call)
    if call.is_frozen:
        raise Denied(_("The call is published, so its rules can no longer change."))


def check_publish(actor: Actor, call: Call, *, now: datetime, gaps: Sequence[Gap]) -> None:
    """The call's officers publish a draft that lacks nothing."""
    del now
    _require_officer(actor, call)
    _require_step(call, "publish")
    _require_none(gaps)


def check_start_assessment(actor: Actor, call: Call, *, now: datetime, gaps: Sequence[Gap]) -> None:
    """Assessment starts after the closing time, once every application is screened."""
    _require_officer(actor, call)
    _require_step(call, "start_assessment")
    if now < call.closing_at:
        raise Denied(_("Assessment can start once the call has closed."))
    _require_none(gaps)


def check_open_panel(actor: Actor, call: Call, *, now: datetime, gaps: Sequence[Gap]) -> None:
    """The panel meets when every eligible application is assessed."""
    del now
    _require_officer(actor, call)
    _require_step(call, "open_panel")
    _require_none(gaps)


def check_advance(call: Call, step: str) -> None:
    """``step`` fits the state of the call; who may take it is the calling area's rule."""
    _require_step(call, step)


def check_edit_terms(actor: Actor, *, now: datetime) -> None:
    """Terms serve every call, so an officer of all calls edits them."""
    del now
    if not actor.has(Role.OFFICER, ""):
        raise Denied(_("Only a programme officer of all calls can change the terms."))
