"""What an officer uploads may be anything: it is read, or answered with a sentence."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation

from grants.programmes.models import Call
from portal.audit.models import AuditEvent
from portal.notifications.models import Message
from reviews.pool.importing.columns import EMAIL, EMPLOYER, ROLE
from reviews.pool.inviting.models import PoolInvitation
from tests.factories import calls, people

pytestmark = pytest.mark.django_db


def send(call: Call, content: bytes | str) -> str:
    body = content.encode() if isinstance(content, str) else content
    answer = people.client_of(people.paul()).post(
        reverse("pool-import", args=[call.code]),
        {"file": SimpleUploadedFile("a.csv", body), "language": "en", "deed": "look"},
    )
    assert answer.status_code == 200
    return answer.content.decode()


def rows_in_database() -> tuple[int, ...]:
    return tuple(table.objects.count() for table in (PoolInvitation, Message, AuditEvent))


UNREADABLE = [
    (b"", "The submitted file is empty."),
    (b"\r\n", "The first row is empty."),
    (b"email\r\n", "There is no row below the headings."),
    (b"name,role\r\nNoor,finance\r\n", "The column “E-mail address” is missing."),
    (b"email,shoe size\r\na@example.hk,3\r\n", "“shoe size” is no heading"),
    (b"email,E-mail address\r\na,b\r\n", "stands there twice."),
    ("email\nnoor@example.hk\n".encode("utf-16"), "This file is in UTF-16."),
    ("email,name\na@example.hk,陳大文\n".encode("big5"), "Row 2 is not in UTF-8."),
    (b"email\n\xff\xfe\xfa\n", "Row 2 is not in UTF-8."),
    (b"email\na\x00b\n", "This file holds characters that no text has."),
    (b"PK\x03\x04rest", "This file is a workbook."),
    (b'email,name\na@example.hk,"' + b"x" * 140_000 + b"\n", "Row 2 cannot be read"),
    (b"email\n" + b"a@b.hk\n" * 20_000, "These are 20000 rows. At most 500"),
    (b"email\n" + b"a" * 1_000_000, "Choose a file of at most"),
]


def test_a_file_that_cannot_be_read_is_answered_with_a_sentence() -> None:
    call = calls.in_assessment()
    before = rows_in_database()

    unsaid = [sentence for content, sentence in UNREADABLE if sentence not in send(call, content)]

    assert unsaid == []
    assert rows_in_database() == before


def test_marks_line_ends_separators_and_hidden_characters_do_not_matter() -> None:
    call = calls.in_assessment()
    with translation.override("zh-hant"):
        headings = ";".join(str(column.label) for column in (EMAIL, ROLE, EMPLOYER))
    content = f"\ufeff{headings}\r\n\r\nnoor@example.hk;technical;evil\u202egro\r\n"

    body = send(call, content)

    assert "Would be invited" in body
    assert "evilgro" in body
    assert "\u202e" not in body


def test_without_a_file_the_page_asks_for_one() -> None:
    call = calls.in_assessment()

    answer = people.client_of(people.paul()).post(
        reverse("pool-import", args=[call.code]), {"language": "en"}
    )

    assert "Choose a file." in answer.content.decode()
