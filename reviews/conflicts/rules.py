"""Who may look for conflicts, record one, rule on one, and declare an interest."""

from __future__ import annotations

from django.utils.translation import gettext as _

from grants.applications.models import Application
from grants.programmes.models import Call
from portal.accounts.actors import Actor
from portal.accounts.models import Role
from portal.core.denial import Denied, Verdict, verdict
from reviews.conflicts.models import Conflict, InterestDeclaration, Ruling


def check_keep_conflicts(actor: Actor, call: Call) -> None:
    """Officers of the call look for conflicts, record them and rule on them."""
    if not actor.has(Role.OFFICER, call.code):
        raise Denied(_("Only a programme officer of this call can do this."))


def check_keep_apart(actor: Actor, application: Application) -> None:
    """Who belongs to the applying organisation has no say in who assesses it."""
    check_keep_conflicts(actor, application.call)
    _check_no_member(actor, application)


def _check_no_member(actor: Actor, application: Application) -> None:
    if str(application.organisation_id) in actor.memberships:
        raise Denied(_("You belong to this organisation, so another officer must do this."))


def check_record(actor: Actor, application: Application, *, evidence: str, standing: bool) -> None:
    """A conflict is recorded once for a pair, and says what it is."""
    check_keep_apart(actor, application)
    if not evidence.strip():
        raise Denied(_("Say what the conflict is."))
    if standing:
        raise Denied(_("An officer has recorded a conflict for this pair already."))


def check_refer(actor: Actor, conflict: Conflict, *, reason: str) -> None:
    """An officer in doubt asks the chair, once, and says what the doubt is."""
    check_keep_apart(actor, conflict.application)
    _check_not_about(actor, conflict)
    if conflict.ruling == Ruling.REFERRED:
        raise Denied(_("The chair has been asked already."))
    _check_not_the_chairs(conflict)
    if not reason.strip():
        raise Denied(_("Say what the chair should decide, and why you doubt."))


def check_rule(
    actor: Actor, conflict: Conflict, *, ruling: str, reason: str, is_veiled: bool = False
) -> None:
    """A ruling confirms or dismisses, changes something, and gives its reason.

    What is referred to the chair the chair rules on, and what the chair ruled stays the chair's.
    ``is_veiled`` says that ``actor`` has a conflict with the application.
    """
    _check_may_rule(actor, conflict, is_veiled=is_veiled)
    if ruling not in (Ruling.CONFIRMED, Ruling.DISMISSED):
        raise Denied(_("Confirm the conflict or dismiss it."))
    if ruling == conflict.ruling:
        raise Denied(_("Somebody has ruled in this way already."))
    if not reason.strip():
        raise Denied(_("Give the reason for the ruling."))


def is_the_chairs(conflict: Conflict) -> bool:
    """Whether the chair rules, and no officer."""
    return conflict.ruling == Ruling.REFERRED or conflict.ruled_by_chair


def may_rule(actor: Actor, conflict: Conflict) -> Verdict:
    """Whether the form of a ruling stands on the page, for a conflict that ``actor`` may see."""
    return verdict(_check_may_rule, actor, conflict, is_veiled=False)


def _check_may_rule(actor: Actor, conflict: Conflict, *, is_veiled: bool) -> None:
    _check_not_about(actor, conflict)
    if is_the_chairs(conflict):
        if not actor.has(Role.CHAIR, conflict.application.call.code):
            raise Denied(_("The chair of the panel rules on this conflict."))
        _check_no_member(actor, conflict.application)
    else:
        check_keep_apart(actor, conflict.application)
    if is_veiled:
        raise Denied(_("You have a conflict with this application, so somebody else must do this."))


def _check_not_about(actor: Actor, conflict: Conflict) -> None:
    if conflict.assessor.user_id == actor.person.pk:
        raise Denied(_("Nobody rules on a conflict of their own."))


def _check_not_the_chairs(conflict: Conflict) -> None:
    if conflict.ruled_by_chair:
        raise Denied(_("The chair has ruled on this conflict."))


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
