"""The pages of reopening: what changes, what stands, who may read earlier versions."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from django.utils import timezone

from grants.applications import operations
from grants.applications.models import Application, Attachment, Snapshot
from grants.applications.registration import own_applications
from portal.accounts.actors import Actor
from tests.factories import applications, pdfs, people
from tests.integration.grants.applications.test_reopening import (
    NEW_TITLE,
    close,
    mira,
    reopened,
    save,
)

pytestmark = pytest.mark.django_db


def page(actor: Actor, application: Application, path: str = "") -> Any:
    return people.client_of(actor).get(f"/applications/{application.reference}/{path}")


def test_the_pages_reopen_change_submit_again_and_compare() -> None:
    application = applications.at("submitted")
    browser = people.client_of(mira())
    base = f"/applications/{application.reference}/"

    asked = browser.get(f"{base}reopen/").content.decode()
    opened = browser.post(f"{base}reopen/", follow=True).content.decode()
    save(application, "project", title=NEW_TITLE)
    save(application, "declaration", declared=True)
    shown = browser.get(f"{base}check/").content.decode()
    key = shown.split('name="key" value="')[1].split('"')[0]
    browser.post(f"{base}submit/", {"key": key})
    compared = browser.get(f"{base}versions/").content.decode()

    assert "stands until you submit again" in asked
    assert "Changes not submitted" in opened
    assert "1 thing is missing" in opened
    assert "This will take the place of version 1" in shown
    assert "<ins>" in compared
    assert "better" in compared
    for snapshot in Snapshot.objects.all():
        assert snapshot.sha256 in compared
    same = browser.get(f"{base}versions/?from=2&to=2").content.decode()
    assert "These two versions say the same." in same
    assert browser.get(f"{base}versions/?from=x&to=99").status_code == 200
    earlier = browser.get(f"{base}versions/1/").content.decode()
    assert "Version 2 stands in its place." in earlier
    assert browser.get(f"{base}versions/3/").status_code == 404


def test_the_downloaded_content_has_the_checksum_of_the_receipt() -> None:
    """AD-04."""
    application = applications.at("submitted")

    answer = page(mira(), application, "versions/1/content.json")

    assert hashlib.sha256(answer.content).hexdigest() == Snapshot.objects.get().sha256
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert page(people.otto(), application, "versions/1/content.json").status_code == 404


def test_earlier_versions_and_their_files_are_for_members_and_auditors() -> None:
    """AZ-05."""
    application = reopened()
    first = Attachment.every.get()
    operations.add_attachment(
        application_id=application.pk,
        kind="sponsor_agreement",
        file=pdfs.upload(),
        actor=mira(),
        now=timezone.now(),
    )
    save(application, "declaration", declared=True)
    applications.submit(application, by=mira())
    file = f"files/{first.pk}/"

    def status(actor: Actor, path: str) -> int:
        answer = page(actor, application, path)
        b"".join(answer)
        return int(answer.status_code)

    seen = {
        name: tuple(status(actor, path) for path in ("versions/1/", "versions/2/", file))
        for name, actor in (
            ("member", mira()),
            ("auditor", people.alan()),
            ("officer", people.paul()),
            ("stranger", people.otto()),
        )
    }

    assert seen == {
        "member": (200, 200, 200),
        "auditor": (200, 200, 200),
        "officer": (404, 200, 404),
        "stranger": (404, 404, 404),
    }


def test_a_refused_reopening_says_why_on_the_page() -> None:
    application = applications.at("submitted")
    close(application)
    browser = people.client_of(mira())
    base = f"/applications/{application.reference}/"

    for deed, sentence in (("reopen", "The call has closed."), ("keep", "is not reopened.")):
        answer = browser.post(f"{base}{deed}/", follow=True).content.decode()
        assert sentence in answer
        assert sentence in browser.get(f"{base}{deed}/").content.decode()
    draft = applications.at("draft", call=applications.open_call("2030-2"), by=people.otto())
    assert page(people.otto(), draft, "reopen/").status_code == 404


def test_the_home_page_says_plainly_what_is_filled_in_but_not_submitted() -> None:
    call = applications.open_call()
    applications.at("complete", call=call, by=people.otto())
    reopened(call=call)

    (draft,) = own_applications(people.refreshed(people.otto()), timezone.now())
    (changed,) = own_applications(mira(), timezone.now())

    assert draft.tone == changed.tone == "red"
    assert "nothing is submitted until you submit it. The call closes on" in str(draft.text)
    assert "What you submitted stands. Your changes count only if you submit again." in str(
        changed.text
    )
