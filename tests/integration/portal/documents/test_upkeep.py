"""Rows and files stay in step: sweeping, verifying, and what administrators are told."""

from __future__ import annotations

import io
import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from portal.api import health
from portal.audit.models import AuditEvent
from portal.documents import operations, tasks, upkeep
from portal.documents.models import Document, Upload
from tests.factories import people
from tests.factories.tus import on_disk

pytestmark = pytest.mark.django_db


def keep(content: bytes = b"%PDF-1.7") -> Document:
    file = ContentFile(content, name="a.pdf")
    return operations.store(file=file, name="a.pdf", content_type="application/pdf", actor=None)


def orphan() -> Path:
    """The file of a deed that was rolled back."""
    with transaction.atomic():
        path = Path(keep().file.path)
        transaction.set_rollback(True)
    return path


def age(path: Path, hours: int) -> None:
    then = (timezone.now() - timedelta(hours=hours)).timestamp()
    os.utime(path, (then, then))


def test_what_a_rolled_back_deed_left_is_swept_after_a_day() -> None:
    kept, old, young = keep(), orphan(), orphan()
    for path in (Path(kept.file.path), old):
        age(path, 25)
    age(young, 23)

    removed = upkeep.sweep(now=timezone.now())

    assert removed == [f"{old.parent.name}/{old.name}"]
    assert not old.exists()
    assert young.exists()
    assert Path(kept.file.path).exists()


def test_what_is_not_the_portals_is_left_alone() -> None:
    keep()
    root = Path(default_storage.path(""))
    for name in ("lost+found/x", "ab/short", "ab/" + "z" * 32):
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_bytes(b"x")
        age(root / name, 99)
    (root / "loose").write_bytes(b"x")

    assert upkeep.sweep(now=timezone.now()) == []
    assert len(on_disk()) == 5


def test_an_upload_whose_time_is_over_goes_with_its_bytes() -> None:
    mira, now = people.mira(), timezone.now()
    for name in ("old.pdf", "new.pdf"):
        upload = operations.begin(name=name, size=9, actor=mira, now=now)
        operations.append(upload_id=upload.pk, offset=0, piece=b"%PDF", actor=mira, now=now)
    Upload.objects.filter(name="old.pdf").update(expires_at=now)

    tasks.sweep()

    assert [upload.name for upload in Upload.objects.all()] == ["new.pdf"]
    assert len(on_disk()) == 1


def test_an_upload_under_way_is_no_orphan_however_old() -> None:
    mira, now = people.mira(), timezone.now()
    upload = operations.begin(name="a.pdf", size=9, actor=mira, now=now)
    operations.append(upload_id=upload.pk, offset=0, piece=b"%PDF", actor=mira, now=now)
    age(on_disk()[0], 30)

    assert upkeep.sweep(now=now) == []
    assert len(on_disk()) == 1


def test_the_command_names_what_it_would_remove_and_removes_it() -> None:
    path = orphan()
    age(path, 25)
    trial, done = io.StringIO(), io.StringIO()

    call_command("sweep_files", "--trial", stdout=trial)
    survived = path.exists()
    call_command("sweep_files", stdout=done)

    assert survived
    assert not path.exists()
    assert path.name in trial.getvalue()
    assert "1 files without a row would be removed." in trial.getvalue()
    assert "1 files without a row were removed." in done.getvalue()


def test_an_empty_installation_has_nothing_to_sweep() -> None:
    assert upkeep.sweep(now=timezone.now()) == []


def test_many_files_are_asked_about_in_batches() -> None:
    names = [f"{number}" for number in range(1_001)]

    assert [len(batch) for batch in upkeep._in_batches(iter(names))] == [500, 500, 1]


def test_a_flipped_byte_is_found_logged_and_shown_to_administrators() -> None:
    """FI-07."""
    sound, changed, missing = keep(), keep(), keep()
    Path(changed.file.path).write_bytes(b"%PDF-1.8")
    Path(missing.file.path).unlink()
    tomorrow = timezone.now() + timedelta(days=1)

    wrong = upkeep.verify(now=tomorrow)

    states = dict(Document.objects.values_list("pk", "damage"))
    assert wrong == 2
    assert states == {sound.pk: "", changed.pk: "changed", missing.pk: "missing"}
    events = AuditEvent.objects.filter(action="document.find_damage")
    assert {event.details["damage"] for event in events} == {"changed", "missing"}
    assert health.report(timezone.now()).parts["files"] == "warning"
    page = people.client_of(people.ada()).get("/oversight/files/").content.decode()
    assert str(changed.pk) in page
    assert str(missing.pk) in page
    assert str(sound.pk) not in page


def test_each_file_is_verified_once_a_day_and_logged_once() -> None:
    """FI-07."""
    document = keep()
    Path(document.file.path).write_bytes(b"%PDF-1.8")
    tomorrow = timezone.now() + timedelta(days=1)

    counts = [upkeep.verify(now=tomorrow + timedelta(hours=hours)) for hours in (0, 1, 24)]

    assert counts == [1, 0, 1]
    assert AuditEvent.objects.filter(action="document.find_damage").count() == 1


def test_a_file_that_was_brought_back_is_in_order_again() -> None:
    document = keep()
    path = Path(document.file.path)
    path.unlink()
    upkeep.verify(now=timezone.now() + timedelta(days=1))
    path.write_bytes(b"%PDF-1.7")
    upkeep.verify(now=timezone.now() + timedelta(days=3))

    document.refresh_from_db()
    assert document.damage == ""
    assert health.report(timezone.now()).parts["files"] == "ok"


def test_the_beat_verifies_by_its_own_clock() -> None:
    document = keep()

    tasks.verify()

    document.refresh_from_db()
    assert document.verified_at is None
