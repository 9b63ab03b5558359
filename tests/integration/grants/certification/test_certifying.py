"""Where a call wants two people, one confirms exactly what another submits."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from grants.applications import operations as applying
from grants.applications import queries as reading
from grants.applications import snapshots
from grants.applications.models import Application
from grants.certification import operations, queries
from grants.certification.models import Certification
from portal.accounts.actors import Actor
from portal.audit.models import AuditEvent
from portal.core.denial import Denied
from portal.notifications.models import Message
from portal.organisations.models import Membership
from portal.organisations.operations import membership as deeds
from tests.factories import applications, organisations, people

pytestmark = pytest.mark.django_db


@pytest.fixture
def application() -> Application:
    """Mira's complete draft to a call that wants two people; Otto views it and certifies."""
    call = applications.open_call(wants_certifier=True)
    made = applications.at("complete", call=call)
    organisations.join(made.organisation, people.otto(), "viewer")
    name(made, people.otto())
    return made


def mira() -> Actor:
    return people.mira()


def otto() -> Actor:
    return people.otto()


def place(application: Application, who: Actor) -> Membership:
    return Membership.objects.get(
        organisation=application.organisation_id, user=who.person, ended_at=None
    )


def name(application: Application, who: Actor) -> None:
    deeds.name_certifier(membership_id=place(application, who).pk, actor=mira(), now=timezone.now())


def sha256(application: Application) -> str:
    return queries.content_checksum(snapshots.content(reading.for_update(application.pk)))


def certify(application: Application, who: Actor, seen: str = "") -> Certification:
    return operations.certify(
        application_id=application.pk,
        seen_sha256=seen or sha256(application),
        actor=people.refreshed(who),
        now=timezone.now(),
    )


def retitle(application: Application) -> None:
    applying.save_section(
        application_id=application.pk,
        section="project",
        values={"title": "Another title"},
        version=Application.objects.get(pk=application.pk).version,
        actor=people.refreshed(mira()),
        now=timezone.now(),
    )


def test_nobody_submits_before_a_certifier_has_confirmed(application: Application) -> None:
    with pytest.raises(Denied, match="A certifier of your organisation must confirm"):
        applications.submit(application, by=people.refreshed(mira()))


def test_what_one_confirmed_another_submits(application: Application) -> None:
    certification = certify(application, otto())

    snapshot = applications.submit(application, by=people.refreshed(mira()))

    assert snapshot.submitted_by == mira().user
    assert certification.certified_by == otto().user
    event = AuditEvent.objects.get(action="application.certify")
    assert event.details == {"sha256": certification.content_sha256}
    told = Message.objects.get(kind="certification-given")
    assert told.recipient == mira().user


def test_any_change_undoes_the_confirmation_until_it_is_given_again(
    application: Application,
) -> None:
    certify(application, otto())
    retitle(application)

    with pytest.raises(Denied, match="changed after a certifier confirmed it"):
        applications.submit(application, by=people.refreshed(mira()))
    certify(application, otto())
    applications.submit(application, by=people.refreshed(mira()))

    assert Certification.objects.count() == 2


def test_a_change_of_the_organisation_undoes_it_too(application: Application) -> None:
    certify(application, otto())
    applying.save_section(
        application_id=application.pk,
        section="organisation",
        values={"employees": 99},
        version=Application.objects.get(pk=application.pk).version,
        actor=people.refreshed(mira()),
        now=timezone.now(),
    )

    with pytest.raises(Denied, match="changed after a certifier confirmed it"):
        applications.submit(application, by=people.refreshed(mira()))


def test_the_one_who_confirmed_does_not_submit(application: Application) -> None:
    name(application, mira())
    certify(application, mira())

    with pytest.raises(Denied, match="somebody else must submit it"):
        applications.submit(application, by=people.refreshed(mira()))


def test_with_two_confirmations_either_may_submit(application: Application) -> None:
    name(application, mira())
    certify(application, mira())
    certify(application, otto())

    snapshot = applications.submit(application, by=people.refreshed(mira()))

    assert snapshot.number == 1


def test_what_is_confirmed_is_what_was_read(application: Application) -> None:
    seen = sha256(application)
    retitle(application)

    with pytest.raises(Denied, match="changed after you opened this page"):
        certify(application, otto(), seen)


def test_confirming_twice_is_once(application: Application) -> None:
    certify(application, otto())
    certify(application, otto())

    assert Certification.objects.count() == 1
    assert AuditEvent.objects.filter(action="application.certify").count() == 1


def test_only_certifiers_of_the_organisation_confirm(application: Application) -> None:
    with pytest.raises(Denied, match="Only a certifier"):
        certify(application, mira())
    with pytest.raises(Denied, match="Only a certifier"):
        certify(application, people.person("Wing Lo"))


def test_a_certifier_who_is_dismissed_or_has_left_counts_no_more(application: Application) -> None:
    certify(application, otto())
    deeds.dismiss_certifier(
        membership_id=place(application, otto()).pk, actor=mira(), now=timezone.now()
    )

    with pytest.raises(Denied, match="must confirm"):
        applications.submit(application, by=people.refreshed(mira()))


