"""Files are attached, replaced, removed and handed out to those who may see the application."""

from __future__ import annotations

import errno
import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connections, transaction
from django.test import Client
from django.utils import timezone

from grants.applications import operations, queries, reopening
from grants.applications.models import Application, Attachment
from portal.audit.models import AuditEvent
from portal.core.denial import Denied
from portal.documents.models import Document
from portal.documents.operations import store
from tests.answers import shown
from tests.factories import applications, pdfs, people

pytestmark = pytest.mark.django_db


def attach(application: Application, kind: str = "supporting", name: str = "a.pdf") -> Attachment:
    return operations.add_attachment(
        application_id=application.pk,
        kind=kind,
        file=pdfs.upload(name=name),
        actor=people.mira(),
        now=timezone.now(),
    )


def stored_files() -> list[str]:
    root = Path(default_storage.path(""))
    return [name for _folder, _folders, names in os.walk(root) for name in names]


def section(application: Application, name: str = "attachments") -> str:
    return f"/applications/{application.reference}/{name}/"


def address(file: Attachment) -> str:
    return f"/applications/{file.application.reference}/files/{file.pk}/"


def status(client: Client, path: str) -> int:
    """The status of a page or download, read to its end so that its file is closed."""
    answer: Any = client.get(path)
    if answer.streaming:
        list(answer.streaming_content)
    return int(answer.status_code)


def test_a_file_is_kept_under_a_random_name_with_its_checksum_and_logged() -> None:
    """FI-04."""
    file = attach(applications.at("draft"), name="../../etc/協議\r\n書.pdf")

    assert file.document.name == "協議書.pdf" or "/" not in file.document.name
    assert "協" not in (file.document.file.name or "")
    assert file.document.scan_state == "not_scanned"
    event = AuditEvent.objects.get(action="application.add_attachment")
    assert event.details == {"kind": "supporting", "sha256": file.document.sha256}


def test_supporting_files_add_up_and_a_certificate_replaces_the_one_before(
    django_capture_on_commit_callbacks: Any,
) -> None:
    application = applications.at("draft")
    with django_capture_on_commit_callbacks(execute=True):
        attach(application, "supporting", "one.pdf")
        attach(application, "supporting", "two.pdf")
        attach(application, "registration", "old.pdf")
        attach(application, "registration", "new.pdf")

    names = [file.document.name for file in queries.attachments_of(application)]
    assert names == ["one.pdf", "two.pdf", "new.pdf"]
    assert len(stored_files()) == 3


def test_a_refused_file_leaves_the_one_before_in_its_place() -> None:
    application = applications.at("draft")
    attach(application, "registration", "good.pdf")

    with pytest.raises(Denied, match="scripts"):
        operations.add_attachment(
            application_id=application.pk,
            kind="registration",
            file=pdfs.upload(pdfs.with_script()),
            actor=people.mira(),
            now=timezone.now(),
        )

    assert [one.document.name for one in queries.attachments_of(application)] == ["good.pdf"]
    assert len(stored_files()) == 1


def test_all_files_together_stay_within_their_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    """FI-02."""
    application = applications.at("draft")
    size = len(pdfs.plain())
    monkeypatch.setattr(operations, "MOST_BYTES", 2 * size)
    attach(application)
    attach(application)

    with pytest.raises(Denied, match="60 MB"):
        attach(application)


