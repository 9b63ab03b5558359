"""Submission: once, in time, complete; frozen with a checksum and told to everybody."""

from __future__ import annotations

import hashlib
import json
import threading
from datetime import timedelta
from unittest.mock import patch
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from grants.applications import operations, queries, snapshots
from grants.applications.models import Application, Snapshot
from grants.programmes.models import Call
from portal.audit.models import AuditEvent
from portal.celery import app
from portal.core.denial import Denied
from portal.jobs.models import Job
from portal.notifications.models import Message
from tests.factories import applications, organisations, people

pytestmark = pytest.mark.django_db


def close(application: Application, *, seconds: int) -> None:
    """Move the deadline to so many seconds from the database's now."""
    at = timezone.now() + timedelta(seconds=seconds)
    Call.objects.filter(pk=application.call_id).update(closes_at=at)


def submit_page(application: Application) -> str:
    return f"/applications/{application.reference}/submit/"


def test_a_submission_freezes_the_content_and_its_checksum_can_be_reckoned_again() -> None:
    application = applications.at("submitted")

    snapshot = queries.snapshot_of(application)

    assert snapshot is not None
    text = json.dumps(snapshot.content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert hashlib.sha256(text.encode()).hexdigest() == snapshot.sha256
    assert snapshot.content["reference"] == application.reference
    assert snapshot.content["submitted_at"] == application.submitted_at.isoformat()  # type: ignore[union-attr]  # it is submitted
    assert (application.state, snapshot.submitted_by) == ("submitted", people.mira().user)


def test_what_is_changed_in_the_organisation_later_does_not_reach_the_snapshot() -> None:
    application = applications.at("submitted")
    organisation = application.organisation

    organisation.name = "Another Name Limited"
    organisation.save(update_fields=["name"])

    snapshot = Snapshot.objects.get()
    assert snapshot.content["organisation"]["name"] == "Harbour Ledger Limited"
    assert snapshots.checksum(snapshot.content) == snapshot.sha256


def test_a_submission_is_logged_with_its_checksum() -> None:
    application = applications.at("submitted")

    event = AuditEvent.objects.get(action="application.submit")

    assert (event.from_state, event.to_state) == ("draft", "submitted")
    assert event.subject_reference == application.reference
    assert event.details["sha256"] == Snapshot.objects.get().sha256


def test_every_member_gets_the_receipt_in_their_language() -> None:
    mira = people.mira()
    organisation = organisations.of(mira)
    organisations.join(organisation, people.person("Wing Lau", language="zh-hant"), "viewer")

    application = applications.at("submitted", organisation=organisation)

    letters = {message.address: message for message in Message.objects.all()}
    assert set(letters) == {"mira@example.hk", "wing@example.hk"}
    body = letters["mira@example.hk"].body
    assert application.reference in letters["mira@example.hk"].subject
    assert Snapshot.objects.get().sha256 in body
    assert "HKT" in body
    assert f"/applications/{application.reference}/receipt/" in body
    assert letters["wing@example.hk"].language == "zh-hant"
    assert "香港時間" in letters["wing@example.hk"].body


def test_an_incomplete_application_is_refused_and_nothing_is_written() -> None:
    application = applications.at("complete", changes={"project": {"summary": ""}})

    with pytest.raises(Denied, match="not complete"):
        applications.submit(application, by=people.mira())

    application.refresh_from_db()
    assert (application.state, application.submitted_at) == ("draft", None)
    assert not Snapshot.objects.exists()
    assert not Message.objects.exists()


def test_the_same_key_again_changes_nothing_and_another_key_is_refused() -> None:
    """SU-02."""
    application, mira = applications.at("complete"), people.mira()

    first = applications.submit(application, by=mira, key="one")
    again = applications.submit(application, by=mira, key="one")

    assert again == first
    with pytest.raises(Denied, match="has been submitted"):
        applications.submit(application, by=mira, key="two")
    assert AuditEvent.objects.filter(action="application.submit").count() == 1


def test_a_viewer_cannot_submit_even_with_the_key() -> None:
    application = applications.at("complete")
    organisations.join(application.organisation, people.otto(), "viewer")
    applications.submit(application, by=people.mira(), key="one")

    with pytest.raises(Denied, match="owners and editors"):
        applications.submit(application, by=people.otto(), key="one")


def test_the_clock_of_the_database_decides_and_not_that_of_the_web_server() -> None:
    """SU-01."""
    application, mira = applications.at("complete"), people.mira()
    close(application, seconds=-600)

    with (
        patch("django.utils.timezone.now", return_value=timezone.now() - timedelta(days=1)),
        pytest.raises(Denied, match="The call has closed"),
    ):
        operations.submit_now(application_id=application.pk, key="one", actor=mira)

    close(application, seconds=60)
    with patch("django.utils.timezone.now", return_value=timezone.now() + timedelta(days=99)):
        operations.submit_now(application_id=application.pk, key="one", actor=mira)

    application.refresh_from_db()
    assert application.state == "submitted"


@pytest.mark.django_db(transaction=True)
def test_waiting_for_a_lock_across_the_deadline_makes_nobody_late() -> None:
    """SU-01: the transaction began before the closing instant."""
    application, mira = applications.at("complete"), people.mira()
    close(application, seconds=1)
    is_locked, done = threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic():
            queries.for_update(application.pk)
            is_locked.set()
            done.wait(1.5)
        connection.close()

    holder = threading.Thread(target=hold)
    holder.start()
    is_locked.wait(5)

    operations.submit_now(application_id=application.pk, key="one", actor=mira)

    holder.join()
    assert Application.objects.get().state == "submitted"


@pytest.mark.django_db(transaction=True)
def test_twelve_posts_at_once_give_one_submission_and_the_same_receipt() -> None:
    """SU-02."""
    application = applications.at("complete")
    client = people.client_of(people.mira())
    receipts: list[tuple[int, str]] = []

    def post() -> None:
        own = people.client_of(people.mira())
        answer = own.post(submit_page(application), {"key": "the-same-key"})
        receipts.append((answer.status_code, answer.headers.get("Location", "")))
        connection.close()

    threads = [threading.Thread(target=post) for _number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    receipt = f"/applications/{application.reference}/receipt/"
    assert receipts == [(302, receipt)] * 12
    assert Snapshot.objects.count() == 1
    assert Message.objects.count() == 1
    assert Snapshot.objects.get().sha256 in client.get(receipt).content.decode()


@pytest.mark.django_db(transaction=True)
def test_with_the_broker_down_a_submission_succeeds_and_its_message_waits() -> None:
    with patch.object(app, "send_task", side_effect=OperationalError("down")):
        application = applications.at("submitted")

    assert application.state == "submitted"
    assert Message.objects.get().state == "queued"
    assert Job.objects.get().state == "waiting"


def test_the_page_submits_and_leads_to_the_receipt() -> None:
    application = applications.at("complete")
    mira = people.client_of(people.mira())
    check = mira.get(f"/applications/{application.reference}/check/").content.decode()
    key = check.split('name="key" value="')[1].split('"')[0]

    answer = mira.post(submit_page(application), {"key": key}, follow=True)

    page = answer.content.decode()
    assert answer.redirect_chain == [(f"/applications/{application.reference}/receipt/", 302)]
    assert "Application received" in page
    assert Snapshot.objects.get().sha256 in page


@pytest.mark.parametrize("key", ["", "x" * 65, "a\x00b", "<script>", "1 or 1"])
def test_a_key_that_is_none_is_replaced(key: str) -> None:
    """IN-01."""
    application = applications.at("complete")

    answer = people.client_of(people.mira()).post(submit_page(application), {"key": key})

    assert answer.status_code == 302
    assert Snapshot.objects.get().key != key


def test_a_page_with_gaps_names_each_with_the_way_to_it_and_posts_nothing() -> None:
    application = applications.at(
        "complete", changes={"project": {"summary": ""}, "classification": {"use_cases": []}}
    )
    mira = people.client_of(people.mira())

    shown = mira.get(f"/applications/{application.reference}/check/").content.decode()
    refused = mira.post(submit_page(application), {"key": str(uuid4())}).content.decode()

    for page in (shown, refused):
        assert f'href="/applications/{application.reference}/project/#id_summary"' in page
        assert f"/applications/{application.reference}/classification/#id_use_cases_0" in page
    assert "The application is not complete yet." in refused
    assert not Snapshot.objects.exists()


def test_a_second_page_of_the_same_application_says_that_it_was_submitted() -> None:
    application = applications.at("submitted")
    mira = people.client_of(people.mira())

    answer = mira.post(submit_page(application), {"key": "another"}, follow=True)

    assert answer.redirect_chain == [(f"/applications/{application.reference}/", 302)]
    assert "This application has been submitted" in answer.content.decode()
    check = mira.get(f"/applications/{application.reference}/check/")
    assert check.headers["Location"] == f"/applications/{application.reference}/"


def test_submitting_is_a_post_of_members() -> None:
    application = applications.at("complete")

    assert people.client_of(people.mira()).get(submit_page(application)).status_code == 405
    assert people.client_of(people.otto()).post(submit_page(application)).status_code == 404
