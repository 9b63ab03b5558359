"""The pages on the people of an organisation, and those behind the link of an invitation."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from portal.accounts.actors import Actor
from portal.accounts.models import User
from portal.notifications.models import Message
from portal.organisations.models import Handover, Invitation, Membership, Organisation
from tests.answers import shown
from tests.factories import invitations, organisations, people

pytestmark = pytest.mark.django_db

OTTO = "otto@example.hk"


@pytest.fixture
def mira() -> Actor:
    return people.mira()


@pytest.fixture
def ledger(mira: Actor) -> Organisation:
    return organisations.of(mira)


def browser(who: Actor) -> Client:
    return people.client_of(who)


def words(answer: Any) -> str:
    return str(answer.content.decode())


def page_of(organisation: Organisation, page: str = "members/") -> str:
    return f"/organisations/{organisation.pk}/{page}"


def test_an_owner_invites_from_the_list_of_members(mira: Actor, ledger: Organisation) -> None:
    typed = {"email": " New@Example.hk ", "role": "editor", "language": "zh-hant"}

    answer = browser(mira).post(page_of(ledger, "invite/"), typed, follow=True)

    assert "The invitation is on its way to New@Example.hk." in words(answer)
    assert "Open invitations" in words(answer)
    assert Invitation.objects.get().language == "zh-hant"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"email": "no address"}, "Enter a valid email address."),
        ({"email": "a@b.hk\r\nBcc: c@d.hk"}, "Enter a valid email address."),
        ({"email": "a\x00@b.hk"}, "Null characters are not allowed."),
        ({"email": f"{'x' * 1_000_000}@b.hk"}, "at most 254 characters"),
        ({"role": "owner"}, "Select a valid choice."),
        ({"language": "tlh"}, "Select a valid choice."),
        ({"email": "mira@example.hk"}, "is a member of the organisation already"),
    ],
)
def test_a_mistake_is_told_and_what_was_typed_stays(
    mira: Actor, ledger: Organisation, typed: dict[str, str], sentence: str
) -> None:
    """IN-01, IN-03."""
    whole = {"email": "new@example.hk", "role": "viewer", "language": "en", **typed}

    answer = browser(mira).post(page_of(ledger, "invite/"), whole)

    assert answer.status_code == 200
    assert sentence in words(answer)
    assert not Message.objects.filter(kind="invitation").exists()


def test_known_and_unknown_addresses_are_answered_alike(mira: Actor, ledger: Organisation) -> None:
    """AU-04."""
    people.otto()
    typed = {"role": "editor", "language": "en"}

    known = browser(mira).post(page_of(ledger, "invite/"), {**typed, "email": OTTO})
    new = browser(mira).post(page_of(ledger, "invite/"), {**typed, "email": "nobody@example.hk"})

    assert (known.status_code, known.headers["Location"]) == (
        new.status_code,
        new.headers["Location"],
    )


def test_the_link_leads_through_the_log_in_and_back_to_the_invitation(
    mira: Actor, ledger: Organisation
) -> None:
    otto = people.otto()
    invitations.to(OTTO, ledger, mira)
    link, visitor = invitations.link_to(OTTO), Client()

    first = visitor.get(link)
    entered = visitor.post(
        f"/accounts/login/?next={link}", {"login": OTTO, "password": people.PASSWORD}
    )
    after = visitor.get(entered.headers["Location"], follow=True)
    joined = visitor.post(after.request["PATH_INFO"], follow=True)

    assert f"/accounts/login/?next={link.replace('/', '%2F')}" in words(first)
    assert f"/accounts/signup/?next={link.replace('/', '%2F')}" in words(first)
    assert "Accept the invitation" in words(after)
    assert "You are now a member of Harbour Ledger Limited." in words(joined)
    assert people.refreshed(otto).memberships == {str(ledger.pk): "editor"}


def test_somebody_new_signs_up_and_finds_the_invitation_on_the_home_page(
    mira: Actor, ledger: Organisation
) -> None:
    invitations.to("new@example.hk", ledger, mira)
    fresh = people.person("New Person")

    home = browser(fresh).get("/home/")
    otherwise = browser(people.otto()).get("/home/")

    assert "Join Harbour Ledger Limited" in words(home)
    assert "Join Harbour Ledger Limited" not in words(otherwise)


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        ("expired", "This invitation has expired."),
        ("revoked", "This invitation was taken back."),
        ("accepted", "This invitation was accepted already."),
    ],
)
def test_a_dead_link_says_why(mira: Actor, ledger: Organisation, state: str, sentence: str) -> None:
    invitation = invitations.to(OTTO, ledger, mira)
    now = timezone.now()
    changes: dict[str, dict[str, Any]] = {
        "expired": {"expires_at": now - timedelta(seconds=1)},
        "revoked": {"revoked_at": now},
        "accepted": {"accepted_at": now, "accepted_by": mira.person},
    }
    Invitation.objects.filter(pk=invitation.pk).update(**changes[state])

    answer = browser(people.otto()).get(invitations.link_to(OTTO))

    assert sentence in words(answer)
    assert "Accept the invitation" not in words(answer)


def test_a_link_that_is_not_known_says_so_and_who_accepted_lands_among_the_members(
    mira: Actor, ledger: Organisation
) -> None:
    otto = people.otto()
    invitation = invitations.to(OTTO, ledger, mira)
    browser(otto).post(f"/invitations/{invitation.pk}/")

    again = browser(otto).get(invitations.link_to(OTTO))
    unknown = Client().get("/invitations/link/..%2f%00abc/")
    strange = Client().get("/invitations/link/abc/")

    assert again.headers["Location"] == page_of(ledger)
    assert unknown.status_code in (400, 404)
    assert strange.status_code == 404
    assert "This invitation is not known" in words(strange)


def test_the_wrong_account_is_told_to_sign_in_with_the_right_one(
    mira: Actor, ledger: Organisation
) -> None:
    invitation = invitations.to(OTTO, ledger, mira)
    wing = people.person("Wing Lo")

    answer = browser(wing).get(invitations.link_to(OTTO))
    guessed = browser(wing).get(f"/invitations/{invitation.pk}/")
    missing = browser(wing).get("/invitations/999999/")

    assert "sent to another address" in words(answer)
    assert OTTO not in words(answer)
    assert guessed.status_code == 404
    assert shown(guessed) == shown(missing)


def test_members_see_each_other_and_only_owners_see_invitations(
    mira: Actor, ledger: Organisation
) -> None:
    organisations.join(ledger, people.otto(), "viewer")
    invitations.to("new@example.hk", ledger, mira)

    for_owner = words(browser(mira).get(page_of(ledger)))
    for_viewer = words(browser(people.otto()).get(page_of(ledger)))

    assert "new@example.hk" in for_owner
    assert "mira@example.hk" in for_viewer
    assert "new@example.hk" not in for_viewer
    assert "Only an owner of the organisation can do this." in for_viewer


def test_the_list_of_members_costs_the_same_for_one_and_for_thirty(
    mira: Actor, ledger: Organisation, django_assert_num_queries: Any
) -> None:
    here, page = browser(mira), page_of(ledger)
    here.get(page)
    with django_assert_num_queries(9):
        here.get(page)

    for number in range(29):
        user = User.objects.create_user(f"member{number}@example.hk", name=f"Member {number}")
        organisations.join(ledger, user, "editor")
        invitations_left = number < 15
        if invitations_left:
            invitations.to(f"guest{number}@example.hk", ledger, mira)

    with django_assert_num_queries(9):
        here.get(page)


def test_a_role_is_changed_a_member_removed_and_an_invitation_sent_again_and_taken_back(
    mira: Actor, ledger: Organisation
) -> None:
    otto, here = people.otto(), browser(mira)
    organisations.join(ledger, otto, "editor")
    number = Membership.objects.get(user=otto.person).pk
    invitation = invitations.to(
        "new@example.hk", ledger, mira, now=timezone.now() - timedelta(hours=1)
    )
    one = f"invitations/{invitation.pk}/"

    changed = here.post(page_of(ledger, f"members/{number}/role/"), {"role": "viewer"}, follow=True)
    again = here.post(page_of(ledger, f"{one}again/"), follow=True)
    soon = here.post(page_of(ledger, f"{one}again/"), follow=True)
    back = here.post(page_of(ledger, f"{one}revoke/"), follow=True)
    gone = here.post(page_of(ledger, f"{one}revoke/"), follow=True)
    asked = here.get(page_of(ledger, f"members/{number}/remove/"))
    removed = here.post(page_of(ledger, f"members/{number}/remove/"), {"sure": "1"}, follow=True)

    assert "The role is changed." in words(changed)
    assert "The earlier link is dead." in words(again)
    assert "Wait five minutes." in words(soon)
    assert "The invitation is taken back." in words(back)
    assert gone.status_code == 404
    assert "It ends at once" in words(asked)
    assert "The membership has ended." in words(removed)
    assert here.get(page_of(ledger, f"members/{number}/role/")).status_code == 404


def test_refusals_stand_on_the_page(mira: Actor, ledger: Organisation) -> None:
    otto = people.otto()
    organisations.join(ledger, otto, "viewer")
    own, here = Membership.objects.get(user=mira.person).pk, browser(otto)

    role = here.post(page_of(ledger, f"members/{own}/role/"), {"role": "viewer"})
    invited = here.post(
        page_of(ledger, "invite/"), {"email": "a@b.hk", "role": "viewer", "language": "en"}
    )
    last = browser(mira).post(page_of(ledger, "leave/"), {"sure": "1"})

    assert "Only an owner of the organisation can do this." in words(role)
    assert "Only an owner of the organisation can do this." in words(invited)
    assert "The last owner cannot go." in words(last)


def test_a_member_leaves(mira: Actor, ledger: Organisation) -> None:
    otto = people.otto()
    organisations.join(ledger, otto, "viewer")

    left = browser(otto).post(page_of(ledger, "leave/"), {"sure": "1"}, follow=True)

    assert "You have left the organisation." in words(left)
    assert browser(otto).get(page_of(ledger)).status_code == 404


def test_ownership_is_offered_read_and_accepted(mira: Actor, ledger: Organisation) -> None:
    otto = people.otto()
    organisations.join(ledger, otto, "editor")
    number = Membership.objects.get(user=otto.person).pk

    offered = browser(mira).post(
        page_of(ledger, f"members/{number}/ownership/"), {"giver_becomes": "viewer"}, follow=True
    )
    offer = Handover.objects.get()
    home = browser(otto).get("/home/")
    read = browser(otto).get(f"/ownership/{offer.pk}/")
    accepted = browser(otto).post(
        f"/ownership/{offer.pk}/answer/", {"answer": "accept"}, follow=True
    )
    late = browser(otto).post(f"/ownership/{offer.pk}/answer/", {"answer": "accept"}, follow=True)

    assert "Mira Chan has offered the ownership to Otto Lee" in words(offered)
    assert "offers you the ownership" in words(home)
    assert "Accept the ownership" in words(read)
    assert "You are now an owner of the organisation." in words(accepted)
    assert "This offer was answered already." in words(late)
    assert browser(mira).get(f"/ownership/{offer.pk}/").status_code == 404


def test_an_offer_is_declined_or_withdrawn(mira: Actor, ledger: Organisation) -> None:
    otto = people.otto()
    organisations.join(ledger, otto, "editor")
    number = Membership.objects.get(user=otto.person).pk
    offering = page_of(ledger, f"members/{number}/ownership/")

    browser(mira).post(offering, {"giver_becomes": "editor"})
    first = Handover.objects.get()
    declined = browser(otto).post(
        f"/ownership/{first.pk}/answer/", {"answer": "decline"}, follow=True
    )
    browser(mira).post(offering, {"giver_becomes": "editor"})
    refused = browser(otto).post(page_of(ledger, "ownership/withdraw/"), follow=True)
    withdrawn = browser(mira).post(page_of(ledger, "ownership/withdraw/"), follow=True)

    assert "You have declined. Nothing has changed." in words(declined)
    assert "Only an owner of the organisation can do this." in words(refused)
    assert "No offer of ownership is open now." in words(withdrawn)
    assert Handover.objects.filter(settled_at__isnull=True).count() == 0


def test_the_last_owner_reads_in_the_right_place_what_cannot_be_done(
    mira: Actor, ledger: Organisation
) -> None:
    page = words(browser(mira).get(page_of(ledger, "members/")))

    assert page.count("The last owner keeps this role. Pass ownership on first.") == 1
    assert page.count("The last owner cannot go. Pass ownership on first.") == 1


def test_somebody_new_is_back_at_the_invitation_once_the_address_is_confirmed(
    mira: Actor, ledger: Organisation
) -> None:
    invitations.to("new@example.hk", ledger, mira)
    link, visitor = invitations.link_to("new@example.hk"), Client()
    details = {"name": "New Person", "email": "new@example.hk", "password1": "kelp tram nine six"}

    visitor.post("/accounts/signup/", {**details, "next": link})
    letter = Message.objects.get(kind__contains="confirmation", address="new@example.hk")
    key = re.findall(r"/accounts/confirm-email/\S+/", letter.body)[0]
    back = visitor.post(key, follow=True)

    assert "Accept the invitation" in words(back)
