"""Versions of a form on the officers' pages: corrected, put in force, thrown away, copied."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from grants.programmes.models import Call
from grants.programmes.operations import CHANGED_MEANWHILE
from grants.questionnaires import queries
from tests.factories import applications, calls, people
from tests.integration.grants.questionnaires.test_builder import Workshop

pytestmark = pytest.mark.django_db

CHANGED = str(CHANGED_MEANWHILE)


def test_a_corrected_version_is_begun_written_and_put_in_force_on_the_pages() -> None:
    draft = applications.at("draft")
    shop = Workshop(draft.call)

    shop.client.post(f"{shop.root}correct/")
    shop.saves("edit/plan/", label_en="What are the steps?")
    done = shop.saves("in-force/", note_en="The question on steps is clearer.")

    assert done.status_code == 302
    draft.refresh_from_db()
    assert draft.form_version.number == 2
    page = people.client_of(people.mira()).get(f"/applications/{draft.reference}/form-plan/")
    assert "What are the steps?" in page.content.decode()
    assert "The question on steps is clearer." in page.content.decode()


def test_the_list_tells_which_version_is_in_force_and_which_is_being_written() -> None:
    draft = applications.at("draft")
    shop = Workshop(draft.call)
    published = shop.page().content.decode()

    begun = shop.client.post(f"{shop.root}correct/", follow=True).content.decode()
    twice = shop.client.post(f"{shop.root}correct/", follow=True).content.decode()
    gone = shop.client.post(f"{shop.root}discard/", follow=True).content.decode()
    nothing = shop.client.post(f"{shop.root}discard/", follow=True).content.decode()
    shop.client.post(f"{shop.root}correct/")
    shop.saves("edit/plan/", label_en="What are the steps?")
    shop.saves("in-force/", note_en="Clearer.")
    second = shop.page().content.decode()

    assert "Version 1 is in force. It is used, so it stays as it is." in published
    assert "Write a corrected version" in published
    assert "Make your corrections below." in begun
    assert "This is version 2." in begun
    assert "A corrected version is being written already." in twice
    assert "The corrected version is thrown away." in gone
    assert "No corrected version is being written." in nothing
    assert "Versions of this form" in second
    assert "Version 2: in force since" in second
    assert "Clearer." in second


def test_a_corrected_version_that_lacks_something_is_not_put_in_force() -> None:
    shop = Workshop(applications.at("draft").call)
    shop.client.post(f"{shop.root}correct/")
    shop.saves("sections/add/", code="proof", title_en="Proof")

    answer = shop.saves("in-force/", note_en="One more section.")

    assert answer.status_code == 200
    page = answer.content.decode()
    assert "Section “Proof” has no question." in page
    assert "One more section." in page
    in_force = queries.version_in_force(Call.objects.get(pk=shop.call.pk))
    assert in_force is not None
    assert in_force.number == 1


def test_after_the_deadline_the_form_stays_as_it_is_and_auditors_only_read() -> None:
    call = applications.at("draft").call
    Call.objects.filter(pk=call.pk).update(closes_at=timezone.now() - timedelta(minutes=1))
    shop = Workshop(call)
    unpublished = Workshop(calls.draft("2029-1"))
    unpublished.client = people.client_of(people.alan())

    closed = shop.page().content.decode()
    refused = shop.client.post(f"{shop.root}correct/", follow=True).content.decode()
    read = unpublished.page().content.decode()

    assert "The call has closed, so its form stays as it is." in closed
    assert "Write a corrected version" not in closed
    assert "The call has closed, so its form stays as it is." in refused
    assert "Only a programme officer of this call can do this." in read


def test_a_form_is_copied_from_another_call_and_a_wrong_choice_is_told() -> None:
    other = Workshop(calls.draft("2029-1"))
    other.saves("edit/plan/", label_en="Copied wording")
    shop = Workshop(calls.draft("2029-2"))
    page = f"{shop.root}copy/"

    def copies(source: str, seen: str) -> str:
        sent = {"source": source, "seen": seen}
        return str(shop.client.post(page, sent, follow=True).content.decode())

    seen = shop.page().context["seen"]
    unknown = copies("../x\x00", seen)
    stale = copies("2029-1", "0" * 16)
    before = shop.questions()["plan"].label["en"]
    done = copies("2029-1", seen)

    assert "Choose the call whose form is copied." in unknown
    assert CHANGED in stale
    assert before != "Copied wording"
    assert "The form is copied." in done
    assert shop.questions()["plan"].label["en"] == "Copied wording"
