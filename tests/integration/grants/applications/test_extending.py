"""More time: for everybody by one act, or for one organisation and one submission."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from grants.applications import deadlines, extending, operations, rules
from grants.applications.models import Application, Extension
from grants.applications.registration import own_extensions
from grants.programmes import operations as programmes
from grants.programmes.models import Call, CallExtension
from grants.programmes.queries import open_calls, public_calls
from portal.accounts.actors import Actor
from portal.accounts.models import Role
from portal.audit.models import AuditEvent
from portal.core.denial import Denied
from portal.notifications.models import Message
from portal.organisations.models import Organisation
from portal.oversight.models import Outage
from tests.factories import applications, organisations, people

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


@pytest.fixture
def application() -> Application:
    """Mira's complete draft."""
    return applications.at("complete")


def extend(call: Call, until: datetime, *, who: Actor | None = None, **changes: Any) -> Any:
    terms = {"reason": "The portal was down.", "now": timezone.now(), **changes}
    return extending.extend_call(call_id=call.pk, until=until, actor=who or people.paul(), **terms)


def give(application: Application, until: datetime, **changes: Any) -> Extension:
    terms = {
        "call_id": application.call_id,
        "organisation_id": application.organisation_id,
        "reason": "A fire in the building.",
        "actor": people.paul(),
        "now": timezone.now(),
        **changes,
    }
    return extending.extend_for(until=until, **terms)


def submit(application: Application, at: datetime, who: Actor | None = None) -> Any:
    return operations.submit(
        application_id=application.pk,
        key="key",
        actor=people.refreshed(who or people.mira()),
        now=at,
    )


def test_everybody_gets_more_time_and_the_published_time_stays(application: Application) -> None:
    call = application.call
    until = call.closes_at + 5 * HOUR

    extend(call, until)

    call.refresh_from_db()
    application.refresh_from_db()
    late = call.closes_at + 4 * HOUR
    assert (call.closing_at, call.extended_to) == (until, until)
    assert call.closes_at < until
    assert call.is_open(late)
    assert not call.is_open(until)
    assert list(open_calls(late)) == [call]
    assert public_calls(late).get().phase == 1
    assert submit(application, late).number == 1


def test_an_extension_is_logged_and_told_to_everybody_with_a_draft(
    application: Application,
) -> None:
    until = application.call.closes_at + 5 * HOUR

    extend(application.call, until)

    event = AuditEvent.objects.get(action="call.extend")
    assert event.reason == "The portal was down."
    assert event.details["until"] == until.isoformat()
    told = Message.objects.get(kind="call-extended")
    assert told.recipient == people.mira().user
    assert "The portal was down." in told.body


def test_a_call_is_extended_again_but_only_to_a_later_time(application: Application) -> None:
    call, closes_at = application.call, application.call.closes_at
    extend(call, closes_at + 2 * HOUR)
    extend(call, closes_at + 3 * HOUR)

    with pytest.raises(Denied, match="later than the present one"):
        extend(call, closes_at + 3 * HOUR)
    with pytest.raises(Denied, match="must lie in the future"):
        extend(call, closes_at + 4 * HOUR, now=closes_at + 5 * HOUR)
    with pytest.raises(Denied, match="Say why"):
        extend(call, closes_at + 4 * HOUR, reason=" ")

    found = CallExtension.objects.order_by("pk")
    assert [(one.before, one.until) for one in found] == [
        (closes_at, closes_at + 2 * HOUR),
        (closes_at + 2 * HOUR, closes_at + 3 * HOUR),
    ]


def test_only_the_calls_officers_give_more_time_and_none_after_assessment_began(
    application: Application,
) -> None:
    call, until = application.call, application.call.closes_at + HOUR
    other = people.person("Nora Kan", Role.OFFICER, scope="2030-9")

    for who in (people.mira(), people.alan(), other):
        with pytest.raises(Denied, match="Only a programme officer of this call"):
            extend(call, until, who=who)
        with pytest.raises(Denied, match="Only a programme officer of this call"):
            give(application, until, actor=who)
    Call.objects.filter(pk=call.pk).update(state="assessment")
    with pytest.raises(Denied, match="before assessment"):
        extend(call, until)


def test_assessment_waits_for_the_extended_time(application: Application) -> None:
    call = application.call
    extend(call, call.closes_at + 5 * HOUR)

    with pytest.raises(Denied, match="once the call has closed"):
        programmes.start_assessment(call_id=call.pk, actor=people.paul(), now=call.closes_at + HOUR)


def test_one_organisation_submits_once_after_the_call_has_closed(
    application: Application,
) -> None:
    closes_at = application.call.closes_at
    given = give(application, closes_at + 5 * HOUR)

    snapshot = submit(application, closes_at + 2 * HOUR)

    given.refresh_from_db()
    application.refresh_from_db()
    assert snapshot.number == 1
    assert (given.application, given.used_at) == (application, closes_at + 2 * HOUR)
    assert application.closing_at == closes_at
    assert AuditEvent.objects.get(action="call.use_extension").details == {
        "application": application.reference
    }
    with pytest.raises(Denied, match="The call has closed"):
        rules.check_reopen(people.refreshed(people.mira()), application, now=closes_at + 3 * HOUR)


