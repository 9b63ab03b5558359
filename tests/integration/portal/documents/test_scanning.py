"""Files wait for the scanner, and what it finds is told: with a real ClamAV daemon."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from grants.applications import operations as applications_do
from grants.applications.models import Application, Attachment
from portal.api import health
from portal.audit.models import AuditEvent
from portal.core.denial import Denied
from portal.documents import operations, scanner, tasks
from portal.documents.health import scanner_standing
from portal.documents.models import Document
from portal.jobs.execution import execute
from portal.jobs.models import Job, JobState
from portal.notifications.models import Message
from tests.factories import applications, pdfs, people

pytestmark = pytest.mark.django_db

NOBODY = "/nowhere/clamd.sock"


def attached(content: bytes | None = None) -> Attachment:
    return applications_do.add_attachment(
        application_id=applications.at("complete").pk,
        kind="supporting",
        file=pdfs.upload(content or pdfs.plain(2), name="plan.pdf"),
        actor=people.mira(),
        now=timezone.now(),
    )


def scanned(file: Attachment) -> str:
    """Do the promised scan; the state the file is then in."""
    execute(Job.objects.get(key=f"scan:{file.document_id}").pk)
    file.document.refresh_from_db()
    return file.document.scan_state


def page(application: Application, who: Any, name: str) -> str:
    answer = people.client_of(who).get(f"/applications/{application.reference}/{name}")
    return str(answer.content.decode())


@pytest.mark.usefixtures("scanner")
def test_a_file_waits_until_the_scanner_finds_it_clean() -> None:
    """FI-05."""
    file = attached()
    before = file.document.scan_state

    assert (before, scanned(file)) == ("pending", "clean")
    assert "Checked, clean" in page(file.application, people.mira(), "attachments/")


@pytest.mark.usefixtures("scanner")
def test_a_virus_is_logged_told_and_stands_on_the_check_page() -> None:
    """FI-05."""
    file = attached(pdfs.with_virus())

    assert scanned(file) == "infected"
    event = AuditEvent.objects.get(action="document.find_virus")
    assert event.details["virus"].startswith("Test.Eicar")
    assert AuditEvent.objects.filter(action="application.find_virus").count() == 1
    message = Message.objects.get(kind="file-infected")
    assert "plan.pdf" in message.body
    assert "Remove the file and attach a clean copy" in message.body
    check = page(file.application, people.mira(), "check/")
    assert "A virus was found in plan.pdf." in check
    shown = page(file.application, people.mira(), "attachments/")
    assert "Virus found" in shown
    download = f"/applications/{file.application.reference}/files/{file.pk}/"
    assert f'href="{download}"' not in shown
    assert people.client_of(people.mira()).get(download).status_code == 404


@pytest.mark.usefixtures("scanner")
def test_with_an_infected_file_nothing_is_submitted_and_without_it_all_is_well() -> None:
    file = attached(pdfs.with_virus())
    scanned(file)

    with pytest.raises(Denied, match="not complete"):
        applications.submit(file.application, by=people.mira())
    applications_do.remove_attachment(
        attachment_id=file.pk, actor=people.mira(), now=timezone.now()
    )
    applications.submit(file.application, by=people.mira())

    file.application.refresh_from_db()
    assert file.application.state == "submitted"


@pytest.mark.usefixtures("scanner")
def test_a_file_that_still_waits_can_be_submitted_and_staff_see_it_when_clean() -> None:
    """FI-05."""
    file = attached()
    applications.submit(file.application, by=people.mira())
    paul = people.client_of(people.paul())
    address = f"/applications/{file.application.reference}/files/{file.pk}/"

    waiting = paul.get(address)
    shown = page(file.application, people.paul(), "snapshot/")
    scanned(file)
    opened: Any = paul.get(address)
    list(opened.streaming_content)

    assert (waiting.status_code, opened.status_code) == (404, 200)
    assert "Being checked for viruses" in shown


@pytest.mark.usefixtures("scanner")
def test_the_officer_sees_a_virus_that_is_found_after_submission() -> None:
    file = attached(pdfs.with_virus())
    applications.submit(file.application, by=people.mira())
    scanned(file)

    shown = page(file.application, people.paul(), "snapshot/")

    assert "Virus found" in shown
    assert f"/files/{file.pk}/" not in shown
    message = Message.objects.get(kind="file-infected")
    assert "Write to the programme office" in message.body


def test_a_scanner_that_is_down_lets_nothing_pass_and_is_asked_again(
    daemon: str, settings: Any
) -> None:
    """FI-05."""
    settings.CLAMD_SOCKET = NOBODY
    file = attached()
    down = scanned(file)
    job = Job.objects.get(key=f"scan:{file.document_id}")
    tasks.scan_waiting()
    later = timezone.now() + timedelta(minutes=2)
    with pytest.raises(scanner.Unavailable):
        operations.scan_again(now=later)
    settings.CLAMD_SOCKET = daemon
    promised = operations.scan_again(now=later)
    again = Job.objects.filter(key__startswith=f"scan:{file.document_id}:").get()
    execute(again.pk)

    file.document.refresh_from_db()
    assert (down, job.state, file.document.scan_state) == ("pending", JobState.DONE, "clean")
    assert promised >= 1


@pytest.mark.usefixtures("scanner")
def test_what_was_stored_this_minute_is_left_to_its_own_job() -> None:
    attached()

    assert operations.scan_again(now=timezone.now()) == 0


def test_without_a_scanner_files_say_so() -> None:
    file = attached()

    assert file.document.scan_state == "not_scanned"
    assert "Not scanned for viruses" in page(file.application, people.mira(), "attachments/")
    assert not Job.objects.filter(name="portal.documents.scan").exists()
    assert operations.scan_again(now=timezone.now()) == 0


@pytest.mark.usefixtures("scanner")
def test_what_the_portal_made_itself_does_not_wait() -> None:
    file = ContentFile(b"%PDF-", name="letter.pdf")

    made = operations.store(
        file=file, name="letter.pdf", content_type="application/pdf", actor=None, is_ours=True
    )

    assert made.scan_state == "not_scanned"


@pytest.mark.usefixtures("scanner")
def test_a_verdict_counts_once_and_a_file_that_is_gone_needs_none() -> None:
    file = attached(pdfs.with_virus())
    job = Job.objects.get(key=f"scan:{file.document_id}")
    scanned(file)
    operations.settle(document_id=file.document_id, virus="", now=timezone.now())
    file.document.refresh_from_db()
    gone = applications_do.add_attachment(
        application_id=file.application_id,
        kind="registration",
        file=pdfs.upload(),
        actor=people.mira(),
        now=timezone.now(),
    )
    applications_do.remove_attachment(
        attachment_id=gone.pk, actor=people.mira(), now=timezone.now()
    )
    other = Job.objects.get(key=f"scan:{gone.document_id}")
    execute(other.pk)

    other.refresh_from_db()
    assert file.document.scan_state == "infected"
    assert job.key
    assert other.state == JobState.DONE


@pytest.mark.usefixtures("scanner")
def test_a_file_whose_bytes_are_gone_keeps_waiting() -> None:
    file = attached()
    file.document.file.storage.delete(file.document.file.name or "")

    assert scanned(file) == "pending"


def test_an_answer_that_is_no_verdict_lets_nothing_pass(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.CLAMD_SOCKET = NOBODY
    file = attached()
    answer = {"stream": ("ERROR", "out of memory")}
    monkeypatch.setattr(scanner.ClamdUnixSocket, "instream", lambda _self, _file: answer)

    assert scanned(file) == "pending"


def test_health_and_the_administrators_page_show_the_scanner(daemon: str, settings: Any) -> None:
    """FI-05, OP-05."""
    now, ada = timezone.now(), people.client_of(people.ada())
    off = ada.get("/oversight/files/").content.decode()
    none = health.report(now).parts["scanner"]
    settings.CLAMD_SOCKET = NOBODY
    down = ada.get("/oversight/files/").content.decode()
    silent = health.report(now)
    settings.CLAMD_SOCKET = daemon
    up = ada.get("/oversight/files/").content.decode()

    assert (none, silent.parts["scanner"], silent.is_ready) == ("ok", "warning", True)
    assert health.report(now).parts["scanner"] == "ok"
    assert "marked as not scanned" in off
    assert "Does not answer" in down
    assert "ClamAV" in up
    assert scanner_standing()[0] == "up"


@pytest.mark.usefixtures("scanner")
def test_a_file_of_20_mb_is_read_whole() -> None:
    """FI-02."""
    content = b"\x00" * 19_900_000 + pdfs.with_virus()
    document = operations.store(
        file=ContentFile(content, name="a.pdf"), name="a.pdf", content_type="x/y", actor=None
    )

    assert scanner.virus_in(document).startswith("Test.Eicar")
    assert Document.objects.get().scan_state == "pending"
