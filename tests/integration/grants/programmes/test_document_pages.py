"""What applicants bring: the officers' pages and what the public reads."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from grants.programmes import operations, queries
from grants.programmes.models import Call
from portal.audit.models import AuditEvent
from portal.core.denial import Denied
from tests.factories import calls
from tests.factories.people import alan, client_of, mira, paul

pytestmark = pytest.mark.django_db

USUAL = ["sponsor-agreement", "registration", "supporting"]


def codes(call: Call) -> list[str]:
    return [document.code for document in queries.documents_of(call)]


def table(*rows: dict[str, Any], seen: str = "") -> dict[str, Any]:
    fields = {
        f"documents-{number}-{name}": value
        for number, row in enumerate(rows)
        for name, value in row.items()
    }
    total = len(rows)
    return {
        "documents-TOTAL_FORMS": total,
        "documents-INITIAL_FORMS": total,
        "seen": seen,
        **fields,
    }


def words(**changes: str) -> dict[str, str]:
    usual = {
        "name_en": "Plan of the system",
        "name_zh-hant": "系統架構圖",
        "name_zh-hans": "系统架构图",
        "note_en": "",
        "code": "plan",
    }
    return {**usual, **changes}


def test_a_new_call_starts_with_the_documents_of_the_scheme_or_of_its_source() -> None:
    first = calls.draft("2025-1")
    kept = queries.documents_as_details(first)[:1]
    operations.replace_documents(call_id=first.pk, documents=kept, actor=paul(), now=timezone.now())

    copy = operations.create_call(
        programme_code="LEAP",
        details={"code": "2025-2", "reference_prefix": "C2"},
        copy_of="2025-1",
        actor=paul(),
        now=timezone.now(),
    )

    assert codes(calls.draft("2025-3")) == USUAL
    assert codes(copy) == USUAL[:1]


def test_officers_order_require_and_remove_documents_in_one_table() -> None:
    call = calls.draft()
    rows = (
        {"code": USUAL[0], "position": 30, "is_required": "on"},
        {"code": USUAL[1], "position": 10, "is_required": "on"},
        {"code": USUAL[2], "position": 20, "remove": "on"},
    )

    client_of(paul()).post(reverse("needed-document-list", args=[call.code]), table(*rows))

    assert codes(call) == ["registration", "sponsor-agreement"]
    assert [document.is_required for document in queries.documents_of(call)] == [True, True]
    event = AuditEvent.objects.get(action="call.replace_documents")
    assert event.details == {"documents": ["registration", "sponsor-agreement"]}


def test_officers_add_and_reword_a_document() -> None:
    call = calls.draft()
    client = client_of(paul())

    client.post(reverse("needed-document-add", args=[call.code]), words())
    edit = reverse("needed-document-edit", args=[call.code, "plan"])
    client.post(edit, words(name_en="Plan", is_required="on"))

    added = queries.documents_of(call)[-1]
    assert (added.code, added.name["en"], added.is_required) == ("plan", "Plan", True)
    assert client.get(edit).status_code == 200
    unknown = reverse("needed-document-edit", args=[call.code, "nothing"])
    assert client.get(unknown).status_code == 404


def test_a_code_that_exists_is_refused_and_what_was_typed_stays() -> None:
    call = calls.draft()

    page = client_of(paul()).post(
        reverse("needed-document-add", args=[call.code]), words(code="supporting")
    )

    assert "Two documents have the same code." in page.content.decode()
    assert "Plan of the system" in page.content.decode()
    assert codes(call) == USUAL


def test_nobody_overwrites_what_changed_meanwhile() -> None:
    call = calls.draft()
    client = client_of(paul())
    url = reverse("needed-document-add", args=[call.code])

    page = client.post(url, words(seen="0123456789abcdef"))

    assert "Somebody else changed this meanwhile." in page.content.decode()
    assert codes(call) == USUAL


@pytest.mark.parametrize("typed", ["\x00", "x" * 1_000_000])
def test_words_that_cannot_be_kept_are_refused_with_a_sentence(typed: str) -> None:
    call = calls.draft()

    page = client_of(paul()).post(
        reverse("needed-document-add", args=[call.code]), words(name_en=f"Plan{typed}")
    )

    assert page.status_code in {200, 400}
    assert codes(call) == USUAL


def test_a_published_list_is_frozen_and_auditors_change_nothing() -> None:
    published = calls.opened("2025-1")
    draft = calls.draft("2025-2")

    with pytest.raises(Denied, match="rules can no longer change"):
        operations.replace_documents(
            call_id=published.pk, documents=[], actor=paul(), now=timezone.now()
        )
    with pytest.raises(Denied, match="Only a programme officer"):
        operations.replace_documents(
            call_id=draft.pk, documents=[], actor=alan(), now=timezone.now()
        )
    url = reverse("needed-document-list", args=[draft.code])
    assert client_of(mira()).get(url).status_code == 404
    refused = client_of(alan()).post(url, table({"code": USUAL[0], "position": 1}))
    assert "Only a programme officer" in client_of(alan()).get(url).content.decode()
    assert refused.status_code == 200
    assert codes(draft) == USUAL


def test_a_missing_language_stands_against_publication() -> None:
    call = calls.draft()
    client_of(paul()).post(
        reverse("needed-document-add", args=[call.code]),
        words(**{"name_zh-hans": "", "note_en": "Two pages."}),
    )

    gaps = queries.gaps_before("publish", call, now=timezone.now())

    sentences = [str(gap.sentence) for gap in gaps]
    assert sentences == [
        "The name of document “Plan of the system” is missing in Simplified Chinese.",
        "The note on document “Plan of the system” is missing in Traditional Chinese.",
        "The note on document “Plan of the system” is missing in Simplified Chinese.",
    ]
    assert {gap.section for gap in gaps} == {"documents"}
    manage = client_of(paul()).get(reverse("call-manage", args=[call.code]))
    assert "3 gaps" in manage.content.decode()


def test_the_public_reads_what_to_bring_and_what_is_optional() -> None:
    call = calls.opened()

    page = Client().get(reverse("call-detail", args=[call.code])).content.decode()

    assert "Sponsorship agreement" in page
    assert "If you like" in page
    assert "No identity card number" in page


def test_a_call_without_documents_still_has_its_pages() -> None:
    call = calls.draft()
    operations.replace_documents(call_id=call.pk, documents=[], actor=paul(), now=timezone.now())
    client = client_of(paul())

    assert (
        "No document yet"
        in client.get(reverse("needed-document-list", args=[call.code])).content.decode()
    )
    assert client.get(reverse("call-preview", args=[call.code])).status_code == 200
