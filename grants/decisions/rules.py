"""Who may prepare, put forward, approve, return and release a recommendation list, and when."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal

from django.utils.translation import gettext as _

from grants.applications.models import Application
from grants.decisions import lifecycle
from grants.decisions.bounds import Bound, breakers, explained
from grants.decisions.entries import Entry, departures
from grants.decisions.lifecycle import RECOMMENDATION_LIST
from grants.decisions.models import Outcome, RecommendationList
from grants.programmes import lifecycle as calls
from grants.programmes.models import Call
from portal.accounts.actors import Actor
from portal.accounts.models import Role
from portal.core.denial import Denied
from portal.core.money import instalment_amounts, whole_dollars
from portal.ui.formats import hkd

READERS = (
    Role.OFFICER,
    Role.CHAIR,
    Role.PANEL_MEMBER,
    Role.APPROVER,
    Role.FINANCE,
    Role.AUDITOR,
)


def check_draft(actor: Actor, call: Call) -> None:
    """The chair or a panel member writes the list, while the call is before the panel."""
    if not actor.has_any(Role.CHAIR, Role.PANEL_MEMBER, scope=call.code):
        raise Denied(_("Only the panel writes the recommendation list."))
    if call.state != calls.PANEL:
        raise Denied(_("The call is not before the panel now."))


def check_entries(entries: Collection[Entry], applications: dict[int, Application]) -> None:
    """Each line names one application before the panel, with an amount that it may have."""
    if len({entry.application_id for entry in entries}) < len(entries):
        raise Denied(_("The list names an application twice."))
    for entry in entries:
        application = applications.get(entry.application_id)
        if application is None:
            raise Denied(_("The list names an application that is not before the panel."))
        if entry.outcome == Outcome.RECOMMENDED:
            _check_amount(entry, application)
        elif entry.amount:
            raise Denied(
                _("%(reference)s has an amount but is not recommended.")
                % {"reference": application.reference}
            )


def _check_amount(entry: Entry, application: Application) -> None:
    values = {"reference": application.reference, "requested": hkd(application.requested)}
    if entry.amount <= 0:
        raise Denied(_("%(reference)s is recommended without an amount.") % values)
    if entry.amount > application.requested:
        raise Denied(_("%(reference)s: more than the %(requested)s requested.") % values)
    if entry.amount != whole_dollars(entry.amount):
        raise Denied(_("%(reference)s: grants are whole dollars.") % values)
    if min(instalment_amounts(entry.amount, application.call.instalment_shares)) <= 0:
        raise Denied(_("%(reference)s: too little to be paid in instalments.") % values)


def check_put_forward(
    actor: Actor,
    prepared: RecommendationList,
    entries: Collection[Entry],
    applications: dict[int, Application],
    bounds: Collection[Bound],
) -> None:
    """The chair puts forward a complete list within the envelope, with every reason that is due."""
    call = prepared.call
    if not actor.has(Role.CHAIR, call.code):
        raise Denied(_("Only the chair of the panel puts the list forward."))
    if not RECOMMENDATION_LIST.allows("put_forward", prepared.state):
        raise Denied(_("The list has been put forward already."))
    missing = set(applications) - {entry.application_id for entry in entries}
    if missing:
        names = ", ".join(sorted(applications[key].reference for key in missing))
        raise Denied(_("Not on the list yet: %(references)s.") % {"references": names})
    check_entries(entries, applications)
    check_within_envelope(call, total(entries))
    silent = {entry.application_id for entry in entries if not entry.reason.strip()}
    breaking = breakers(entries, bounds, pass_mark=call.pass_mark) & silent
    departing = departing_from(call, entries, bounds) & silent
    _require_reasons(
        _("These depart from the ranking and need a reason: %(references)s."),
        [applications[key] for key in departing],
    )
    _require_reasons(
        _("By these the list breaks a quota of the call, so they need a reason: %(references)s."),
        [applications[key] for key in breaking],
    )


def departing_from(call: Call, entries: Collection[Entry], bounds: Collection[Bound]) -> set[int]:
    """The applications that depart from the order of the call, its quotas taken into account."""
    found = explained(entries, bounds)
    return departures(entries, pass_mark=call.pass_mark, explained=found)


def _require_reasons(sentence: str, owing: Collection[Application]) -> None:
    names = ", ".join(sorted(one.reference for one in owing))
    if names:
        raise Denied(sentence % {"references": names})


def check_within_envelope(call: Call, amount: Decimal) -> None:
    """What is recommended fits in what the call has left."""
    if amount > call.envelope - call.committed:
        raise beyond_envelope(call, amount)


def beyond_envelope(call: Call, amount: Decimal) -> Denied:
    """The refusal of an ``amount`` that the call has not left."""
    return Denied(
        _("The list sums to %(total)s, but the envelope has %(left)s left.")
        % {"total": hkd(amount), "left": hkd(call.envelope - call.committed)}
    )


def check_version(prepared: RecommendationList, version: int) -> None:
    """The list is still the one that was read (DE-02)."""
    if prepared.version != version:
        raise Denied(_("Somebody changed the list since you opened it. Read it again first."))


def check_return(actor: Actor, prepared: RecommendationList, *, bars: Collection[str]) -> None:
    """An approver, free of interests, sends the list back to the panel."""
    _check_approver(actor, prepared, bars)
    if not RECOMMENDATION_LIST.allows("return", prepared.state):
        raise Denied(_("This list is not waiting for approval."))


def check_approve(
    actor: Actor,
    prepared: RecommendationList,
    *,
    writers: Collection[int],
    bars: Collection[str],
) -> None:
    """An approver who wrote nothing on the list and, by ``bars``, took no part in judging it.

    ``writers`` are the accounts of all who ever did (AZ-13).
    """
    _check_approver(actor, prepared, bars)
    hands = {*writers, prepared.put_forward_by_id, prepared.prepared_by_id}
    if actor.person.pk in hands:
        raise Denied(_("A list is approved by another person than those who wrote it."))
    if not RECOMMENDATION_LIST.allows("approve", prepared.state):
        raise Denied(_("This list is not waiting for approval."))


def _check_approver(actor: Actor, prepared: RecommendationList, bars: Collection[str]) -> None:
    if not actor.has(Role.APPROVER, prepared.call.code):
        raise Denied(_("Only an approver decides on the list."))
    for sentence in bars:
        raise Denied(sentence)


def check_preview(actor: Actor, prepared: RecommendationList) -> None:
    """The approver and the officers of the call read the letters before they leave."""
    if not actor.has_any(Role.APPROVER, Role.OFFICER, scope=prepared.call.code):
        raise Denied(_("Only the approver and the programme officers read letters beforehand."))
    if prepared.state not in (lifecycle.PUT_FORWARD, lifecycle.APPROVED):
        raise Denied(_("Letters can be read beforehand while the list is before the approver."))


def check_release(actor: Actor, prepared: RecommendationList) -> None:
    """An approver releases the letters of an approved list, once."""
    if prepared.state != lifecycle.APPROVED:
        raise Denied(_("Letters are released once, after the list is approved."))
    if not actor.has(Role.APPROVER, prepared.call.code):
        raise Denied(_("Only an approver releases the letters."))


def total(entries: Collection[Entry]) -> Decimal:
    """The sum of what is recommended, in HKD."""
    return sum((entry.amount for entry in entries), Decimal("0.00"))
