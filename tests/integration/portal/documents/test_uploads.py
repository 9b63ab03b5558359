"""Uploads in pieces, as the tus protocol asks: begun, resumed, refused, cancelled, used once."""

from __future__ import annotations

import errno
import hashlib
import os
import threading
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.storage import default_storage
from django.db import connections, transaction
from django.test import Client
from django.utils import timezone

from portal.accounts.actors import VISITOR
from portal.core.denial import Denied
from portal.documents import incoming, operations, rules
from portal.documents.models import Upload
from tests.factories import people
from tests.factories.tus import CONTENT, TUS, begin, encoded, offset_of, on_disk, send

pytestmark = pytest.mark.django_db


@pytest.fixture
def mira() -> Client:
    return people.client_of(people.mira())


def test_a_file_comes_in_pieces_and_goes_on_where_it_stopped(mira: Client) -> None:
    begun = begin(mira)
    address = begun["Location"]
    first = send(mira, address, CONTENT[:1000])
    half = offset_of(mira, address)
    last = send(mira, address, CONTENT[half:], half)

    assert (begun.status_code, first.status_code, last.status_code) == (201, 204, 204)
    assert (half, int(last["Upload-Offset"])) == (1000, len(CONTENT))
    assert begun["Tus-Resumable"] == "1.0.0"
    assert "GMT" in begun["Upload-Expires"]
    upload = Upload.objects.get()
    assert (upload.name, upload.is_complete) == ("plan.pdf", True)
    assert (
        hashlib.sha256(incoming.path_of(upload).read_bytes()).digest()
        == hashlib.sha256(CONTENT).digest()
    )


def test_the_server_says_what_it_can_do(mira: Client) -> None:
    answer = mira.options("/uploads/")

    assert answer.status_code == 204
    assert answer["Tus-Version"] == "1.0.0"
    assert answer["Tus-Extension"] == "creation,expiration,checksum,termination"
    assert answer["Tus-Max-Size"] == "20000000"
    assert answer["Tus-Checksum-Algorithm"] == "sha1,sha256"


def test_a_visitor_is_told_to_sign_in_and_not_led_away() -> None:
    answer = begin(Client())

    assert answer.status_code == 401
    assert "Sign in again" in answer.content.decode()
    with pytest.raises(Denied, match="Sign in"):
        operations.begin(name="a.pdf", size=5, actor=VISITOR, now=timezone.now())


def test_without_the_token_of_a_page_nothing_is_taken() -> None:
    mira = people.client_of(people.mira())
    mira.handler.enforce_csrf_checks = True

    assert begin(mira).status_code == 403
    assert not Upload.objects.exists()


@pytest.mark.parametrize("size", ["", "-1", "1.5", "a", "9" * 16, "１"])
def test_a_length_that_is_no_number_is_refused(mira: Client, size: str) -> None:
    headers = {**TUS, "Upload-Length": size} if size.isascii() else TUS

    assert mira.post("/uploads/", headers=headers, content_type="x/y").status_code == 400


def test_the_version_of_the_protocol_is_asked_for(mira: Client) -> None:
    assert mira.post("/uploads/", content_type="x/y").status_code == 412
    assert mira.post("/uploads/", headers={"Tus-Resumable": "0.2"}).status_code == 412


@pytest.mark.parametrize(
    ("size", "status", "words"),
    [(0, 400, "empty"), (20_000_001, 413, "larger than 20 MB"), (20_000_000, 201, "")],
)
def test_a_file_of_no_bytes_or_of_20_mb_and_one_is_refused_at_once(
    mira: Client, size: int, status: int, words: str
) -> None:
    """FI-02."""
    answer = begin(mira, size)

    assert answer.status_code == status
    assert words in answer.content.decode()