def test_an_incomplete_draft_one_that_is_submitted_and_a_call_for_one_person_want_none(
    application: Application,
) -> None:
    applying.save_section(
        application_id=application.pk,
        section="declaration",
        values={"declared": False},
        version=Application.objects.get(pk=application.pk).version,
        actor=people.refreshed(mira()),
        now=timezone.now(),
    )
    with pytest.raises(Denied, match="not complete yet"):
        certify(application, otto())
    plain = applications.at("submitted", call=applications.open_call("2030-2"))
    with pytest.raises(Denied, match="wants no certifier"):
        certify(plain, mira())


def test_after_the_submission_nothing_is_confirmed(application: Application) -> None:
    seen = sha256(application)
    certify(application, otto())
    applications.submit(application, by=people.refreshed(mira()))

    with pytest.raises(Denied, match="has been submitted"):
        certify(application, otto(), seen)


def test_certifiers_are_asked_once_for_one_content(application: Application) -> None:
    def ask(who: Actor) -> int:
        return operations.ask(
            application_id=application.pk, actor=people.refreshed(who), now=timezone.now()
        )

    assert ask(mira()) == 1
    ask(mira())
    assert Message.objects.filter(kind="certification-asked").count() == 1
    retitle(application)
    ask(mira())
    assert Message.objects.filter(kind="certification-asked").count() == 2
    with pytest.raises(Denied, match="Only owners and editors"):
        ask(otto())
    deeds.dismiss_certifier(
        membership_id=place(application, otto()).pk, actor=mira(), now=timezone.now()
    )
    with pytest.raises(Denied, match="has no certifier yet"):
        ask(mira())


def test_only_owners_name_certifiers_and_the_log_has_both(application: Application) -> None:
    with pytest.raises(Denied, match="Only an owner"):
        deeds.name_certifier(
            membership_id=place(application, otto()).pk, actor=otto(), now=timezone.now()
        )
    deeds.dismiss_certifier(
        membership_id=place(application, otto()).pk, actor=mira(), now=timezone.now()
    )

    found = AuditEvent.objects.filter(action__contains="certifier").order_by("pk")
    assert [event.action for event in found] == [
        "membership.name_certifier",
        "membership.dismiss_certifier",
    ]


def test_the_database_holds_one_confirmation_of_a_content_by_a_person(
    application: Application,
) -> None:
    made = certify(application, otto())
    values: dict[str, Any] = {
        "application": application,
        "certified_by": made.certified_by,
        "certified_at": made.certified_at,
    }

    with pytest.raises(IntegrityError, match="one_certification"), transaction.atomic():
        Certification.objects.create(**values, content_sha256=made.content_sha256)
    with pytest.raises(IntegrityError, match="has_a_sha256"), transaction.atomic():
        Certification.objects.create(**values, content_sha256="x")


def words(who: Actor, path: str, **posted: str) -> str:
    browser = people.client_of(who)
    answer = browser.post(path, posted, follow=True) if posted else browser.get(path)
    return str(answer.content.decode())


def test_the_pages_lead_from_the_gap_to_the_confirmation_and_the_submission(
    application: Application,
) -> None:
    certify_page = f"/applications/{application.reference}/certify/"
    check = f"/applications/{application.reference}/check/"

    before = words(mira(), check)
    asked = words(mira(), f"{certify_page}ask/", now="1")
    own = words(mira(), certify_page)
    read = words(otto(), certify_page)
    stale = words(otto(), certify_page, seen="0" * 64)
    confirmed = words(otto(), certify_page, seen=sha256(application))
    after = words(mira(), check)
    retitle(application)
    changed = words(mira(), certify_page)

    assert f'href="{certify_page}"' in before
    assert "A certifier of your organisation must confirm" in before
    assert "The certifiers are asked by e-mail." in asked
    assert "Only a certifier of the organisation can confirm it." in own
    assert "Confirm exactly this" in read
    assert "changed after you opened this page" in stale
    assert "You have confirmed the application." in confirmed
    assert "must confirm" not in after
    assert "It must be confirmed once more." in changed


def test_strangers_and_calls_for_one_person_have_no_such_page(application: Application) -> None:
    plain = applications.at("complete", call=applications.open_call("2030-2"))
    stranger = people.client_of(people.person("Wing Lo"))
    owner = people.client_of(mira())

    page = f"/applications/{application.reference}/certify/"
    assert stranger.get(page).status_code == 404
    assert owner.get(f"/applications/{plain.reference}/certify/").status_code == 404


def test_an_owner_names_a_certifier_on_the_page_of_the_members(application: Application) -> None:
    number = place(application, otto()).pk
    page = f"/organisations/{application.organisation_id}/members/{number}/certifier/"

    ended = words(mira(), page, certifies="no")
    named = words(mira(), page, certifies="yes")
    refused = words(otto(), page, certifies="no")

    assert "The member is no certifier any more." in ended
    assert "The member is a certifier now." in named
    assert "Only an owner of the organisation can do this." in refused
    assert place(application, otto()).certifies


def test_the_grey_button_names_every_obstacle() -> None:
    call = applications.open_call(wants_certifier=True)
    draft = applications.at("draft", call=call)

    page = people.client_of(people.mira()).get(f"/applications/{draft.reference}/certify/")

    shown = page.content.decode()
    assert "Only a certifier of the organisation can confirm it." in shown
    assert "The application is not complete yet." in shown
    assert "See what is missing" in shown
