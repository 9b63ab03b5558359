"""People are invited into an organisation by e-mail, and come in with the address invited."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from portal.accounts.actors import Actor
from portal.accounts.models import User
from portal.audit.models import AuditEvent
from portal.core.denial import Denied
from portal.core.tokens import digest
from portal.notifications.models import Message
from portal.organisations import queries, rules
from portal.organisations.models import Invitation, Membership, Organisation
from portal.organisations.operations import inviting
from tests.factories import invitations, organisations, people

pytestmark = pytest.mark.django_db

OTTO = "otto@example.hk"


@pytest.fixture
def mira() -> Actor:
    return people.mira()


@pytest.fixture
def ledger(mira: Actor) -> Organisation:
    return organisations.of(mira)


def actions() -> list[str]:
    found = AuditEvent.objects.filter(subject_kind="invitation").order_by("pk")
    return [event.action for event in found]


def test_an_invitation_makes_a_member_with_the_role_that_was_offered(
    mira: Actor, ledger: Organisation
) -> None:
    otto = people.otto()
    invitation = invitations.to("Otto@Example.hk", ledger, mira, role="viewer")

    inviting.accept(invitation_id=invitation.pk, actor=otto, now=timezone.now())

    assert people.refreshed(otto).memberships == {str(ledger.pk): "viewer"}
    assert actions() == ["invitation.send", "invitation.accept"]
    told = Message.objects.get(kind="invitation-accepted")
    assert told.recipient == mira.user
    assert "Otto Lee has accepted your invitation to Harbour Ledger Limited." in told.body


def test_the_log_and_the_table_hold_neither_the_secret_nor_the_log_an_address(
    mira: Actor, ledger: Organisation
) -> None:
    invitation = invitations.to(OTTO, ledger, mira)
    secret = invitations.link_to(OTTO).rstrip("/").rsplit("/", 1)[-1]

    event = AuditEvent.objects.get(action="invitation.send")

    assert OTTO not in str(event.details) + event.subject_reference
    assert invitation.secret_sha256 == digest(secret)
    assert secret not in str(vars(invitation))


def test_the_message_speaks_the_language_of_its_reader_else_the_one_chosen(
    mira: Actor, ledger: Organisation
) -> None:
    people.person("Wing Lo", language="zh-hant")

    invitations.to("wing@example.hk", ledger, mira)
    invitations.to("new@example.hk", ledger, mira)

    known, new = Message.objects.filter(kind="invitation").order_by("pk")
    assert (known.language, new.language) == ("zh-hant", "en")
    assert known.recipient == User.objects.get(email="wing@example.hk")
    assert new.recipient is None


def test_sending_again_kills_the_earlier_link_and_gives_a_new_week(
    mira: Actor, ledger: Organisation
) -> None:
    invitation = invitations.to(OTTO, ledger, mira)
    before, later = invitations.link_to(OTTO), timezone.now() + timedelta(days=8)

    inviting.send_again(invitation_id=invitation.pk, actor=people.refreshed(mira), now=later)

    invitation.refresh_from_db()
    assert invitations.link_to(OTTO) != before
    assert invitation.expires_at == later + inviting.LASTS
    assert queries.invitation_by(digest(before.split("/")[-2])) is None
    assert actions() == ["invitation.send", "invitation.send_again"]


def test_an_expired_invitation_does_not_stand_in_the_way_of_a_new_one(
    mira: Actor, ledger: Organisation
) -> None:
    now = timezone.now()
    invitations.to(OTTO, ledger, mira, now=now - timedelta(days=8))

    invitations.to(OTTO, ledger, mira, now=now)

    assert [one.expires_at for one in queries.open_invitations_of(ledger)] == [now + inviting.LASTS]


@pytest.mark.parametrize("role", ["editor", "viewer", ""])
def test_only_owners_invite(ledger: Organisation, role: str) -> None:
    otto = people.otto()
    if role:
        organisations.join(ledger, otto, role)

    with pytest.raises(Denied, match="Only an owner"):
        invitations.to("new@example.hk", ledger, otto)


def test_nobody_is_invited_twice_and_no_member_is_invited(
    mira: Actor, ledger: Organisation
) -> None:
    organisations.join(ledger, people.otto(), "viewer")
    invitations.to("new@example.hk", ledger, mira)

    with pytest.raises(Denied, match="is a member of the organisation already"):
        invitations.to("OTTO@example.hk", ledger, mira)
    with pytest.raises(Denied, match="An invitation to this address is open"):
        invitations.to("NEW@example.hk", ledger, mira)


def test_an_organisation_sends_so_many_invitations_a_day_and_no_more(
    mira: Actor, ledger: Organisation
) -> None:
    now = timezone.now()
    for number in range(rules.MOST_INVITATIONS):
        invitations.to(f"person{number}@example.hk", ledger, mira, now=now)

    with pytest.raises(Denied, match="Too many invitations"):
        invitations.to("late@example.hk", ledger, mira, now=now)

    invitations.to("late@example.hk", ledger, mira, now=now + rules.INVITING_WINDOW)


def test_one_invitation_is_sent_again_after_a_pause_and_not_for_ever(
    mira: Actor, ledger: Organisation
) -> None:
    now, owner = timezone.now(), people.refreshed(mira)
    invitation = invitations.to(OTTO, ledger, mira, now=now)

    with pytest.raises(Denied, match="a moment ago"):
        inviting.send_again(invitation_id=invitation.pk, actor=owner, now=now)
    for time in range(1, rules.MOST_TIMES_SENT):
        later = now + time * rules.LEAST_PAUSE
        inviting.send_again(invitation_id=invitation.pk, actor=owner, now=later)
    with pytest.raises(Denied, match="several times"):
        inviting.send_again(invitation_id=invitation.pk, actor=owner, now=now + timedelta(days=1))


def test_an_invitation_is_accepted_once_in_time_and_by_its_address_alone(
    mira: Actor, ledger: Organisation
) -> None:
    otto, wing = people.otto(), people.person("Wing Lo")
    invitation = invitations.to(OTTO, ledger, mira)
    now = timezone.now()

    with pytest.raises(Denied, match="sent to another address"):
        inviting.accept(invitation_id=invitation.pk, actor=wing, now=now)
    with pytest.raises(Denied, match="has expired"):
        inviting.accept(invitation_id=invitation.pk, actor=otto, now=invitation.expires_at)
    inviting.accept(invitation_id=invitation.pk, actor=otto, now=now)
    with pytest.raises(Denied, match="was accepted already"):
        inviting.accept(invitation_id=invitation.pk, actor=people.refreshed(otto), now=now)

    assert Membership.objects.filter(user=otto.person).count() == 1


def test_an_address_that_is_not_confirmed_opens_nothing(mira: Actor, ledger: Organisation) -> None:
    invitation = invitations.to("fresh@example.hk", ledger, mira)
    fresh = people.refreshed(User.objects.create_user("fresh@example.hk", people.PASSWORD))

    with pytest.raises(Denied, match="sent to another address"):
        inviting.accept(invitation_id=invitation.pk, actor=fresh, now=timezone.now())


def test_who_joined_meanwhile_is_told_so(mira: Actor, ledger: Organisation) -> None:
    invitation = invitations.to(OTTO, ledger, mira)
    organisations.join(ledger, people.otto(), "editor")

    with pytest.raises(Denied, match="member of this organisation already"):
        inviting.accept(invitation_id=invitation.pk, actor=people.otto(), now=timezone.now())


def test_an_owner_takes_an_invitation_back_and_it_opens_nothing(
    mira: Actor, ledger: Organisation
) -> None:
    invitation = invitations.to(OTTO, ledger, mira)

    with pytest.raises(Denied, match="Only an owner"):
        inviting.revoke(invitation_id=invitation.pk, actor=people.otto(), now=timezone.now())
    inviting.revoke(invitation_id=invitation.pk, actor=people.refreshed(mira), now=timezone.now())
    with pytest.raises(Denied, match="was taken back"):
        inviting.accept(invitation_id=invitation.pk, actor=people.otto(), now=timezone.now())
    with pytest.raises(Denied, match="was taken back"):
        inviting.revoke(
            invitation_id=invitation.pk, actor=people.refreshed(mira), now=timezone.now()
        )

    assert actions() == ["invitation.send", "invitation.revoke"]


def test_the_database_refuses_a_second_open_invitation_and_one_as_owner(
    mira: Actor, ledger: Organisation
) -> None:
    invitation = invitations.to(OTTO, ledger, mira)
    values: dict[str, Any] = {
        name: getattr(invitation, name)
        for name in ("organisation", "invited_by", "sent_at", "expires_at")
    }

    with pytest.raises(IntegrityError, match="one_open_invitation"), transaction.atomic():
        Invitation.objects.create(
            **values, email="OTTO@example.hk", role="viewer", secret_sha256="a"
        )
    with pytest.raises(IntegrityError, match="nobody_is_invited_as_owner"), transaction.atomic():
        Invitation.objects.create(**values, email="x@example.hk", role="owner", secret_sha256="b")
    with pytest.raises(IntegrityError, match="not_both"), transaction.atomic():
        Invitation.objects.filter(pk=invitation.pk).update(
            accepted_at=timezone.now(), revoked_at=timezone.now()
        )
