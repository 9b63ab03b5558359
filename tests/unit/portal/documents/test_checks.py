"""What an uploaded file may hold, and what is refused with which sentence."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from portal.core.denial import Denied
from portal.documents import checks
from portal.pdf.wire import Silence
from tests.factories import pdfs


def refusal(upload: SimpleUploadedFile, room: int = checks.LARGEST_FILE) -> str:
    with pytest.raises(Denied) as caught:
        checks.check_pdf(upload, room=room)
    return str(caught.value)


def test_a_plain_pdf_passes_and_is_left_at_its_start() -> None:
    upload = pdfs.upload()

    checks.check_pdf(upload)

    assert upload.tell() == 0


def test_a_pdf_with_links_to_the_web_passes() -> None:
    for place in ("https://example.hk/", "mailto:a@example.hk", "www.example.hk"):
        checks.check_pdf(pdfs.upload(pdfs.with_link(place)))


def test_a_pdf_of_300_pages_passes_and_one_more_does_not() -> None:
    checks.check_pdf(pdfs.upload(pdfs.plain(300)))

    assert "300 pages" in refusal(pdfs.upload(pdfs.plain(301)))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (pdfs.page_behind(), "a PDF and something else at once"),
        (pdfs.picture_behind(), "a PDF and something else at once"),
        (pdfs.page_in_a_comment(), "a PDF and something else at once"),
        (pdfs.with_link("file:///etc/passwd"), "scripts or actions"),
        (pdfs.with_link("javascript:alert(1)"), "scripts or actions"),
        (pdfs.with_huge_page(), "larger than 5 metres"),
        (pdfs.with_huge_picture(), "too complex"),
        (pdfs.with_packed_pages(), "damaged"),
        (pdfs.page_too(), "not a PDF, whatever its name says"),
        (pdfs.archive_too(), "a PDF and an archive at once"),
        (pdfs.encrypted(), "encrypted"),
        (pdfs.encrypted(password="secret"), "has a password"),
        (pdfs.with_script(), "scripts or actions"),
        (pdfs.with_launch(), "scripts or actions"),
        (pdfs.with_file_inside(), "other files inside"),
        (pdfs.broken(), "damaged"),
        (pdfs.bomb(), "damaged"),
        (b"PK\x03\x04", "not a PDF, whatever its name says"),
        (b"%PDF-1.7\n", "damaged"),
    ],
)
def test_what_could_harm_a_reader_is_refused(content: bytes, words: str) -> None:
    """FI-01."""
    assert words in refusal(pdfs.upload(content))


@pytest.mark.parametrize("name", ["letter.docx", "letter.pdf.exe", "letter", "letter.svg"])
def test_other_endings_are_refused(name: str) -> None:
    """FI-01."""
    assert "Only PDF files" in refusal(pdfs.upload(name=name))


def test_an_empty_file_is_refused() -> None:
    upload = pdfs.upload()
    upload.size = 0

    assert "empty" in refusal(upload)


def test_a_file_over_20_mb_or_over_the_room_left_is_refused() -> None:
    """FI-02."""
    large = pdfs.upload()
    large.size = checks.LARGEST_FILE + 1

    assert "larger than 20 MB" in refusal(large)
    assert "60 MB" in refusal(pdfs.upload(), room=10)


def test_a_process_that_gives_no_answer_lets_nothing_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    def silent(_sight: object) -> None:
        raise Silence

    monkeypatch.setattr(checks.glass, "print", silent)

    assert "could not be checked" in refusal(pdfs.upload())


def test_the_same_file_is_looked_into_once(monkeypatch: pytest.MonkeyPatch) -> None:
    upload = pdfs.upload()
    checks.check_pdf(upload)
    monkeypatch.setattr(checks.glass, "print", lambda _sight: pytest.fail("looked twice"))

    checks.check_pdf(upload)

    assert "60 MB" in refusal(upload, room=10)


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("agreement.pdf", "agreement.pdf"),
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("..\\..\\boot.PDF", "boot.pdf"),
        ("a\x00b.pdf", "ab.pdf"),
        ("line\r\nSet-Cookie: x.pdf", "line Set-Cookie: x.pdf"),
        ("fdp.\u202egnp.pdf", "fdp.gnp.pdf"),
        ("協議書.pdf", "協議書.pdf"),
        ("..", "document.pdf"),
        ("", "document.pdf"),
        (".pdf", "document.pdf"),
        ("x" * 400 + ".pdf", "x" * 150 + ".pdf"),
    ],
)
def test_a_name_is_made_fit_to_be_shown_and_sent_back(written: str, name: str) -> None:
    """FI-04."""
    assert checks.safe_name(written) == name
