"""People are invited by e-mail to assess in a call, and come in with the address invited."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from grants.programmes.models import Call
from portal.accounts.actors import Actor
from portal.accounts.models import Role, RoleGrant
from portal.accounts.operations import give_invited_role
from portal.audit.models import AuditEvent
from portal.core.denial import Denied
from portal.core.tokens import digest
from portal.notifications.models import Message
from reviews.pool.inviting import operations, rules
from reviews.pool.inviting.models import PoolInvitation
from reviews.pool.models import Assessor, PoolMember
from tests.factories import assessors, calls, people

pytestmark = pytest.mark.django_db

NOOR = "noor@example.hk"


def invite(
    call: Call,
    email: str = NOOR,
    *,
    by: Actor | None = None,
    now: datetime | None = None,
    **more: str,
) -> PoolInvitation:
    values: dict[str, Any] = {"invited_as": "technical", "language": "en", **more}
    return operations.invite(
        call_id=call.pk,
        email=email,
        actor=by or people.paul(),
        now=now or timezone.now(),
        **values,
    )


def accept(invitation: PoolInvitation, actor: Actor, *, now: datetime | None = None) -> None:
    operations.accept(invitation_id=invitation.pk, actor=actor, now=now or timezone.now())


def link_to(email: str) -> str:
    """The path in the newest message to ``email``."""
    message = Message.objects.filter(kind="assessor-invitation", address=email).order_by("-pk")[0]
    (path,) = re.findall(r"https?://[^/\s]+(/\S+)", message.body)
    return str(path)


def actions() -> list[str]:
    events = AuditEvent.objects.filter(action__startswith="pool_invitation.").order_by("pk")
    return [event.action for event in events]


@pytest.mark.parametrize(
    ("invited_as", "disciplines"),
    [("technical", ["technical"]), ("finance_regulatory", ["finance", "regulatory"])],
)
def test_who_accepts_gets_role_profile_and_a_place_in_the_pool(
    invited_as: str, disciplines: list[str]
) -> None:
    call, noor = calls.in_assessment(), people.person("Noor Ali")
    invitation = invite(call, "Noor@Example.hk", invited_as=invited_as)

    accept(invitation, noor)

    assert people.refreshed(noor).roles == {(Role.ASSESSOR, call.code)}
    assert Assessor.objects.get().disciplines == disciplines
    member = PoolMember.objects.get()
    assert (member.call, member.most_load) == (call, call.assessor_load)
    assert actions() == ["pool_invitation.send", "pool_invitation.accept"]
    told = Message.objects.get(kind="assessor-joined")
    assert told.recipient == people.paul().user
    assert "Noor Ali has accepted" in told.body
    assert "noor" not in str(list(AuditEvent.objects.values("details", "subject_reference")))


def test_a_panel_member_gets_the_role_and_no_profile() -> None:
    call, noor = calls.in_assessment(), people.person("Noor Ali")

    accept(invite(call, invited_as="panel"), noor)

    assert people.refreshed(noor).roles == {(Role.PANEL_MEMBER, call.code)}
    assert not Assessor.objects.exists()


def test_the_role_is_for_this_call_and_ends_after_its_results() -> None:
    call, noor = calls.in_assessment(), people.person("Noor Ali")

    accept(invite(call), noor)

    grant = RoleGrant.objects.get(user=noor.user)
    assert (grant.scope, grant.given_by) == (call.code, people.paul().user)
    assert (grant.ends_at.date() - call.results_on).days in (89, 90)
    assert AuditEvent.objects.filter(action="role.accept").exists()


def test_profile_role_and_place_that_are_there_already_stay() -> None:
    call, ines = calls.in_assessment(), assessors.profile()
    member = assessors.in_pool(call, ines, most=4)
    PoolMember.objects.update(left_at=timezone.now())

    accept(invite(call, ines.user.email), people.refreshed(ines.user))

    member.refresh_from_db()
    assert (member.left_at, member.most_load) == (None, 4)
    assert Assessor.objects.get().disciplines == ["technical", "finance"]
    again = invite(call, ines.user.email)
    accept(again, people.refreshed(ines.user))
    assert RoleGrant.objects.filter(user=ines.user, scope=call.code).count() == 1


def test_sending_again_kills_the_earlier_link_and_gives_new_time() -> None:
    call = calls.in_assessment()
    invitation = invite(call)
    before, later = link_to(NOOR), timezone.now() + timedelta(days=15)

    operations.send_again(invitation_id=invitation.pk, actor=people.paul(), now=later)

    invitation.refresh_from_db()
    assert link_to(NOOR) != before
    assert invitation.expires_at == later + rules.LASTS
    assert invitation.secret_sha256 == digest(link_to(NOOR).split("/")[-2])
    with pytest.raises(Denied, match="a moment ago"):
        operations.send_again(invitation_id=invitation.pk, actor=people.paul(), now=later)
    PoolInvitation.objects.update(times_sent=rules.MOST_TIMES_SENT)
    with pytest.raises(Denied, match="several times"):
        operations.send_again(
            invitation_id=invitation.pk, actor=people.paul(), now=later + timedelta(hours=1)
        )


def test_the_message_speaks_the_language_of_its_reader_else_the_one_chosen() -> None:
    call = calls.in_assessment()
    people.person("Wing Lo", language="zh-hant")

    invite(call, "wing@example.hk")
    invite(call, "new@example.hk", language="zh-hans")

    known, new = Message.objects.filter(kind="assessor-invitation").order_by("pk")
    assert known.language == "zh-hant"
    assert (new.language, new.recipient) == ("zh-hans", None)


def test_an_expired_invitation_does_not_stand_in_the_way_of_a_new_one() -> None:
    call, now = calls.in_assessment(), timezone.now()
    old = invite(call, now=now - rules.LASTS)
    with pytest.raises(Denied, match="has expired"):
        accept(old, people.person("Noor Ali"), now=now)

    invite(call, now=now)

    old.refresh_from_db()
    assert old.withdrawn_at == now


def test_inviting_is_refused_to_strangers_twice_to_oneself_and_beyond_measure(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    call, paul = calls.in_assessment(), people.paul()
    invite(call)

    with pytest.raises(Denied, match="officer of this call"):
        invite(call, "a@example.hk", by=people.otto())
    with pytest.raises(Denied, match="is open"):
        invite(call, NOOR.upper())
    with pytest.raises(Denied, match="invite yourself"):
        invite(call, paul.person.email)
    monkeypatch.setattr(rules, "MOST_IN_A_DAY", 1)
    with pytest.raises(Denied, match="Too many"):
        invite(call, "b@example.hk")


def test_accepting_is_refused_to_others_and_after_the_end() -> None:
    call, noor = calls.in_assessment(), people.person("Noor Ali")
    invitation = invite(call)

    with pytest.raises(Denied, match="another address"):
        accept(invitation, people.otto())
    accept(invitation, noor)
    with pytest.raises(Denied, match="accepted already"):
        accept(invitation, noor)
    with pytest.raises(Denied, match="accepted already"):
        operations.withdraw(invitation_id=invitation.pk, actor=people.paul(), now=timezone.now())
    second = invite(call, "otto@example.hk")
    operations.withdraw(invitation_id=second.pk, actor=people.paul(), now=timezone.now())
    with pytest.raises(Denied, match="was withdrawn"):
        accept(second, people.otto())
    third = invite(call, "olga@example.hk")
    PoolInvitation.objects.filter(pk=third.pk).update(email="paul@example.hk")
    with pytest.raises(Denied, match="your own invitation"):
        accept(third, people.paul())


def test_an_invitation_gives_no_other_role_and_none_for_all_calls() -> None:
    for role, scope in ((Role.APPROVER, "2025-2"), (Role.ASSESSOR, "")):
        with pytest.raises(ValueError, match="no role that an invitation gives"):
            give_invited_role(
                user_id=people.otto().person.pk,
                role=role,
                scope=scope,
                ends_at=timezone.now() + timedelta(days=1),
                given_by=people.paul().person,
                now=timezone.now(),
            )


def test_the_database_keeps_one_open_invitation_and_one_end() -> None:
    invitation = invite(calls.in_assessment())
    row = {
        "call": invitation.call,
        "email": NOOR.upper(),
        "invited_as": "panel",
        "invited_by": invitation.invited_by,
        "sent_at": timezone.now(),
        "expires_at": timezone.now(),
    }

    with pytest.raises(IntegrityError, match="one_open_invitation"), transaction.atomic():
        PoolInvitation.objects.create(**row, secret_sha256="x")
    with pytest.raises(IntegrityError, match="not_both"), transaction.atomic():
        PoolInvitation.objects.update(accepted_at=timezone.now(), withdrawn_at=timezone.now())


def test_officers_invite_send_again_and_withdraw_in_the_browser() -> None:
    call = calls.in_assessment()
    client, url = people.client_of(people.paul()), reverse("pool-invite", args=[call.code])
    values = {"email": NOOR, "invited_as": "technical", "language": "en"}

    assert "Nobody is asked" in client.get(url).content.decode()
    assert NOOR in client.post(url, values, follow=True).content.decode()
    assert "is open" in client.post(url, values).content.decode()
    invitation = PoolInvitation.objects.get()
    numbers = [call.code, invitation.pk]
    again = client.post(reverse("pool-invite-again", args=numbers), follow=True).content.decode()
    assert "a moment ago" in again
    PoolInvitation.objects.update(sent_at=timezone.now() - timedelta(days=20))
    PoolInvitation.objects.update(expires_at=timezone.now() - timedelta(days=6))
    assert "Expired" in client.get(url).content.decode()
    assert (
        "is dead"
        in client.post(reverse("pool-invite-again", args=numbers), follow=True).content.decode()
    )
    gone = client.post(reverse("pool-invite-withdraw", args=numbers), follow=True).content.decode()
    assert "is withdrawn" in gone
    assert client.post(reverse("pool-invite-withdraw", args=numbers)).status_code == 404
    assert people.client_of(people.otto()).get(url).status_code == 404
    auditor = people.client_of(people.alan())
    assert "Only a programme officer" in auditor.post(url, values).content.decode()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"email": "nobody"}, "valid email"),
        ({"email": "a@b.hk\r\nBcc: c@d.hk"}, "valid email"),
        ({"email": "a\x00@b.hk"}, "Null characters"),
        ({"email": "a" * 1_000_000 + "@b.hk"}, "at most 254"),
        ({"invited_as": "chair"}, "Select a valid choice"),
        ({"language": "../en"}, "Select a valid choice"),
    ],
)
def test_bad_input_is_told(change: dict[str, Any], sentence: str) -> None:
    """IN-01, IN-08."""
    call = calls.in_assessment()
    values = {"email": NOOR, "invited_as": "technical", "language": "en", **change}

    answer = people.client_of(people.paul()).post(reverse("pool-invite", args=[call.code]), values)

    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    assert not PoolInvitation.objects.exists()


def test_the_link_leads_to_sign_in_and_then_to_acceptance() -> None:
    call, noor = calls.in_assessment(), people.person("Noor Ali")
    invite(call)
    url = link_to(NOOR)
    visitor, otto, client = (people.client_of(who) for who in (people.otto(), people.otto(), noor))
    visitor.logout()

    seen = visitor.get(url).content.decode()
    assert f"next={url.replace('/', '%2F')}" in seen
    assert "Sign in to accept" in visitor.post(url).content.decode()
    assert "another address" in otto.get(url).content.decode()
    assert "Accept the invitation" in client.get(url).content.decode()
    assert client.post(url)["Location"] == reverse("expertise")
    assert client.get(reverse("expertise")).status_code == 302, "a second factor is due first"
    assert "accepted already" in visitor.get(url).content.decode()
    unknown = visitor.get(reverse("pool-invitation", args=["nothing"]))
    assert (unknown.status_code, "not known" in unknown.content.decode()) == (404, True)