def test_nobody_else_has_that_time(application: Application) -> None:
    closes_at = application.call.closes_at
    other = applications.at("complete", by=people.otto())
    give(application, closes_at + 5 * HOUR)

    with pytest.raises(Denied, match="The call has closed"):
        submit(other, closes_at, people.otto())
    assert not Message.objects.filter(kind="extension-given", recipient=people.otto().user)
    assert Message.objects.filter(kind="extension-given", recipient=people.mira().user).exists()


def test_at_the_very_instant_it_is_too_late(application: Application) -> None:
    closes_at = application.call.closes_at
    give(application, closes_at + 5 * HOUR)

    with pytest.raises(Denied, match="The call has closed"):
        submit(application, closes_at + 5 * HOUR)


def test_an_organisation_without_a_draft_starts_one_in_its_time() -> None:
    call, mira = applications.open_call(), people.mira()
    organisation = organisations.of(mira)
    draft = Application(call=call, organisation=organisation)
    give(draft, call.closes_at + 5 * HOUR)

    def start(owner: Actor, where: Organisation) -> Application:
        return operations.start(
            call_id=call.pk,
            organisation_id=where.pk,
            actor=people.refreshed(owner),
            now=call.closes_at + HOUR,
        )

    begun = start(mira, organisation)

    assert begun.closing_at == call.closes_at + 5 * HOUR
    with pytest.raises(Denied, match="The call has closed"):
        start(people.otto(), organisations.of(people.otto()))


def test_a_submission_before_the_common_time_leaves_the_extension_for_a_later_one(
    application: Application,
) -> None:
    closes_at = application.call.closes_at
    given = give(application, closes_at + 5 * HOUR)

    submit(application, closes_at - HOUR)

    given.refresh_from_db()
    assert given.used_at is None


def test_one_open_extension_each_by_an_officer_who_is_no_member(application: Application) -> None:
    until = application.call.closes_at + 5 * HOUR
    give(application, until)

    with pytest.raises(Denied, match="has an extension in this call already"):
        give(application, until + HOUR)
    with pytest.raises(IntegrityError, match="one_open_extension"), transaction.atomic():
        Extension.objects.create(
            call=application.call,
            organisation=application.organisation,
            until=until,
            reason="x",
            given_by=people.paul().person,
            given_at=timezone.now(),
        )
    with pytest.raises(IntegrityError, match="names_its_application"), transaction.atomic():
        Extension.objects.update(used_at=timezone.now())
    with pytest.raises(IntegrityError, match="to_a_later_time"), transaction.atomic():
        Call.objects.update(extended_to=application.call.opens_at)
    Extension.objects.all().delete()
    organisations.join(application.organisation, people.paul(), "viewer")
    with pytest.raises(Denied, match="You belong to this organisation"):
        give(application, until, actor=people.paul())


def test_sets_of_applications_are_timed_by_their_own_closing_time(
    application: Application,
) -> None:
    closes_at = application.call.closes_at
    give(application, closes_at + 5 * HOUR)
    every = Application.objects.all()

    assert not deadlines.closed_before(every, closes_at + HOUR).exists()
    assert deadlines.closed_before(every, closes_at + 5 * HOUR).exists()
    within = deadlines.closing_within(every, after=closes_at, until=closes_at + 6 * HOUR)
    assert within.exists()


def words(who: Actor, path: str, **posted: str) -> str:
    browser = people.client_of(who)
    answer = browser.post(path, posted, follow=True) if posted else browser.get(path)
    return str(answer.content.decode())


def test_an_officer_is_offered_at_least_what_an_outage_took(application: Application) -> None:
    """SU-05."""
    call = application.call
    began = call.closes_at - 3 * HOUR
    Outage.objects.create(
        parts="jobs, disk", began_at=began, seen_at=began, ended_at=began + timedelta(minutes=70)
    )

    page = words(people.paul(), f"/manage/calls/{call.code}/more-time/")

    minute = timedelta(seconds=59, microseconds=999_999)
    offered = timezone.localtime(call.closes_at + 2 * HOUR + minute).strftime("%Y-%m-%dT%H:%M")
    assert "could not be used for 70 minutes" in page
    assert f'value="{offered}"' in page
    assert "Work in the background, Room for files" in page


def test_an_outage_long_before_the_closing_time_offers_nothing(application: Application) -> None:
    """It goes on now, but nothing is lost as yet of the 48 hours that count."""
    now = timezone.now()
    Outage.objects.create(parts="disk", began_at=now - HOUR, seen_at=now)

    page = words(people.paul(), f"/manage/calls/{application.call.code}/more-time/")

    assert "could not be used" not in page
    assert "Outages before the closing time" not in page


