"""Uploads that have arrived go with the forms that name them, once, and only for their owner."""

from __future__ import annotations

import hashlib
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from grants.applications import queries as applications_of
from portal.documents import incoming, queries
from portal.documents.models import Document, Upload
from tests.factories import applications, pdfs, people
from tests.factories.tus import CONTENT, arrived, begin, on_disk, send

pytestmark = pytest.mark.django_db


@pytest.fixture
def mira() -> Client:
    return people.client_of(people.mira())


def section(mira: Client, **values: Any) -> Any:
    application = applications.at("draft")
    return mira.post(f"/applications/{application.reference}/attachments/", values, follow=True)


def test_what_arrived_goes_with_the_form_that_names_it(
    mira: Client, django_capture_on_commit_callbacks: Any
) -> None:
    number = arrived(mira)

    with django_capture_on_commit_callbacks(execute=True):
        answer = section(mira, kind="supporting", **{"file-upload": number})

    assert "The file is attached." in answer.content.decode()
    document = Document.objects.get()
    assert (document.name, document.sha256) == ("plan.pdf", hashlib.sha256(CONTENT).hexdigest())
    assert [path.parent.name for path in on_disk()] != ["incoming"]
    assert len(on_disk()) == 1
    assert Upload.objects.get().closed_at is not None


def test_the_same_form_sent_twice_attaches_once(mira: Client) -> None:
    number = arrived(mira)
    values = {"kind": "supporting", "file-upload": number}
    application = applications.at("draft")
    address = f"/applications/{application.reference}/attachments/"

    mira.post(address, values)
    again = mira.post(address, values)

    assert len(applications_of.attachments_of(application)) == 1
    assert "This field is required." in again.content.decode()


@pytest.mark.parametrize(
    "number", ["", "x", "59d41c70-10f1-4803-b9d1-1c117604e72a", "../../etc/passwd", "\x00"]
)
def test_an_upload_that_is_not_there_is_told_beside_the_field(mira: Client, number: str) -> None:
    answer = section(mira, kind="supporting", **{"file-upload": number})

    words = "no longer here" if number else "This field is required."
    assert words in answer.content.decode()
    assert not Document.objects.exists()


def test_another_persons_upload_cannot_be_attached(mira: Client) -> None:
    number = arrived(people.client_of(people.otto()))

    answer = section(mira, kind="supporting", **{"file-upload": number})

    assert "no longer here" in answer.content.decode()
    assert not Document.objects.exists()


def test_an_upload_that_is_not_complete_cannot_be_attached(mira: Client) -> None:
    address = begin(mira)["Location"]
    send(mira, address, CONTENT[:100])

    answer = section(mira, **{"kind": "supporting", "file-upload": address.split("/")[-2]})

    assert "no longer here" in answer.content.decode()


def test_an_upload_whose_bytes_are_gone_is_told_and_no_error(mira: Client) -> None:
    number = arrived(mira)
    incoming.remove(Upload.objects.get().stored)

    answer = section(mira, kind="supporting", **{"file-upload": number})

    assert "no longer here" in answer.content.decode()


def test_what_arrived_keeps_its_place_when_another_field_is_wrong(mira: Client) -> None:
    number = arrived(mira)

    answer = section(mira, kind="", **{"file-upload": number})

    page = answer.content.decode()
    assert f'value="{number}"' in page
    assert "plan.pdf" in page
    assert queries.arrived(people.mira(), Upload.objects.get().pk, now=timezone.now()) is not None


def test_what_is_refused_does_not_keep_its_place(mira: Client) -> None:
    """FI-01."""
    number = arrived(mira, pdfs.with_script(), "plan.pdf")

    page = section(mira, kind="supporting", **{"file-upload": number}).content.decode()

    assert "scripts or actions" in page
    assert f'value="{number}"' not in page


@pytest.mark.parametrize(
    "content",
    [
        pdfs.archive_too(),
        pdfs.page_too(),
        pdfs.page_behind(),
        pdfs.picture_behind(),
        pdfs.page_in_a_comment(),
        pdfs.encrypted(),
        pdfs.with_launch(),
        pdfs.with_file_inside(),
        pdfs.bomb(),
        pdfs.broken(),
        b"%PDF-",
    ],
    ids=str.split(
        "archive page page_behind picture page_in_comment encrypted launch file bomb broken start"
    ),
)
def test_a_file_in_pieces_is_checked_like_any_other(mira: Client, content: bytes) -> None:
    """FI-01."""
    number = arrived(mira, content, "plan.pdf")

    page = section(mira, kind="supporting", **{"file-upload": number}).content.decode()

    assert "govuk-error-message" in page
    assert f'value="{number}"' not in page
    assert not Document.objects.exists()


def test_a_file_sent_with_the_form_wins_over_the_upload(mira: Client) -> None:
    number = arrived(mira)

    section(mira, kind="supporting", file=pdfs.upload(name="b.pdf"), **{"file-upload": number})

    assert Document.objects.get().name == "b.pdf"
    assert Upload.objects.get().closed_at is None


def test_a_deed_that_is_rolled_back_leaves_the_upload(mira: Client) -> None:
    number = arrived(mira)
    with transaction.atomic():
        section(mira, kind="supporting", **{"file-upload": number})
        transaction.set_rollback(True)

    assert Upload.objects.get().closed_at is None
    assert queries.arrived(people.mira(), Upload.objects.get().pk, now=timezone.now()) is not None


def test_a_visitors_form_names_nothing() -> None:
    answer = Client().post("/accounts/login/", {"file-upload": str(uuid4()), "login": "a"})

    assert answer.status_code == 200
