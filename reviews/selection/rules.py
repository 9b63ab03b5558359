"""Who keeps a what-if, and when; anybody who sees the ranked list may ask one."""

from __future__ import annotations

from collections.abc import Collection

from django.utils.translation import gettext as _

from grants.programmes import lifecycle as calls
from grants.programmes.models import Call
from portal.accounts.actors import Actor
from portal.accounts.models import Role
from portal.core.denial import Denied
from reviews.calibration.queries import READERS

AT_ONCE = 500
"""With more a reader of the page would wait for seconds: a job answers (docs/performance.md)."""

WORK_AT_ONCE = 250_000
"""The solver's work within a page; see ``solver.MOST_WORK``."""

MOST_CANDIDATES = 10_000
"""More were never measured; no round comes near."""

MOST_OPEN = 3
"""So many questions of a call are worked out at a time; each takes a worker for seconds."""


def check_keep(actor: Actor, call: Call, *, conflicts: Collection[int]) -> None:
    """The chair, without an interest in the call, while the panel has it."""
    if not actor.has(Role.CHAIR, call.code):
        raise Denied(_("Only the chair of the panel keeps a what-if."))
    if call.state != calls.PANEL:
        raise Denied(_("The call is not before the panel now."))
    if conflicts:
        raise Denied(_("You have a conflict of interest in this call; another member does this."))


def check_request(actor: Actor, call: Call, *, others: int) -> None:
    """Anybody who sees the ranked list has a large question worked out, a few at a time."""
    if not actor.has_any(*READERS, scope=call.code):
        raise Denied(_("Only who sees the ranked list asks a what-if."))
    if others >= MOST_OPEN:
        raise Denied(
            _("%(number)d other questions of this call are being worked out. Ask again later.")
            % {"number": others}
        )


def check_size(number: int) -> None:
    """So many can be compared at all."""
    if number > MOST_CANDIDATES:
        raise Denied(
            _("%(number)d applications reach this pass mark, too many to compare: raise it.")
            % {"number": number}
        )


def unproved() -> str:
    """What is said where the search ended before the best selection was proved."""
    return _("The best selection cannot be proved for these terms. Narrow them.")
