"""A draft that nobody needs is deleted with its files; what was submitted never is."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.core.files.storage import default_storage
from django.db.models import ProtectedError
from django.utils import timezone

from grants.applications import clearing, operations
from grants.applications.models import Application
from portal.audit.models import AuditEvent
from portal.core.denial import Denied
from portal.documents.models import Document
from tests.answers import shown
from tests.factories import applications, pdfs, people

pytestmark = pytest.mark.django_db


def stored_files() -> list[str]:
    root = Path(default_storage.path(""))
    return [name for _folder, _folders, names in os.walk(root) for name in names]


def address(application: Application) -> str:
    return f"/applications/{application.reference}/delete/"


def test_a_deleted_draft_leaves_no_file_and_no_row_but_its_line_in_the_log(
    django_capture_on_commit_callbacks: Any,
) -> None:
    application = applications.at("complete")
    operations.add_attachment(
        application_id=application.pk,
        kind="supporting",
        file=pdfs.upload(),
        actor=people.mira(),
        now=timezone.now(),
    )
    before = len(stored_files())

    with django_capture_on_commit_callbacks(execute=True):
        clearing.delete_draft(
            application_id=application.pk, actor=people.mira(), now=timezone.now()
        )

    assert before == 2
    assert stored_files() == []
    assert not Document.objects.exists()
    assert not Application.objects.exists()
    event = AuditEvent.objects.get(action="application.delete")
    assert (event.subject_reference, event.details["files"]) == (application.reference, 2)


def test_the_page_names_the_files_asks_and_deletes() -> None:
    application = applications.at("complete")
    mira = people.client_of(people.mira())

    asked = mira.get(address(application)).content.decode()
    answer = mira.post(address(application), follow=True)

    assert "agreement.pdf" in asked
    assert application.title in asked
    assert application.organisation.name in asked
    assert "cannot be undone" in asked
    assert "The draft is deleted." in answer.content.decode()
    assert not Application.objects.exists()
    assert mira.get(address(application)).status_code == 404


def test_an_organisation_may_start_again_and_gets_another_reference() -> None:
    first = applications.at("draft")
    clearing.delete_draft(application_id=first.pk, actor=people.mira(), now=timezone.now())

    second = operations.start(
        call_id=first.call_id,
        organisation_id=first.organisation_id,
        actor=people.refreshed(people.mira()),
        now=timezone.now(),
    )

    assert second.reference != first.reference


@pytest.mark.parametrize("state", ["submitted", "withdrawn"])
def test_what_was_submitted_is_withdrawn_and_not_deleted(state: str) -> None:
    application = applications.at(state)
    mira = people.client_of(people.mira())

    with pytest.raises(Denied, match="withdraw it instead"):
        clearing.delete_draft(
            application_id=application.pk, actor=people.mira(), now=timezone.now()
        )
    answer = mira.post(address(application))

    assert "withdraw it instead" in answer.content.decode()
    assert Application.objects.filter(pk=application.pk).exists()


def test_a_draft_that_was_submitted_once_is_not_deleted() -> None:
    application = applications.at("submitted")
    Application.objects.filter(pk=application.pk).update(state="draft")

    with pytest.raises(Denied, match="withdraw it instead"):
        clearing.delete_draft(
            application_id=application.pk, actor=people.mira(), now=timezone.now()
        )


def test_a_draft_that_other_records_belong_to_stays_with_its_files() -> None:
    application = applications.at("complete")
    files = stored_files()
    record = ProtectedError("kept", set())

    with patch.object(Application, "delete", side_effect=record), pytest.raises(Denied) as caught:
        clearing.delete_draft(
            application_id=application.pk, actor=people.mira(), now=timezone.now()
        )

    assert "so it stays" in str(caught.value)
    assert stored_files() == files
    assert application.attachments.count() == 1


def test_another_organisations_draft_is_not_there() -> None:
    application = applications.at("draft")
    otto = people.client_of(people.otto())

    wrong, missing = otto.get(address(application)), otto.get("/applications/BDA30-9999/delete/")

    assert wrong.status_code == 404
    assert shown(wrong) == shown(missing)
    assert otto.post(address(application)).status_code == 404
    with pytest.raises(Denied, match="owners and editors"):
        clearing.delete_draft(
            application_id=application.pk, actor=people.otto(), now=timezone.now()
        )


def test_the_draft_offers_it_and_what_was_submitted_does_not() -> None:
    draft = applications.at("draft")
    mira = people.client_of(people.mira())
    offered = mira.get(f"/applications/{draft.reference}/").content.decode()
    clearing.delete_draft(application_id=draft.pk, actor=people.mira(), now=timezone.now())
    done = applications.at("submitted")

    assert "Delete this draft" in offered
    assert "Delete this draft" not in mira.get(f"/applications/{done.reference}/").content.decode()