def stamp(at: datetime) -> str:
    """As a browser writes an instant into a field."""
    return timezone.localtime(at).strftime("%Y-%m-%dT%H:%M")


def test_the_page_gives_more_time_to_everybody(application: Application) -> None:
    call = application.call
    page = f"/manage/calls/{call.code}/more-time/"
    terms = {"all-until": stamp(call.closes_at + 5 * HOUR), "all-reason": "Down for an hour."}

    told = words(people.paul(), page, **terms)

    assert "More time is given to everybody." in told
    assert "Down for an hour." in words(people.otto(), f"/calls/{call.code}/")
    assert people.client_of(people.mira()).get(page).status_code == 404


def test_one_organisation_is_found_named_and_given_more_time(application: Application) -> None:
    call, organisation = application.call, application.organisation
    page = f"/manage/calls/{call.code}/more-time/"
    own = f"{page}{organisation.pk}/"
    until = call.closes_at + 8 * HOUR
    terms = {"until": stamp(until), "reason": "A fire."}

    by_name = words(people.paul(), f"{page}?organisation={organisation.name[3:9].lower()}")
    by_number = words(people.paul(), f"{page}?organisation={organisation.registration_number}")
    nobody = words(people.paul(), f"{page}?organisation=Nobody%27s")
    hostile = words(people.paul(), f"{page}?organisation=%E2%80%AEa%27%25_b")
    before = words(people.paul(), own)
    told = words(people.paul(), own, **terms)
    again = words(people.paul(), own, **terms)

    for found in (by_name, by_number):
        assert own in found
        assert "1 draft or application in this call" in found
    assert "No organisation has this name or number." in nobody
    assert "No organisation has this name or number." in hostile
    assert f"More time for {organisation.name}" in before
    assert f"{organisation.name} has more time until" in told
    assert "A fire." in told
    assert "has an extension in this call already" in again
    assert "A fire." in again
    assert "A fire." not in words(people.otto(), f"/calls/{call.code}/")
    for stranger in (people.mira(), people.otto()):
        assert people.client_of(stranger).get(own).status_code == 404


def test_an_organisation_that_waits_for_its_number_gets_its_own_extension(
    application: Application,
) -> None:
    """Both have the same number: the page tells one from the other and names who gets the time."""
    call, first = application.call, application.organisation
    otto = people.otto()
    second = organisations.of(
        otto, registration_number=first.registration_number, name="Second Ledger Limited"
    )
    assert second.standing == "waiting"
    page = f"/manage/calls/{call.code}/more-time/"
    terms = {"until": stamp(call.closes_at + 8 * HOUR), "reason": "A flood."}

    found = words(people.paul(), f"{page}?organisation={first.registration_number}")
    words(people.paul(), f"{page}{second.pk}/", **terms)

    assert f"{page}{first.pk}/" in found
    assert f"{page}{second.pk}/" in found
    assert "Number waits for a decision" in found
    assert Extension.objects.get().organisation == second
    assert AuditEvent.objects.get(action="call.extend_for").details["name"] == second.name
    assert Message.objects.filter(kind="extension-given", recipient=otto.user).exists()
    assert not Message.objects.filter(kind="extension-given", recipient=people.mira().user)


def test_an_organisation_that_was_joined_into_another_gets_none(application: Application) -> None:
    call, closed = application.call, organisations.of(people.otto())
    Organisation.objects.filter(pk=closed.pk).update(
        standing="closed", joined_into=application.organisation
    )

    with pytest.raises(Denied, match="brought together with another one"):
        give(application, call.closes_at + HOUR, organisation_id=closed.pk)
    page = f"/manage/calls/{call.code}/more-time/{closed.pk}/"
    assert people.client_of(people.paul()).get(page).status_code == 404


def test_many_organisations_of_one_name_are_found_with_as_many_queries() -> None:
    call = applications.open_call()
    page = f"/manage/calls/{call.code}/more-time/?organisation=ledger"
    paul = people.client_of(people.paul())
    for owner in (people.mira(), people.otto()):
        organisations.of(owner)
    paul.get(page)
    with CaptureQueriesContext(connection) as few:
        paul.get(page)
    for number in range(25):
        organisations.of(people.otto(), name=f"Ledger {number}")

    with CaptureQueriesContext(connection) as many:
        shown = paul.get(page).content.decode()

    assert len(few) == len(many)
    assert "There are more. Type more of the name." in shown


def test_the_card_on_the_home_page_leads_to_the_draft(application: Application) -> None:
    give(application, application.call.closes_at + 5 * HOUR)
    organisation = organisations.of(people.otto())
    give(application, application.call.closes_at + 5 * HOUR, organisation_id=organisation.pk)
    now = timezone.now()

    (begun,) = own_extensions(people.refreshed(people.mira()), now)
    (none_yet,) = own_extensions(people.refreshed(people.otto()), now)

    assert begun.href == f"/applications/{application.reference}/"
    assert none_yet.href == f"/applications/start/{application.call.code}/"