def test_one_person_has_so_much_under_way_and_no_more(mira: Client) -> None:
    for _number in range(rules.MOST_WAITING // 20_000_000):
        assert begin(mira, 20_000_000).status_code == 201
    full = begin(mira, 1)
    other = begin(people.client_of(people.otto()), 1)
    Upload.objects.update(closed_at=timezone.now())
    emptied = begin(mira, 1)

    assert (full.status_code, other.status_code, emptied.status_code) == (429, 201, 201)
    assert "too many uploads" in full.content.decode()


def test_one_person_begins_so_many_in_an_hour(
    mira: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "MOST_BEGINNINGS", 2)

    statuses = [begin(mira, 5).status_code for _ in range(3)]
    Upload.objects.update(created_at=timezone.now() - timedelta(hours=2))

    assert statuses == [201, 201, 429]
    assert begin(mira, 5).status_code == 201


def test_a_disk_that_is_nearly_full_takes_no_new_file(
    mira: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """FI-06."""
    monkeypatch.setattr(incoming, "free_bytes", lambda: rules.LEAST_FREE + 10)

    answer = begin(mira, 11)

    assert answer.status_code == 507
    assert answer.content.decode() == "The file could not be stored. Try again later."
    assert not Upload.objects.exists()


def test_a_disk_that_fills_up_leaves_the_upload_as_it_was(
    mira: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """FI-06."""
    address = begin(mira)["Location"]
    send(mira, address, CONTENT[:100])
    real = os.fsync

    def full(descriptor: int) -> None:
        real(descriptor)
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        answer = send(mira, address, CONTENT[100:], 100)

    upload = Upload.objects.get()
    assert answer.status_code == 507
    assert upload.offset == 100
    assert incoming.path_of(upload).read_bytes() == CONTENT[:100]
    assert send(mira, address, CONTENT[100:], 100).status_code == 204
    assert incoming.path_of(upload).read_bytes() == CONTENT


@pytest.mark.parametrize("offset", [0, 99, 101, 10**14])
def test_a_piece_that_is_not_the_next_one_is_refused(mira: Client, offset: int) -> None:
    address = begin(mira)["Location"]
    send(mira, address, CONTENT[:100])

    assert send(mira, address, CONTENT[100:], offset).status_code == 409
    assert offset_of(mira, address) == 100


def test_more_than_was_announced_is_refused_and_not_kept(mira: Client) -> None:
    """FI-02."""
    address = begin(mira, 100)["Location"]

    assert send(mira, address, CONTENT[:101]).status_code == 413
    assert offset_of(mira, address) == 0


def test_a_piece_above_the_limit_is_not_read(mira: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "LARGEST_PIECE", 10)
    address = begin(mira)["Location"]

    assert send(mira, address, CONTENT[:11]).status_code == 413
    assert send(mira, address, CONTENT[:10]).status_code == 204


def test_a_piece_of_another_content_type_is_refused(mira: Client) -> None:
    address = begin(mira)["Location"]

    answer = mira.patch(
        address, CONTENT, headers={**TUS, "Upload-Offset": "0"}, content_type="text/plain"
    )

    assert answer.status_code == 415


def test_a_piece_is_compared_with_its_checksum(mira: Client) -> None:
    address = begin(mira)["Location"]
    piece = CONTENT[:50]

    wrong = send(mira, address, piece, 0, f"sha1 {encoded(b'x' * 20)}")
    unknown = send(mira, address, piece, 0, f"md4 {encoded(b'x')}")
    garbled = send(mira, address, piece, 0, "sha256 ***")
    digest = encoded(hashlib.sha256(piece).digest())
    right = send(mira, address, piece, 0, f"sha256 {digest}")

    statuses = [one.status_code for one in (wrong, unknown, garbled, right)]
    assert statuses == [460, 400, 400, 204]
    assert offset_of(mira, address) == 50


def test_what_arrived_before_the_line_broke_is_kept(
    mira: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.http import UnreadablePostError
    from django.test.client import FakePayload

    address = begin(mira)["Location"]
    whole = FakePayload.read

    def broken(self: FakePayload, size: int = -1) -> bytes:
        if getattr(self, "is_cut", False):
            raise OSError("the line is broken")
        self.is_cut = True
        return whole(self, 70)

    with monkeypatch.context() as patch:
        patch.setattr(FakePayload, "read", broken)
        send(mira, address, CONTENT)

    assert UnreadablePostError is not None
    assert offset_of(mira, address) == 70
    assert send(mira, address, CONTENT[70:], 70).status_code == 204


def test_another_persons_upload_and_none_answer_alike(mira: Client) -> None:
    address = begin(mira)["Location"]
    otto = people.client_of(people.otto())

    for place in (address, f"/uploads/{uuid4()}/"):
        assert otto.head(place, headers=TUS).status_code == 404
        assert send(otto, place, b"x").status_code == 404
        assert otto.delete(place, headers=TUS).status_code == 404
    assert offset_of(mira, address) == 0


def test_an_upload_can_be_cancelled_and_its_bytes_go(
    mira: Client, django_capture_on_commit_callbacks: Any
) -> None:
    address = begin(mira)["Location"]
    send(mira, address, CONTENT[:100])

    with django_capture_on_commit_callbacks(execute=True):
        gone = mira.delete(address, headers=TUS)

    assert gone.status_code == 204
    assert on_disk() == []
    assert mira.head(address, headers=TUS).status_code == 404


def test_an_upload_that_expired_is_not_there(mira: Client) -> None:
    address = begin(mira)["Location"]
    Upload.objects.update(expires_at=timezone.now())

    assert mira.head(address, headers=TUS).status_code == 404
    assert send(mira, address, CONTENT).status_code == 404


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "a Set-Cookie: x.pdf"),
        ("fdp.\u202egnp.pdf", "fdp.gnp.pdf"),
        ("nul\x00.pdf", "nul.pdf"),
        ("..", "document"),
        ("協議書.pdf", "協議書.pdf"),
        ("x" * 1_000 + ".pdf", "x" * 251 + ".pdf"),
    ],
)
def test_a_name_is_data_and_made_fit_to_be_shown(mira: Client, written: str, name: str) -> None:
    """FI-04."""
    assert begin(mira, 5, written).status_code == 201
    upload = Upload.objects.get()

    assert upload.name == name
    assert Path(default_storage.path("incoming")) == incoming.path_of(upload).parent


@pytest.mark.parametrize("metadata", ["filename ***", "filename 4", ",,,", "other eA==", ""])
def test_metadata_that_means_nothing_is_refused_or_ignored(mira: Client, metadata: str) -> None:
    headers = {**TUS, "Upload-Length": "5", "Upload-Metadata": metadata}

    answer = mira.post("/uploads/", headers=headers, content_type="x/y")

    assert answer.status_code in (201, 400)


def test_bytes_that_are_no_text_make_a_name_all_the_same(mira: Client) -> None:
    name = encoded(b"\xff\xfe")
    headers = {**TUS, "Upload-Length": "5", "Upload-Metadata": f"filename {name}"}

    assert mira.post("/uploads/", headers=headers, content_type="x/y").status_code == 201


@pytest.mark.django_db(transaction=True)
def test_of_two_pieces_at_once_one_is_refused() -> None:
    mira = people.mira()
    upload = operations.begin(name="a.pdf", size=10, actor=mira, now=timezone.now())
    refused: list[BaseException] = []

    def second() -> None:
        try:
            operations.append(
                upload_id=upload.pk, offset=0, piece=b"second", actor=mira, now=timezone.now()
            )
        except rules.Busy as busy:
            refused.append(busy)
        finally:
            connections.close_all()

    with transaction.atomic():
        operations.append(
            upload_id=upload.pk, offset=0, piece=b"first", actor=mira, now=timezone.now()
        )
        thread = threading.Thread(target=second)
        thread.start()
        thread.join()

    upload.refresh_from_db()
    assert len(refused) == 1
    assert upload.offset == 5
    assert incoming.path_of(upload).read_bytes() == b"first"


def test_a_piece_that_was_written_but_not_committed_is_overwritten(mira: Client) -> None:
    address = begin(mira, 10)["Location"]
    with transaction.atomic():
        send(mira, address, b"abcdefgh")
        transaction.set_rollback(True)

    assert send(mira, address, b"xy").status_code == 204
    assert incoming.path_of(Upload.objects.get()).read_bytes() == b"xy"
