"""The thread and its lists in the browser."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from grants.applications.models import Application
from grants.correspondence.models import Line
from portal.accounts.models import Role
from tests.factories import applications, calls, correspondence, organisations, pdfs
from tests.factories.people import (
    ada,
    alan,
    charles,
    client_of,
    grace,
    ines,
    mira,
    otto,
    paul,
    person,
    petra,
)
from tests.factories.tus import CONTENT, arrived

pytestmark = pytest.mark.django_db


def url_of(application: Application) -> str:
    return reverse("correspondence", args=[application.reference])


def page_of(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


def status_of(client: Client, url: str) -> int:
    """The status of a page or download, read to its end so that its file is closed."""
    answer = client.get(url)
    if answer.streaming:
        list(answer.streaming_content)
    return answer.status_code


def test_both_sides_write_and_read_and_only_staff_see_whose_desk_it_was() -> None:
    application = applications.at("submitted")
    own, office, url = client_of(mira()), client_of(paul()), url_of(application)
    assert "No message so far" in page_of(own, url)

    own.post(url, {"text": "When do we hear?", "key": "a", "file_1": pdfs.upload()})
    answer = office.post(url, {"text": "In September.", "key": "b"}, follow=True)

    assert "Your message is sent." in answer.content.decode()
    assert "(Paul Ho)" in page_of(office, url)
    page = page_of(own, url)
    assert "In September." in page
    assert "Paul" not in page
    file = re.search(r"/correspondence/files/[0-9a-f-]+/", page)
    assert file
    for reader, status in ((mira(), 200), (paul(), 200), (alan(), 200), (otto(), 404)):
        url = f"/applications/{application.reference}{file.group()}"
        assert status_of(client_of(reader), url) == status


def test_the_thread_is_there_for_members_and_the_office_of_the_call_alone() -> None:
    """AZ-02: assessors, panel, approvers and administrators never see it."""
    application = applications.at("submitted")
    correspondence.written(application)
    pia = person("Pia Fong", Role.OFFICER, scope="1999-1")

    assert Client().get(url_of(application)).status_code == 302
    for actor in (otto(), ines(), petra(), charles(), grace(), ada(), pia):
        assert client_of(actor).get(url_of(application)).status_code == 404
    for reader in (mira(), paul(), alan()):
        assert client_of(reader).get(url_of(application)).status_code == 200
    organisations.join(application.organisation, grace(), "viewer")
    assert client_of(grace()).get(url_of(application)).status_code == 200


def test_a_draft_has_no_thread() -> None:
    draft = applications.at("draft")

    assert client_of(mira()).get(url_of(draft)).status_code == 404


def test_wrong_messages_are_told_and_kept() -> None:
    application = applications.at("submitted")
    client, url = client_of(mira()), url_of(application)
    wrong = pdfs.upload()
    wrong.name = "../../x\r\n.exe"

    for changes, sentence in (
        ({"text": ""}, "Write the message."),
        ({"text": "x" * 1_000_000}, "too many"),
        ({"text": "Kept.", "file_1": wrong}, "Choose a file of this kind"),
        ({"text": "Kept.", "key": ""}, "There is a problem"),
        ({"text": "Kept.", "key": "x" * 100}, "There is a problem"),
    ):
        page = client.post(url, {"key": "a", **changes}).content.decode()
        assert sentence in page
        if changes["text"] == "Kept.":
            assert "Kept." in page
    assert client.post(url, {"key": "a", "text": "a\x00b"}).status_code in (200, 400)
    client.post(url, {"key": "b", "text": "<script>alert(1)</script>\u202eabc"})
    assert Line.objects.get().text == "<script>alert(1)</script>abc"
    assert "<script>alert" not in page_of(client, url)


def test_a_viewer_and_an_auditor_read_and_cannot_write() -> None:
    application = applications.at("submitted")
    organisations.join(application.organisation, otto(), "viewer")

    for reader, reason in ((otto(), "Only owners and editors"), (alan(), "officer of this call")):
        client = client_of(reader)
        assert reason in page_of(client, url_of(application))
        page = client.post(url_of(application), {"text": "Hi.", "key": "a"}).content.decode()
        assert reason in page
    assert not Line.objects.exists()


def test_the_office_lists_what_waits_first() -> None:
    call = calls.opened()
    waits = applications.at("submitted", call=call)
    done = applications.at("submitted", call=call, by=otto())
    correspondence.written(done, by=otto())
    correspondence.replied(done)
    correspondence.written(waits)
    url = reverse("correspondence-list")

    page = page_of(client_of(paul()), url)

    assert "1 message waits for an answer." in page
    assert page.index(waits.reference) < page.index(done.reference)
    assert "No message so far" in page_of(
        client_of(person("Pia Fong", Role.OFFICER, scope="x")), url
    )
    assert client_of(mira()).get(url).status_code == 403


def test_home_tells_both_sides_of_what_is_new() -> None:
    application = applications.at("submitted")
    home = reverse("home")
    correspondence.written(application)
    assert "Messages to answer" in page_of(client_of(paul()), home)
    correspondence.replied(application)
    client = client_of(mira())
    assert "There is a new message on this application." in page_of(client, home)
    assert "Messages to answer" not in page_of(client_of(paul()), home)

    page_of(client, url_of(application))

    assert "There is a new message on this application." not in page_of(client, home)
    detail = reverse("application-detail", args=[application.reference])
    assert "The programme office wrote to you" in page_of(client, detail)


def test_one_thread_and_many_cost_the_same_queries() -> None:
    call = calls.opened()
    correspondence.written(applications.at("submitted", call=call))
    client, url = client_of(paul()), reverse("correspondence-list")
    page_of(client, url)
    with CaptureQueriesContext(connection) as one:
        page_of(client, url)
    for name in ("Una Au", "Vera Ho", "Wing Ip", "Xenia Ko"):
        other = person(name)
        correspondence.written(applications.at("submitted", call=call, by=other), by=other)

    with CaptureQueriesContext(connection) as many:
        page_of(client, url)

    assert len(one) == len(many)


def test_a_file_that_was_sent_ahead_goes_with_the_message_and_survives_an_error() -> None:
    application = applications.at("submitted")
    client, url = client_of(mira()), url_of(application)
    number = arrived(client, CONTENT, name="Letter.PDF")
    key = {"key": "1", "file_1-upload": number}

    refused = client.post(url, {**key, "text": " "}).content.decode()
    client.post(url, {**key, "text": "Here it is."})

    assert "Write the message." in refused
    assert number in refused
    assert "PDF, at most 20 MB" in refused
    assert Line.objects.get().enclosures.get().document.name == "Letter.pdf"
