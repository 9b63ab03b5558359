"""Who may propose, confirm, give, take back, accept and decline assignments, and when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from grants.applications.lifecycle import ASSESSMENT, ELIGIBLE
from grants.applications.models import Application
from grants.programmes import lifecycle as calls
from grants.programmes.models import Call
from portal.accounts.actors import Actor
from portal.accounts.models import Role
from portal.core.denial import Denied
from reviews.assignment.lifecycle import (
    ASSIGNMENT,
    CONFIRMED,
    DISCARDED,
    LIVE,
    OFFERED,
    PROPOSED,
    REQUESTED,
    RUN,
    SUBMITTED,
)
from reviews.assignment.models import Assignment, AssignmentRun
from reviews.conflicts.models import InterestDeclaration
from reviews.conflicts.rules import check_keep_apart
from reviews.pool.models import Discipline

MOST_TOLD = 8


@dataclass(frozen=True)
class Pair:
    """The facts about one application and one assessor that decide whether they may meet."""

    name: str
    state: str
    is_serving: bool
    is_barred: bool
    was_given: bool
    shares_bureau: bool
    load: int
    most_load: int
    crowds_out: tuple[str, ...] = ()


def check_keep_assignments(actor: Actor, call: Call) -> None:
    """Officers of the call, while its applications are assessed."""
    if not actor.has(Role.OFFICER, call.code):
        raise Denied(_("Only a programme officer of this call can do this."))
    if call.state == calls.DRAFT:
        raise Denied(_("This call is not published yet."))
    check_assessment_goes_on(call)


def check_assessment_goes_on(call: Call) -> None:
    """Nothing changes once the panel works with the marks."""
    if call.state not in (calls.DRAFT, calls.PUBLISHED, calls.ASSESSMENT):
        raise Denied(_("The assessment of this call is over."))


def check_request_run(actor: Actor, call: Call, *, open_seats: int, serving: int) -> None:
    """A run needs somebody to assign and something to assign them to."""
    check_keep_assignments(actor, call)
    if not open_seats:
        raise Denied(_("No eligible application has an open seat."))
    if not serving:
        raise Denied(_("The pool has no available assessor. Add assessors to the pool first."))


def check_due(due_on: date, *, today: date) -> None:
    """Assessors have at least until tomorrow."""
    if due_on <= today:
        raise Denied(_("The due date must lie in the future."))


def check_confirm(actor: Actor, run: AssignmentRun, *, due_on: date, today: date) -> None:
    """A proposal is confirmed once, as a whole, with a due date ahead."""
    check_keep_assignments(actor, run.call)
    if run.state == CONFIRMED:
        raise Denied(_("Another officer has confirmed this proposal already."))
    if run.state == DISCARDED:
        raise Denied(_("This proposal was discarded."))
    if run.state == REQUESTED:
        raise Denied(_("This proposal is still being worked out."))
    check_due(due_on, today=today)


def check_discard(actor: Actor, run: AssignmentRun) -> None:
    """Only what was not confirmed can be discarded."""
    check_keep_assignments(actor, run.call)
    if not RUN.allows("discard", run.state):
        raise Denied(_("This proposal is no longer open."))


def check_rework(actor: Actor, run: AssignmentRun) -> None:
    """A proposal that waits is worked out again; one that ended, or has no answer yet, is not."""
    check_keep_assignments(actor, run.call)
    if run.state != PROPOSED:
        raise Denied(_("This proposal is no longer open."))


def check_offers(number: int, stale: Mapping[str, str], *, has_unseen: bool = False) -> None:
    """A board is confirmed if it assigns somebody and each of its pairs is still possible.

    ``has_unseen``: so is a pair not that an interest hides from the officer, who is not told which.
    """
    if not number:
        raise Denied(_("This proposal assigns nobody. Discard it."))
    if stale or has_unseen:
        told = [f"{name}: {obstacle}" for name, obstacle in stale.items()]
        more = len(told) - MOST_TOLD
        if more > 0:
            rest = ngettext("And %(number)d more.", "And %(number)d more.", more)
            told = [*told[:MOST_TOLD], rest % {"number": more}]
        advice = _("Work the proposal out again, change it by hand, or discard it.")
        unseen = [_("A pair that an interest hides from you is no longer possible.")]
        raise Denied(" ".join([*told, *(unseen if has_unseen else []), advice]))


def check_move(assignment: Assignment) -> None:
    """An offer goes to somebody else only as long as its assessor has not answered."""
    if assignment.state != OFFERED:
        names = f"{assignment.application.reference}, {assignment.assessor}"
        sentence = _("%(pair)s: the assessor has accepted meanwhile. Work the proposal out again.")
        raise Denied(sentence % {"pair": names})


def check_lock(actor: Actor, run: AssignmentRun, application: Application) -> None:
    """The board of an open proposal is changed by officers who do not belong to the applicant."""
    check_rework(actor, run)
    check_keep_apart(actor, application)


@dataclass(frozen=True)
class PanelChange:
    """Who comes and who goes on one panel of a board, with the facts that decide it.

    ``leaver_is`` is empty for a pair that can go, else why it cannot: ``absent``, ``standing`` or
    ``locked``.
    """

    comer: Pair | None
    leaver: str
    leaver_is: str
    open_seats: int


def check_change_panel(
    actor: Actor,
    run: AssignmentRun,
    application: Application,
    change: PanelChange,
    *,
    reason: str,
) -> None:
    """By hand, with a reason, and under every hard limit that the solver keeps."""
    check_lock(actor, run, application)
    obstacle = obstacle_to_change(change)
    if obstacle:
        raise Denied(obstacle)
    if not reason.strip():
        raise Denied(_("Give a reason."))


def obstacle_to_change(change: PanelChange) -> str:
    """The hard rule that a change of a panel would break, in a sentence; empty if none."""
    if change.comer is None and not change.leaver:
        return _("Choose who comes or who goes.")
    going = {
        "absent": _("%(name)s is not on this panel any more."),
        "standing": _("%(name)s has this application already. Take it back from them instead."),
        "locked": _("The pair with %(name)s is locked. Unlock it first."),
    }
    if change.leaver_is:
        return going[change.leaver_is] % {"name": change.leaver}
    if change.comer is None:
        return ""
    if change.open_seats <= 0 and not change.comer.was_given:
        return _("Every seat is taken. Choose who goes as well.")
    obstacle = obstacle_to(change.comer)
    return f"{change.comer.name}: {obstacle}" if obstacle else ""


def obstacle_to(pair: Pair) -> str:
    """What stands against the pair at this moment, in a sentence; empty if nothing does."""
    for stands_against, sentence in (
        (pair.state not in (ELIGIBLE, ASSESSMENT), _("This application is not up for assessment.")),
        (pair.is_barred, _("A conflict of interest keeps them apart.")),
        (pair.was_given, _("The assessor has or had this application already.")),
        (
            not pair.is_serving,
            _(
                "The assessor is not in the pool, is not available, or has not filed this year's"
                " register of interests."
            ),
        ),
        (
            pair.shares_bureau,
            _("An assessor of the same bureau or employer has this application."),
        ),
        (pair.load >= pair.most_load, _("The assessor has as many applications as they take.")),
        (bool(pair.crowds_out), _last_seat_of(pair.crowds_out)),
    ):
        if stands_against:
            return sentence
    return ""


def _last_seat_of(roles: tuple[str, ...]) -> str:
    names = _(" or ").join(str(Discipline(role).label) for role in roles)
    return _("The last open seat is for the discipline %(roles)s.") % {"roles": names}


def check_pair(pair: Pair) -> None:
    """What must hold when a pair becomes an assignment, whoever proposed it."""
    obstacle = obstacle_to(pair)
    if obstacle:
        raise Denied(f"{pair.name}: {obstacle}")


def check_assign(
    actor: Actor, application: Application, pair: Pair, *, reason: str, due_on: date, today: date
) -> None:
    """One pair by hand: with a reason, and under the same limits as a run."""
    check_keep_assignments(actor, application.call)
    check_keep_apart(actor, application)
    if not reason.strip():
        raise Denied(_("Give a reason."))
    check_due(due_on, today=today)
    check_pair(pair)


def check_assign_many(
    effects: Sequence[str], *, only_possible: bool, reason: str, due_on: date, today: date
) -> None:
    """Many pairs by hand: something to give, and nothing that cannot be unless left out openly."""
    if not reason.strip():
        raise Denied(_("Give a reason."))
    check_due(due_on, today=today)
    refused = effects.count("refused")
    if refused and not only_possible:
        sentence = ngettext(
            "%(number)d row cannot be done, so nothing was written.",
            "%(number)d rows cannot be done, so nothing was written.",
            refused,
        )
        raise Denied(sentence % {"number": refused})
    if "added" not in effects:
        raise Denied(_("No row adds anything."))


def check_unassign(actor: Actor, assignment: Assignment, *, reason: str) -> None:
    """Taken back with a reason, as long as no score sheet was submitted."""
    check_keep_assignments(actor, assignment.application.call)
    check_keep_apart(actor, assignment.application)
    if not reason.strip():
        raise Denied(_("Give a reason."))
    if assignment.state == SUBMITTED:
        raise Denied(_("The score sheet is submitted: it stays."))
    if assignment.state not in LIVE:
        raise Denied(_("This assignment has ended already."))


def check_own(actor: Actor, assignment: Assignment) -> None:
    """Only the assessor to whom it was given, while they hold the role, answers."""
    call = assignment.application.call
    if assignment.assessor.user_id != actor.person.pk or not actor.has(Role.ASSESSOR, call.code):
        raise Denied(_("This assignment is not yours."))
    check_assessment_goes_on(call)


def check_accept(
    actor: Actor,
    assignment: Assignment,
    declaration: InterestDeclaration | None,
    *,
    is_barred: bool,
) -> None:
    """After declaring that there is no interest, once, and without a conflict."""
    check_own(actor, assignment)
    if declaration is None:
        raise Denied(_("Declare your interests first."))
    if is_barred or declaration.has_interest:
        raise Denied(_("A conflict of interest keeps you from this application."))
    if not ASSIGNMENT.allows("accept", assignment.state):
        raise Denied(_("You have answered already."))


def check_decline(actor: Actor, assignment: Assignment, *, reason: str) -> None:
    """With a reason, until the score sheet is submitted."""
    check_own(actor, assignment)
    if assignment.state == SUBMITTED:
        raise Denied(_("You have submitted your score sheet: it stays."))
    if not ASSIGNMENT.allows("decline", assignment.state):
        raise Denied(_("You have answered already."))
    if not reason.strip():
        raise Denied(_("Give a reason."))
