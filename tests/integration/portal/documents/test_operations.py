"""Storing and removing files: all of it or nothing."""

from __future__ import annotations

import errno
import hashlib
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile, File
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import IntegrityError, transaction

from portal.core.denial import Denied
from portal.documents.models import Document
from portal.documents.operations import CHUNK, checksum, remove, store
from portal.documents.serving import download
from tests.factories import people

pytestmark = pytest.mark.django_db

CONTENT = b"%PDF-1.7 " + b"x" * (CHUNK + 7)


def keep(content: bytes = CONTENT, name: str = "信 plan.pdf", actor: Any = None) -> Document:
    """Store one file."""
    file = ContentFile(content, name=name)
    return store(file=file, name=name, content_type="application/pdf", actor=actor)


def on_disk() -> list[Path]:
    """Every file of the storage."""
    return [path for path in Path(default_storage.base_location).rglob("*") if path.is_file()]


def test_a_file_is_kept_with_its_size_checksum_and_owner() -> None:
    mira = people.mira()

    document = keep(actor=mira)

    document.refresh_from_db()
    assert (document.name, document.size) == ("信 plan.pdf", len(CONTENT))
    assert document.sha256 == hashlib.sha256(CONTENT).hexdigest()
    assert document.uploaded_by == mira.user
    with document.file.open("rb") as stored:
        assert stored.read() == CONTENT


def test_a_plain_user_can_be_the_owner() -> None:
    mira = people.mira()

    assert keep(actor=mira.person).uploaded_by == mira.user


def test_the_stored_name_says_nothing_and_nobody_can_guess_it() -> None:
    """FI-04."""
    first, second = keep(name="../../etc/passwd"), keep(name="../../etc/passwd")

    a, b = str(first.file.name), str(second.file.name)
    assert a != b
    assert len(Path(a).name) == 32
    assert set(Path(a).name) <= set("0123456789abcdef")
    assert Path(default_storage.path(a)).is_relative_to(default_storage.base_location)


def test_a_very_long_name_is_cut() -> None:
    assert len(keep(name="x" * 300 + ".pdf").name) == 255


def test_a_checksum_leaves_the_file_at_its_start() -> None:
    file = ContentFile(CONTENT)
    file.read(10)

    assert checksum(file) == hashlib.sha256(CONTENT).hexdigest()
    assert file.tell() == 0


def test_a_full_disk_leaves_neither_row_nor_half_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """FI-06."""
    whole = FileSystemStorage._save

    def save_half(self: FileSystemStorage, name: str, content: File[bytes]) -> str:
        whole(self, name, ContentFile(content.read(100)))
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(FileSystemStorage, "_save", save_half)

    with pytest.raises(Denied, match=r"The file could not be stored\. Try again later\."):
        keep()

    assert not Document.objects.exists()
    assert on_disk() == []


def test_a_row_the_database_refuses_leaves_no_file() -> None:
    """FI-06."""
    with pytest.raises(IntegrityError, match="document_is_not_empty"), transaction.atomic():
        keep(content=b"")

    assert on_disk() == []


def test_a_deed_that_fails_later_leaves_no_row() -> None:
    with transaction.atomic():
        keep()
        transaction.set_rollback(True)

    assert not Document.objects.exists()


def test_removing_takes_the_row_and_after_commit_the_file(
    django_capture_on_commit_callbacks: Any,
) -> None:
    document = keep()

    with django_capture_on_commit_callbacks(execute=True):
        remove(document=document)
        assert len(on_disk()) == 1

    assert not Document.objects.exists()
    assert on_disk() == []


def test_a_document_without_a_file_can_be_removed_too() -> None:
    document = keep()
    document.file.name = ""

    remove(document=document)

    assert not Document.objects.exists()


def test_a_file_is_handed_out_as_a_download_and_never_run() -> None:
    """FI-03."""
    with closing(download(keep())) as response:
        content = b"".join(response.streaming_content)  # type: ignore[arg-type]  # not async here

    assert content == CONTENT
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''%E4%BF%A1")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["Cache-Control"] == "private, no-store"
    assert response["Content-Type"] == "application/pdf"


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [({"size": 0}, "document_is_not_empty"), ({"sha256": "x"}, "document_checksum_is_sha256")],
)
def test_the_database_holds_what_a_document_is(changes: dict[str, Any], constraint: str) -> None:
    document = keep()

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Document.objects.filter(pk=document.pk).update(**changes)
