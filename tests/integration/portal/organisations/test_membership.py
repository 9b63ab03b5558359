"""Roles change, memberships end, ownership is passed on; an organisation always has an owner."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from portal.accounts.actors import Actor
from portal.audit.models import AuditEvent
from portal.core.denial import Denied
from portal.notifications.models import Message
from portal.organisations import queries
from portal.organisations.models import Handover, Membership, Organisation
from portal.organisations.operations import membership as deeds
from tests.factories import invitations, organisations, people

pytestmark = pytest.mark.django_db


@pytest.fixture
def mira() -> Actor:
    return people.mira()


@pytest.fixture
def ledger(mira: Actor) -> Organisation:
    """Mira owns it, Otto edits."""
    organisation = organisations.of(mira)
    organisations.join(organisation, people.otto(), "editor")
    return organisation


def place(who: Actor, organisation: Organisation) -> Membership:
    found = queries.running_membership(organisation.pk, who.person)
    assert found is not None
    return found


def roles(organisation: Organisation) -> dict[str, str]:
    return {one.user.name: one.role for one in queries.members_of(organisation)}


def offer(giver: Actor, receiver: Actor, organisation: Organisation, becomes: str) -> Handover:
    return deeds.offer_ownership(
        membership_id=place(receiver, organisation).pk,
        giver_becomes=becomes,
        actor=people.refreshed(giver),
        now=timezone.now(),
    )


def test_an_owner_changes_a_role_which_is_logged_and_told(
    mira: Actor, ledger: Organisation
) -> None:
    otto = people.otto()

    deeds.change_role(
        membership_id=place(otto, ledger).pk,
        role="viewer",
        actor=people.refreshed(mira),
        now=timezone.now(),
    )

    assert roles(ledger) == {"Mira Chan": "owner", "Otto Lee": "viewer"}
    event = AuditEvent.objects.get(action="membership.change_role")
    assert (event.from_state, event.to_state) == ("editor", "viewer")
    told = Message.objects.get(kind="membership-changed")
    assert (told.recipient, "Your role: Viewer" in told.body) == (otto.user, True)


def test_the_same_role_again_leaves_no_trace(mira: Actor, ledger: Organisation) -> None:
    deeds.change_role(
        membership_id=place(people.otto(), ledger).pk,
        role="editor",
        actor=people.refreshed(mira),
        now=timezone.now(),
    )

    assert not AuditEvent.objects.filter(action="membership.change_role").exists()


def test_nobody_becomes_owner_without_accepting_it(mira: Actor, ledger: Organisation) -> None:
    with pytest.raises(Denied, match="Ownership must be accepted"):
        deeds.change_role(
            membership_id=place(people.otto(), ledger).pk,
            role="owner",
            actor=people.refreshed(mira),
            now=timezone.now(),
        )


def test_the_last_owner_is_neither_demoted_nor_removed_and_cannot_leave(
    mira: Actor, ledger: Organisation
) -> None:
    owner, own, now = people.refreshed(mira), place(mira, ledger), timezone.now()

    with pytest.raises(Denied, match="last owner"):
        deeds.change_role(membership_id=own.pk, role="editor", actor=owner, now=now)
    with pytest.raises(Denied, match="leave the organisation"):
        deeds.remove(membership_id=own.pk, actor=owner, now=now)
    with pytest.raises(Denied, match="last owner"):
        deeds.leave(organisation_id=ledger.pk, actor=owner, now=now)


def test_editors_and_viewers_decide_about_nobody(mira: Actor, ledger: Organisation) -> None:
    otto, target, now = people.otto(), place(mira, ledger), timezone.now()

    with pytest.raises(Denied, match="Only an owner"):
        deeds.change_role(membership_id=target.pk, role="viewer", actor=otto, now=now)
    with pytest.raises(Denied, match="Only an owner"):
        deeds.remove(membership_id=target.pk, actor=otto, now=now)
    with pytest.raises(Denied, match="Only an owner"):
        deeds.offer_ownership(membership_id=target.pk, giver_becomes="editor", actor=otto, now=now)


def test_who_is_removed_is_refused_at_the_next_click(mira: Actor, ledger: Organisation) -> None:
    """AZ-09."""
    otto = people.otto()
    browser = people.client_of(otto)
    page = f"/organisations/{ledger.pk}/members/"
    assert browser.get(page).status_code == 200
    membership = place(otto, ledger)

    deeds.remove(membership_id=membership.pk, actor=people.refreshed(mira), now=timezone.now())

    assert browser.get(page).status_code == 404
    assert Message.objects.get(kind="membership-ended").recipient == otto.user
    with pytest.raises(Denied, match="no longer a member"):
        deeds.remove(membership_id=membership.pk, actor=people.refreshed(mira), now=timezone.now())


def test_a_member_leaves_and_what_they_offered_lapses(mira: Actor, ledger: Organisation) -> None:
    otto, wing = people.otto(), people.person("Wing Lo")
    organisations.join(ledger, wing, "owner")
    invitation = invitations.to("new@example.hk", ledger, wing)
    waiting = offer(wing, otto, ledger, "viewer")

    deeds.leave(organisation_id=ledger.pk, actor=people.refreshed(wing), now=timezone.now())

    invitation.refresh_from_db()
    waiting.refresh_from_db()
    assert roles(ledger) == {"Mira Chan": "owner", "Otto Lee": "editor"}
    assert invitation.revoked_at is not None
    assert waiting.outcome == "withdrawn"
    assert AuditEvent.objects.filter(action="invitation.lapse").count() == 1
    with pytest.raises(Denied, match="no longer a member"):
        deeds.leave(organisation_id=ledger.pk, actor=wing, now=timezone.now())


@pytest.mark.parametrize("becomes", ["owner", "editor", "viewer"])
def test_ownership_passes_when_the_receiver_accepts(
    mira: Actor, ledger: Organisation, becomes: str
) -> None:
    otto = people.otto()
    made = offer(mira, otto, ledger, becomes)
    assert roles(ledger)["Otto Lee"] == "editor"

    deeds.accept_ownership(handover_id=made.pk, actor=otto, now=timezone.now())

    assert roles(ledger) == {"Mira Chan": becomes, "Otto Lee": "owner"}
    kinds = set(Message.objects.values_list("kind", "recipient__name"))
    assert {("handover-offered", "Otto Lee"), ("handover-accepted", "Mira Chan")} <= kinds
    assert AuditEvent.objects.filter(action="handover.accept").count() == 1


def test_a_declined_offer_changes_nothing_and_the_giver_is_told(
    mira: Actor, ledger: Organisation
) -> None:
    made = offer(mira, people.otto(), ledger, "editor")

    deeds.decline_ownership(handover_id=made.pk, actor=people.otto(), now=timezone.now())

    assert roles(ledger) == {"Mira Chan": "owner", "Otto Lee": "editor"}
    assert Message.objects.get(kind="handover-declined").recipient == mira.user
    with pytest.raises(Denied, match="answered already"):
        deeds.accept_ownership(handover_id=made.pk, actor=people.otto(), now=timezone.now())


def test_an_offer_is_answered_by_its_receiver_in_time_and_not_after_it_is_withdrawn(
    mira: Actor, ledger: Organisation
) -> None:
    otto, made = people.otto(), offer(mira, people.otto(), ledger, "editor")
    now = timezone.now()

    with pytest.raises(Denied, match="made to somebody else"):
        deeds.accept_ownership(handover_id=made.pk, actor=people.refreshed(mira), now=now)
    with pytest.raises(Denied, match="has expired"):
        deeds.accept_ownership(handover_id=made.pk, actor=otto, now=made.expires_at)
    with pytest.raises(Denied, match="Only an owner"):
        deeds.withdraw_offer(handover_id=made.pk, actor=otto, now=now)
    deeds.withdraw_offer(handover_id=made.pk, actor=people.refreshed(mira), now=now)
    with pytest.raises(Denied, match="was withdrawn"):
        deeds.accept_ownership(handover_id=made.pk, actor=otto, now=now)
    with pytest.raises(Denied, match="answered already"):
        deeds.withdraw_offer(handover_id=made.pk, actor=people.refreshed(mira), now=now)


def test_one_offer_at_a_time_an_expired_one_makes_room_and_owners_need_none(
    mira: Actor, ledger: Organisation
) -> None:
    wing = people.person("Wing Lo")
    organisations.join(ledger, wing, "viewer")
    first = offer(mira, people.otto(), ledger, "editor")

    with pytest.raises(Denied, match="offered to somebody already"):
        offer(mira, wing, ledger, "editor")
    with pytest.raises(Denied, match="is an owner already"):
        offer(mira, mira, ledger, "editor")
    Handover.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    second = offer(mira, wing, ledger, "editor")

    first.refresh_from_db()
    assert first.outcome == "expired"
    assert queries.open_offer_in(ledger, timezone.now()) == second


def test_the_database_holds_one_open_offer_with_two_people_and_an_outcome(
    mira: Actor, ledger: Organisation
) -> None:
    made = offer(mira, people.otto(), ledger, "editor")
    values = {name: getattr(made, name) for name in ("organisation", "offered_at", "expires_at")}

    with pytest.raises(IntegrityError, match="one_open_handover"), transaction.atomic():
        Handover.objects.create(
            **values, giver=mira.person, receiver=people.otto().person, giver_becomes="owner"
        )
    with pytest.raises(IntegrityError, match="to_themselves"), transaction.atomic():
        Handover.objects.filter(pk=made.pk).update(receiver=mira.person)
    with pytest.raises(IntegrityError, match="has_an_outcome"), transaction.atomic():
        Handover.objects.filter(pk=made.pk).update(outcome="accepted")
