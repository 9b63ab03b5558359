"""The release, the letters and the outcome in the browser."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from grants.awards import views
from grants.awards.models import Letter
from grants.decisions.models import Decision
from grants.programmes.models import Call
from portal.accounts.actors import Actor
from portal.accounts.models import Role
from portal.core.denial import Denied
from portal.jobs.models import Job
from portal.pdf.contract import Reason
from portal.pdf.render import RenderFailed
from tests.answers import shown as bare
from tests.factories import applications, assignments, decisions, organisations, people, reviews
from tests.integration.grants.awards.conftest import a_document
from tests.reading import text_of

pytestmark = pytest.mark.django_db

CODE = applications.CALL_CODE
RELEASE = reverse("letter-release", args=[CODE])
LETTERS = reverse("letter-list", args=[CODE])
STAFF = (people.paul, people.charles, people.petra, people.grace, people.fiona, people.alan)


def page(actor: Actor, url: str) -> str:
    response = people.client_of(actor).get(url)
    assert response.status_code == 200
    return response.content.decode()


def preview_of(number: int) -> str:
    return reverse("letter-preview", args=[CODE, f"BDA30-000{number}"])


def outcome_of(number: int) -> str:
    return reverse("application-decision", args=[f"BDA30-000{number}"])


def file_of(number: int) -> str:
    return reverse("letter-download", args=[f"BDA30-L-000{number}"])


def test_the_approver_sees_what_leaves_and_lets_it_leave(call: Call) -> None:
    client = people.client_of(people.grace())

    before = client.get(RELEASE).content.decode()
    answer = client.post(RELEASE, follow=True)

    for words in ("HK$733,333", "Grace Ng", "This cannot be taken back."):
        assert words in before
    assert answer.redirect_chain == [(LETTERS, 302)]
    assert "Released. 4 letters are being made." in answer.content.decode()
    assert Letter.objects.count() == 4


def test_after_the_release_its_page_leads_to_the_letters(released: Call) -> None:
    client = people.client_of(people.grace())

    for answer in (client.get(RELEASE), client.post(RELEASE)):
        assert (answer.status_code, answer.url) == (302, LETTERS)
    assert Letter.objects.count() == 4


def test_the_slower_of_two_clicks_finds_the_letters_on_their_way(
    call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slower(**arguments: Any) -> int:
        original(**arguments)
        raise Denied("Letters are released once.")

    original = views.operations.release
    monkeypatch.setattr(views.operations, "release", slower)

    answer = people.client_of(people.grace()).post(RELEASE)

    assert (answer.status_code, answer.url) == (302, LETTERS)


def test_who_is_no_approver_reads_why_the_button_is_grey(call: Call) -> None:
    paul = people.client_of(people.paul())

    answer = paul.post(RELEASE)

    text = answer.content.decode()
    assert "The letters were not released" in text
    assert text.count("Only an approver releases the letters.") == 2
    assert not Letter.objects.exists()


def test_the_release_warns_of_characters_that_no_letter_can_show(call: Call) -> None:
    first = reviews.applications_of(call)[0]
    first.title = "Ledger 🚀 and 🙂"
    first.save(update_fields=["title"])

    text = page(people.grace(), RELEASE)

    assert "Some letters cannot be printed as they stand" in text
    assert "BDA30-0001</span>: 🚀 🙂" in text
    assert "BDA30-0002</span>" not in text


def test_a_clean_release_warns_of_nothing(call: Call) -> None:
    assert "cannot be printed" not in page(people.grace(), RELEASE)


def test_strangers_find_neither_release_nor_letters_nor_previews(call: Call) -> None:
    """AZ-02, AZ-03, AZ-05."""
    elsewhere = people.person("Gordon Au", Role.APPROVER, scope="1999-1")
    for stranger in (people.mira(), people.otto(), people.ines(), people.ada(), elsewhere):
        client = people.client_of(people.refreshed(stranger))
        for url in (RELEASE, LETTERS, preview_of(1)):
            assert client.get(url).status_code == 404
        assert client.post(RELEASE).status_code == 404
    for url in (RELEASE, LETTERS, preview_of(1), file_of(1), outcome_of(1)):
        assert Client().get(url).status_code == 302


def test_officer_and_approver_read_a_letter_beforehand(call: Call) -> None:
    for reader in (people.paul(), people.grace()):
        answer = people.client_of(reader).get(preview_of(1))

        assert answer.status_code == 200
        assert answer["Content-Type"] == "application/pdf"
        assert answer["Content-Disposition"] == 'inline; filename="preview-BDA30-0001.pdf"'
        assert "no-store" in answer["Cache-Control"]
        assert "Letter number Preview, not sent" in text_of(answer.content)


def test_other_staff_do_not_preview_and_nobody_does_after_the_release(call: Call) -> None:
    for reader in (people.charles(), people.petra(), people.fiona(), people.alan()):
        assert people.client_of(reader).get(preview_of(1)).status_code == 403
        assert preview_of(1) not in page(reader, reverse("decision-detail", args=[CODE]))
    assert preview_of(1) in page(people.grace(), reverse("decision-detail", args=[CODE]))
    assert people.client_of(people.grace()).get(preview_of(9)).status_code == 404

    decisions.released(call)

    assert people.client_of(people.grace()).get(preview_of(1)).status_code == 403


def failing(reason: Reason) -> Callable[..., bytes]:
    def preview(**_arguments: Any) -> bytes:
        raise RenderFailed(reason, "told to nobody")

    return preview


def test_a_preview_that_cannot_be_printed_says_why(
    call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = reviews.applications_of(call)[0]
    first.title = "Ledger 🚀"
    first.save(update_fields=["title"])
    client = people.client_of(people.grace())

    unprintable = client.get(preview_of(1), follow=True).content.decode()
    monkeypatch.setattr(views.operations, "preview", failing(Reason.TOO_SLOW))
    slow = client.get(preview_of(2), follow=True).content.decode()

    assert "The letter of BDA30-0001 cannot show these: 🚀" in unprintable
    assert "The letter of BDA30-0002 could not be printed." in slow
    assert "told to nobody" not in slow


def test_before_the_release_there_are_no_letters(call: Call) -> None:
    for reader in STAFF:
        assert "No letters yet" in page(reader(), LETTERS)


def test_the_letters_are_listed_while_they_are_made(released: Call) -> None:
    text = page(people.grace(), LETTERS)

    assert "0 of 4 done" in text
    assert text.count("Being made") == 4
    assert f'hx-get="{LETTERS}"' in text
    assert file_of(1) not in text


def fragment(actor: Actor) -> Any:
    return people.client_of(actor).get(LETTERS, headers={"HX-Request": "true"})


def test_the_page_asks_for_the_progress_and_is_loaded_anew_at_the_end(released: Call) -> None:
    during = fragment(people.grace())
    for letter in Letter.objects.all():
        letter.document = a_document()
        letter.save(update_fields=["document"])
    after = fragment(people.grace())

    assert "<html" not in during.content.decode()
    assert "0 of 4 done" in during.content.decode()
    assert "HX-Refresh" not in during
    assert after["HX-Refresh"] == "true"
    assert "of 4 done" not in after.content.decode()


def test_stopped_letters_are_told_and_nothing_is_waited_for(released: Call) -> None:
    keys = [f"letter:{one.number}" for one in Letter.objects.all()]
    Job.objects.filter(key__in=keys).update(state="dead")
    organisation = reviews.applications_of(released)[0].organisation
    organisation.name = "Moon 🚀 Limited"
    organisation.save(update_fields=["name"])

    text = page(people.grace(), LETTERS)

    assert "4 letters stopped after three tries." in text
    assert "No font can print these characters: 🚀" in text
    assert text.count(">Stopped<") == 4
    assert "hx-get" not in text


def test_made_letters_are_fetched_by_staff_of_the_call(made: Call) -> None:
    for reader in STAFF:
        assert file_of(1) in page(reader(), LETTERS)
        answer = people.client_of(reader()).get(file_of(1))
        assert b"".join(answer.streaming_content) == b"%PDF-1.7 letter"
        assert answer["Content-Disposition"] == 'attachment; filename="letter.pdf"'


def test_staff_with_an_interest_do_not_see_that_letter(made: Call) -> None:
    """AZ-06."""
    own = reviews.applications_of(made)[0]
    organisations.join(own.organisation, people.fiona(), "viewer")
    own.state = "approved"
    own.save(update_fields=["state"])
    client = people.client_of(people.refreshed(people.fiona()))

    text = client.get(LETTERS).content.decode()

    assert "BDA30-L-0001" not in text
    assert "BDA30-L-0002" in text
    assert client.get(file_of(1)).status_code == 404


def test_a_letter_is_its_organisations_alone(made: Call) -> None:
    """AZ-03, AZ-05: a letter of others answers like one that does not exist."""
    mira = people.client_of(people.refreshed(people.mira()))
    otto = people.client_of(people.otto())

    assert b"".join(mira.get(file_of(1)).streaming_content) == b"%PDF-1.7 letter"
    assert bare(otto.get(file_of(1))) == bare(otto.get(file_of(9)))
    assert otto.get(file_of(1)).status_code == 404
    assert mira.get(LETTERS).status_code == 404


def test_a_letter_that_is_not_made_cannot_be_fetched(released: Call) -> None:
    mira = people.client_of(people.refreshed(people.mira()))

    assert mira.get(file_of(1)).status_code == 404
    assert "This letter is being made." in mira.get(outcome_of(1)).content.decode()


def test_one_letter_and_thirty_take_the_same_queries(made: Call) -> None:
    client = people.client_of(people.grace())
    client.get(LETTERS)

    with CaptureQueriesContext(connection) as few:
        client.get(LETTERS)
    more_letters(made, 30)
    with CaptureQueriesContext(connection) as many:
        text = client.get(LETTERS).content.decode()

    assert text.count("BDA30-L-9") >= 30
    assert len(many) == len(few) <= 15


def test_the_release_asks_the_same_queries_for_four_decisions_and_thirty_more(call: Call) -> None:
    client = people.client_of(people.grace())
    client.get(RELEASE)

    with CaptureQueriesContext(connection) as few:
        client.get(RELEASE)
    more_decisions(call, 30)
    with CaptureQueriesContext(connection) as many:
        text = client.get(RELEASE).content.decode()

    assert ">32<" in "".join(text.split())
    assert len(many) == len(few) <= 15


def more_decisions(call: Call, number: int) -> list[Decision]:
    return [
        Decision.objects.create(
            application=application,
            is_award=False,
            decided_by=people.grace().person,
            decided_at=timezone.now(),
        )
        for application in assignments.rows(call, number, state="refused")
    ]


def more_letters(call: Call, number: int) -> None:
    for index, decision in enumerate(more_decisions(call, number)):
        Letter.objects.create(
            decision=decision,
            kind="refusal",
            number=f"BDA30-L-9{index:03d}",
            issued_on=timezone.localdate(),
            document=a_document(),
        )