@pytest.mark.django_db(transaction=True)
def test_of_two_files_at_once_that_fit_alone_only_one_is_taken(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """FI-02: the second waits for the row, and then counts the first."""
    application = applications.at("draft")
    monkeypatch.setattr(operations, "MOST_BYTES", len(pdfs.plain()) * 3 // 2)
    answers, started = [], threading.Event()

    def second() -> None:
        started.set()
        try:
            attach(application, name="second.pdf")
            answers.append("attached")
        except Denied as denied:
            answers.append(str(denied))
        finally:
            connections.close_all()

    thread = threading.Thread(target=second)
    with transaction.atomic():
        attach(application, name="first.pdf")
        thread.start()
        started.wait()
        thread.join(timeout=1)
        assert answers == []
    thread.join()

    assert [one.document.name for one in queries.attachments_of(application)] == ["first.pdf"]
    assert "60 MB" in answers[0]
    assert len(stored_files()) == 1


class FullDisk(ContentFile[bytes]):
    """A file whose second piece no longer fits on the disk."""

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        del chunk_size
        yield b"%PDF-1.7"
        raise OSError(errno.ENOSPC, "No space left on device")


def test_a_full_disk_is_told_and_leaves_neither_half_a_file_nor_a_row() -> None:
    """FI-06."""
    with pytest.raises(Denied, match="could not be stored"):
        store(
            file=FullDisk(pdfs.plain()),
            name="a.pdf",
            content_type="application/pdf",
            actor=people.mira(),
        )

    assert not Document.objects.exists()
    assert stored_files() == []


def test_a_full_disk_is_told_beside_the_field_and_the_draft_stays() -> None:
    """FI-06."""
    application = applications.at("complete")
    kept = stored_files()

    with patch(
        "django.core.files.storage.FileSystemStorage._save",
        side_effect=OSError(errno.ENOSPC, "No space left on device"),
    ):
        answer = people.client_of(people.mira()).post(
            section(application), {"kind": "supporting", "file": pdfs.upload()}
        )

    assert "The file could not be stored. Try again later." in answer.content.decode()
    assert stored_files() == kept
    assert Application.objects.get().title == application.title


def test_a_failed_transaction_takes_the_file_along() -> None:
    """FI-06."""
    application = applications.at("draft")

    with (
        patch("portal.documents.models.Document.save", side_effect=RuntimeError("no row")),
        pytest.raises(RuntimeError),
    ):
        attach(application)

    assert stored_files() == []
    assert not Attachment.objects.exists()


def test_a_removed_file_is_gone_with_its_bytes(django_capture_on_commit_callbacks: Any) -> None:
    application = applications.at("draft")
    file = attach(application)

    with django_capture_on_commit_callbacks(execute=True):
        operations.remove_attachment(attachment_id=file.pk, actor=people.mira(), now=timezone.now())

    assert not Document.objects.exists()
    assert stored_files() == []
    assert AuditEvent.objects.filter(action="application.remove_attachment").exists()


def test_after_submission_files_stay() -> None:
    application = applications.at("submitted")
    (file,) = queries.attachments_of(application)

    with pytest.raises(Denied, match="can no longer be changed"):
        operations.remove_attachment(attachment_id=file.pk, actor=people.mira(), now=timezone.now())
    with pytest.raises(Denied, match="can no longer be changed"):
        attach(application)


def test_a_file_is_handed_out_as_a_download_that_no_browser_interprets() -> None:
    """FI-03."""
    file = attach(applications.at("draft"), name="協議書.pdf")

    answer: Any = people.client_of(people.mira()).get(address(file))

    assert b"".join(answer.streaming_content) == pdfs.plain()
    assert answer.headers["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_only_who_may_see_the_application_gets_its_files() -> None:
    """AZ-05."""
    (draft_file,) = [attach(applications.at("draft"))]
    (file,) = queries.attachments_of(applications.at("submitted"))
    readers = [people.paul(), people.grace(), people.fiona(), people.alan(), people.charles()]
    others = [people.otto(), people.ines(), people.ada()]

    for reader in readers:
        client = people.client_of(reader)
        assert status(client, address(file)) == 200
        assert status(client, address(draft_file)) == 404
    for other in others:
        assert people.client_of(other).get(address(file)).status_code == 404
    assert Client().get(address(file)).status_code == 302


def test_a_file_is_not_found_under_another_application() -> None:
    """AZ-05."""
    first, second = applications.at("draft"), applications.at("draft")
    file = attach(first)
    mira = people.client_of(people.mira())

    wrong = mira.get(f"/applications/{second.reference}/files/{file.pk}/")
    missing = mira.get(f"/applications/{second.reference}/files/{second_id()}/")

    assert wrong.status_code == 404
    assert shown(wrong) == shown(missing)


def second_id() -> str:
    return "00000000-0000-4000-8000-000000000000"


@pytest.mark.parametrize(
    ("state", "readable"),
    [("not_scanned", True), ("clean", True), ("pending", False), ("infected", False)],
)
def test_others_read_a_file_only_when_it_may_be_safe(state: str, readable: bool) -> None:
    """FI-05."""
    application = applications.at("submitted")
    (file,) = queries.attachments_of(application)
    Document.objects.filter(pk=file.document_id).update(scan_state=state)

    found = queries.attachment_for(application_id=application.pk, attachment_id=file.pk)

    assert (found is not None) is readable
    assert status(people.client_of(people.paul()), address(file)) == (200 if readable else 404)
    own = 404 if state == "infected" else 200
    assert status(people.client_of(people.mira()), address(file)) == own


def test_the_page_attaches_lists_and_removes() -> None:
    application = applications.at("draft")
    mira = people.client_of(people.mira())

    added = mira.post(
        section(application),
        {"kind": "supporting", "file": pdfs.upload(name="letter.pdf")},
        follow=True,
    )
    (file,) = queries.attachments_of(application)
    removed = mira.post(f"{address(file)}remove/", follow=True)

    page = added.content.decode()
    assert "The file is attached." in page
    assert "letter.pdf" in page
    assert "Not scanned" in page
    assert "The file is removed." in removed.content.decode()
    assert not Attachment.objects.exists()


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        (pdfs.upload(b"MZ", name="a.exe"), "Choose a file of this kind: PDF."),
        (pdfs.upload(pdfs.page_too()), "not a PDF, whatever its name says"),
        (pdfs.upload(pdfs.encrypted()), "encrypted"),
        ("no file", "This field is required."),
    ],
)
def test_a_wrong_file_is_refused_beside_the_field(file: Any, sentence: str) -> None:
    """FI-01, IN-01."""
    application = applications.at("draft")

    answer = people.client_of(people.mira()).post(
        section(application), {"kind": "supporting", "file": file}
    )

    assert sentence in answer.content.decode().replace("&#x27;", "'")
    assert not Attachment.objects.exists()


def test_a_refusal_of_the_deed_itself_stands_beside_the_field_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    application = applications.at("draft")
    monkeypatch.setattr(operations, "MOST_BYTES", 1)

    answer = people.client_of(people.mira()).post(
        section(application), {"kind": "supporting", "file": pdfs.upload()}
    )

    assert "60 MB" in answer.content.decode()


def test_a_file_of_a_submitted_application_cannot_be_removed_by_its_page() -> None:
    (file,) = queries.attachments_of(applications.at("submitted"))

    answer = people.client_of(people.mira()).post(f"{address(file)}remove/", follow=True)

    assert "can no longer be changed" in answer.content.decode()
    assert Attachment.objects.exists()
    assert people.client_of(people.otto()).post(f"{address(file)}remove/").status_code == 404
    assert people.client_of(people.mira()).get(f"{address(file)}remove/").status_code == 405


def test_a_file_that_only_a_submitted_version_holds_takes_no_room(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It stays with that version, and what it took is free for the next one."""
    application = applications.at("complete")
    attach(application)
    kept = application.attachments.get(kind="supporting")
    sizes = sum(one.document.size for one in application.attachments.all())
    mira, now = people.mira(), timezone.now()
    operations.submit(application_id=application.pk, key="1", actor=mira, now=now)
    reopening.reopen(application_id=application.pk, actor=mira, now=now)
    monkeypatch.setattr(operations, "MOST_BYTES", sizes)
    with pytest.raises(Denied):
        attach(application)

    operations.remove_attachment(attachment_id=kept.pk, actor=mira, now=now)
    attach(application)

    assert Attachment.every.filter(pk=kept.pk, removed_at__isnull=False).exists()


def test_a_file_answers_no_question_from_the_page_of_attachments() -> None:
    application = applications.at("draft")
    mira = people.client_of(people.mira())

    offered = mira.get(section(application)).content.decode()
    posted = mira.post(section(application), {"kind": "answer", "file": pdfs.upload()})

    assert "Answer to a question" not in offered
    assert posted.status_code == 200
    assert "not one of the available choices" in posted.content.decode()
    with pytest.raises(Denied, match="no longer there"):
        attach(application, kind="answer")
    assert not Document.objects.exists()
