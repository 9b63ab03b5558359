"""The receipt and the submitted version as PDF: whole, checkable, and never in the way."""

from __future__ import annotations

import hashlib
import io
from typing import Any
from unittest.mock import patch

import pikepdf
import pytest
from django.test import Client
from django.utils import timezone

from grants.applications import papers, reopening, snapshots
from grants.applications.models import Application, Snapshot
from grants.applications.views import papers as pages
from grants.questionnaires.queries import questions_of
from portal.pdf.render import Reason, RenderFailed
from tests.factories import applications, people
from tests.reading import attachments_of, unspaced_text_of

pytestmark = pytest.mark.django_db

LONG = "It was measured. 已經量度。\n\n" * 60
TITLE = "Lift 𨋢 receivables 🙂 <b>& more</b>"


def submitted() -> Application:
    """With a long answer, an emoji, and a character of the HKSCS beyond the basic plane."""
    call = applications.open_call()
    question = questions_of(call)[0].code
    changes: dict[str, dict[str, Any]] = {
        "project": {"title": TITLE, "title_zh": "升降機 𨋢 應收賬款"},
        "form-solution": {question: LONG[:1400]},
    }
    return applications.at("submitted", changes=changes)


def test_the_receipt_names_everything_that_proves_the_submission() -> None:
    application = submitted()
    snapshot = Snapshot.objects.get()

    text = unspaced_text_of(papers.receipt_pdf(application, snapshot, language="en"))

    file = snapshot.content["attachments"][0]
    for words in (
        application.reference,
        application.call.code,
        str(application.call.title),
        "HKT",
        "Mira",
        snapshot.sha256,
        file["sha256"],
        file["name"],
        "Declared by",
        "How to check it yourself",
        f"sha256sum {application.reference}-version-1.json",
        "Page 1 of",
    ):
        assert words.replace(" ", "") in text, words


@pytest.mark.parametrize("language", ["en", "zh-hant", "zh-hans"])
def test_the_version_holds_every_word_in_the_readers_labels(language: str) -> None:
    application = submitted()
    snapshot = Snapshot.objects.get()

    pdf = papers.version_pdf(application, snapshot, language=language)

    text = unspaced_text_of(pdf)
    heading = {"en": "Budget", "zh-hant": "預算", "zh-hans": "预算"}[language]
    content = snapshot.content
    spoken = [heading, "升降機𨋢應收賬款", "[U+1F642]", "<b>&more</b>", snapshot.sha256]
    texts = [one["value"] for one in content["answers"] if one["kind"] in ("short", "long")]
    spoken += [line for text in texts for line in text.split("\n")]
    spoken += [one["experience"] for one in content["team"]]
    spoken += [line["description"] for line in content["budget"]["lines"]]
    for words in spoken:
        assert "".join(str(words).split()) in text, words
    assert text.count("Itwasmeasured.") == LONG[:1400].count("It was measured.")
    with pikepdf.open(io.BytesIO(pdf)) as read:
        assert read.Root.MarkInfo.Marked
    (kept,) = attachments_of(pdf).values()
    assert hashlib.sha256(kept).hexdigest() == snapshot.sha256


def test_the_same_version_is_printed_with_the_same_bytes() -> None:
    application = submitted()
    snapshot = Snapshot.objects.get()

    first, second = (
        papers.receipt_pdf(application, snapshot, language="zh-hant") for _turn in range(2)
    )

    assert first == second


def test_what_cannot_be_printed_is_written_as_its_number() -> None:
    content = {"one": ["a\u202eb", 3, None], "two": {"three": "😀 ok"}}

    assert papers.printable(content) == {
        "one": ["a[U+202E]b", 3, None],
        "two": {"three": "[U+1F600] ok"},
    }


def download(client: Client, application: Application, name: str, number: int = 1) -> Any:
    return client.get(f"/applications/{application.reference}/versions/{number}/{name}")


def test_the_pages_hand_out_each_document_of_each_version_to_whoever_may_read_it() -> None:
    """AZ-05."""
    application = submitted()
    mira = people.refreshed(people.mira())
    reopening.reopen(application_id=application.pk, actor=mira, now=timezone.now())
    browser = people.client_of(mira)

    for name in ("receipt.pdf", "application.pdf"):
        answer = download(browser, application, name)
        assert answer.content.startswith(b"%PDF")
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert download(browser, application, name, number=2).status_code == 404
        assert download(people.client_of(people.otto()), application, name).status_code == 404


def test_a_busy_or_broken_printer_is_told_and_the_data_stay_at_hand() -> None:
    application = submitted()
    browser = people.client_of(people.mira())
    turns = [pages.TURNS.acquire(blocking=False) for _turn in range(2)]

    busy = download(browser, application, "receipt.pdf")
    for _turn in turns:
        pages.TURNS.release()
    broken_printer = RenderFailed(Reason.BROKEN, "paper jam")
    with patch.object(papers, "render_template_pdf", side_effect=broken_printer):
        broken = download(browser, application, "application.pdf")

    for answer in (busy, broken):
        assert answer.status_code == 503
        assert answer.headers["Retry-After"] == "60"
        assert f"/applications/{application.reference}/versions/1/content.json" in (
            answer.content.decode()
        )
    assert download(browser, application, "receipt.pdf").status_code == 200


def test_the_data_inside_are_those_of_the_snapshot() -> None:
    application = submitted()
    snapshot = Snapshot.objects.get()

    answer = download(people.client_of(people.mira()), application, "content.json")

    assert answer.content == snapshots.canonical(snapshot.content)
