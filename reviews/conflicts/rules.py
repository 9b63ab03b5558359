"""Who may look for conflicts, record one, rule on one, and declare an interest."""

from __future__ import annotations

from django.utils.translation import gettext as _

from grants.applications.models import Application
from grants.programmes.models import Call
from portal.accounts.actors import Actor
from portal.accounts.models import Role
from portal.core.denial import Denied
from reviews.conflicts.models import Conflict, InterestDeclaration, Ruling


def check_keep_conflicts(actor: Actor, call: Call) -> None:
    """Officers of the call look for conflicts, record them and rule on them."""
    if not actor.has(Role.OFFICER, call.code):
        raise Denied(_("Only a programme officer of this call can do this."))


def check_keep_apart(actor: Actor, application: Application) -> None:
    """Who belongs to the applying organisation has no say in who assesses it."""
    check_keep_conflicts(actor, application.call)
    if str(application.organisation_id) in actor.memberships:
        raise Denied(_("You belong to this organisation, so another officer must do this."))


def check_record(actor: Actor, application: Application, *, evidence: str, standing: bool) -> None:
    """A conflict is recorded once for a pair, and says what it is."""
    check_keep_apart(actor, application)
    if not evidence.strip():
        raise Denied(_("Say what the conflict is."))
    if standing:
        raise Denied(_("An officer has recorded a conflict for this pair already."))


def check_rule(actor: Actor, conflict: Conflict, *, ruling: str, reason: str) -> None:
    """A ruling confirms or dismisses, changes something, and gives its reason."""
    check_keep_apart(actor, conflict.application)
    if ruling not in (Ruling.CONFIRMED, Ruling.DISMISSED):
        raise Denied(_("Confirm the conflict or dismiss it."))
    if ruling == conflict.ruling:
        raise Denied(_("Somebody has ruled in this way already."))
    if not reason.strip():
        raise Denied(_("Give the reason for the ruling."))


def check_declare(
    actor: Actor,
    call: Call,
    earlier: InterestDeclaration | None,
    *,
    has_interest: bool,
    statement: str,
) -> None:
    """Assessors declare once; later they may only add an interest that they discover."""
    if not actor.has(Role.ASSESSOR, call.code):
        raise Denied(_("Only an assessor of this call can do this."))
    if has_interest and not statement.strip():
        raise Denied(_("Describe your interest."))
    if earlier is not None and (earlier.has_interest or not has_interest):
        raise Denied(_("You have made your declaration for this application already."))
