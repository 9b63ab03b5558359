"""Clarifications in the browser, on both sides."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from grants.applications.models import Application
from grants.clarifications.models import Clarification, ClarificationFile
from grants.clarifications.registration import overdue_answers
from portal.accounts.models import Role
from portal.documents.models import Upload
from portal.ui.formats import in_hong_kong
from portal.workdays.queries import calendar
from tests.factories import applications, calls, clarifications, organisations, pdfs, screening
from tests.factories.clarifications import PART
from tests.factories.people import alan, client_of, grace, mira, otto, paul, person, refreshed
from tests.factories.tus import arrived, begin

pytestmark = pytest.mark.django_db


def page_of(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


def status_of(client: Client, url: str) -> int:
    """The status of a page or download, read to its end so that its file is closed."""
    answer = client.get(url)
    if answer.streaming:
        list(answer.streaming_content)
    return answer.status_code


def desk(application: Application) -> str:
    return reverse("screening-application", args=[application.reference])


def ask_url(application: Application) -> str:
    return reverse("clarification-ask", args=[application.reference])


def answer_url(application: Application) -> str:
    return reverse("clarification-answer", args=[application.reference])


def due_on(days: int = 5) -> str:
    today = in_hong_kong(timezone.now()).date()
    return calendar().after(today, days).isoformat()


def test_a_question_is_asked_on_named_parts() -> None:
    application = applications.at("submitted")
    client = client_of(paul())
    page = page_of(client, ask_url(application))
    assert due_on(7) in page
    for words in ("Name of the sponsor", "The budget", "Questions about the project"):
        assert words in page

    posted = {"question": "Which bank?", "parts": [PART, "budget"], "due_on": due_on()}
    response = client.post(ask_url(application), posted)

    assert response["Location"] == desk(application)
    page = page_of(client, desk(application))
    assert "Which bank?" in page
    assert "Contact person" in page
    assert "Give more time" in page
    assert "wait for the answer" in page


def test_wrong_questions_are_told_and_kept() -> None:
    application = applications.at("submitted")
    client, url = client_of(paul()), ask_url(application)
    good = {"question": "Which bank?", "parts": [PART], "due_on": due_on()}

    for changes, sentence in (
        ({"due_on": "2020-01-31"}, "The answer must be due in the future."),
        ({"due_on": "9999-12-31"}, "within four months"),
        ({"due_on": "tomorrow"}, "Enter a valid date"),
        ({"parts": []}, "Choose what the question is about."),
        ({"parts": ["answers.nothing"]}, "Select a valid choice"),
        ({"question": ""}, "Write the question."),
        ({"question": "Which bank?" + "x" * 1_000_000}, "too many"),
    ):
        page = client.post(url, {**good, **changes}).content.decode()
        assert sentence in page
        if "question" not in changes:
            assert "Which bank?" in page
    assert not Clarification.objects.exists()


def test_the_applicant_sees_what_was_submitted_and_answers_beside_it() -> None:
    application = screening.at("clarification")
    client, url = client_of(mira()), answer_url(application)
    page = page_of(client, url)
    for words in ("Who signs for the sponsor?", "Contact person", "Wong Mei-ling", "The clock"):
        assert words in page
    assert "Paul" not in page

    empty = client.post(url, {"part_1": " "}).content.decode()
    long = client.post(url, {"part_1": "x" * 1_000_000}).content.decode()
    nul = client.post(url, {"part_1": "a\x00b"})
    done = client.post(url, {"part_1": "The head of treasury."}, follow=True).content.decode()

    assert "Write the answer." in empty
    assert "too many" in long
    assert nul.status_code in (200, 400)
    assert "Your answer was received." in done
    assert "As answered" in done
    assert "The head of treasury." in page_of(client_of(paul()), desk(application))


def test_no_other_field_can_be_answered() -> None:
    """AZ-08."""
    application = screening.at("clarification")

    client_of(mira()).post(
        answer_url(application),
        {"part_1": "Yes.", "part_2": "No.", "project.title": "Another", "state": "awarded"},
    )

    application.refresh_from_db()
    assert (application.state, application.title) == (
        "submitted",
        "Tokenised trade receivables for small exporters",
    )
    assert [part.code for part in Clarification.objects.get().parts.all()] == [PART]


def test_files_are_attached_if_asked_and_open_for_whoever_may_read() -> None:
    """AZ-05."""
    application = applications.at("submitted")
    clarifications.asked(application, wants_files=True)
    client = client_of(mira())
    wrong = pdfs.upload()
    wrong.name = "../../etc/passwd\r\n.exe"
    refused = client.post(answer_url(application), {"part_1": "See file.", "file_1": wrong})
    assert "Choose a file of this kind" in refused.content.decode()
    assert "See file." in refused.content.decode()

    client.post(answer_url(application), {"part_1": "See file.", "file_1": pdfs.upload()})

    file = ClarificationFile.objects.get()
    url = reverse("clarification-file", args=[application.reference, file.pk])
    assert url in page_of(client_of(paul()), desk(application))
    for reader in (mira(), paul(), alan(), grace()):
        assert status_of(client_of(reader), url) == 200
    assert client_of(otto()).get(url).status_code == 404
    other = applications.at("submitted", by=otto())
    elsewhere = reverse("clarification-file", args=[other.reference, file.pk])
    assert client_of(otto()).get(elsewhere).status_code == 404


def test_files_that_were_sent_ahead_go_with_the_answer_once_and_survive_an_error() -> None:
    application = applications.at("submitted")
    clarifications.asked(application, wants_files=True)
    client, url = client_of(mira()), answer_url(application)
    letter, letter_two = arrived(client, name="Letter.PDF"), arrived(client, name="two.pdf")
    ahead = {"file_1-upload": letter, "file_3-upload": letter_two}

    refused = client.post(url, {**ahead, "part_1": " "}).content.decode()
    done = client.post(url, {**ahead, "part_1": "See both."}, follow=True).content.decode()

    assert "Write the answer." in refused
    for number, name in ((letter, "Letter.PDF"), (letter_two, "two.pdf")):
        assert f'value="{number}"' in refused
        assert name in refused
    assert "Your answer was received." in done
    names = ClarificationFile.objects.order_by("document__name").values_list("document__name")
    assert [name for (name,) in names] == ["Letter.pdf", "two.pdf"]
    assert not Upload.objects.filter(closed_at__isnull=True).exists()


def test_what_was_sent_ahead_wrongly_is_told_beside_its_field_and_nothing_is_answered() -> None:
    """FI-01."""
    application = applications.at("submitted")
    clarifications.asked(application, wants_files=True)
    client, url = client_of(mira()), answer_url(application)
    unfinished = begin(client)["Location"].split("/")[-2]
    ahead = (
        (arrived(client, pdfs.with_script()), "scripts or actions"),
        (arrived(client, b"MZ, a program", name="plan.pdf"), "PDF"),
        (arrived(client_of(otto())), "no longer here"),
        (unfinished, "no longer here"),
        ("../../etc/passwd", "no longer here"),
        ("\x00", "no longer here"),
    )

    for number, sentence in ahead:
        page = client.post(url, {"part_1": "See file.", "file_2-upload": number}).content.decode()
        assert 'href="#id_file_2"' in page, number
        assert sentence in page
        assert "See file." in page
        assert f'value="{number}"' not in page

    assert not ClarificationFile.objects.exists()
    assert Clarification.objects.get().is_open


def test_an_upload_goes_with_no_answer_that_takes_no_files() -> None:
    application = applications.at("submitted")
    clarifications.asked(application)
    client = client_of(mira())

    client.post(answer_url(application), {"part_1": "Yes.", "file_1-upload": arrived(client)})

    assert not Clarification.objects.get().is_open
    assert not ClarificationFile.objects.exists()
    assert Upload.objects.get().closed_at is None


def test_earlier_questions_stand_below_the_open_one() -> None:
    application = applications.at("submitted")
    clarifications.answered(application, "The head of treasury.")
    clarifications.asked(application, "Since when?")

    page = page_of(client_of(mira()), answer_url(application))

    assert page.index("Since when?") < page.index("Earlier questions")
    assert page.index("Earlier questions") < page.index("The head of treasury.")


def test_a_late_answer_is_told_plainly_and_marked_for_both_sides() -> None:
    application = screening.at("clarification")
    Clarification.objects.update(due_at=timezone.now() - timedelta(hours=1))
    client, url = client_of(mira()), answer_url(application)
    page = page_of(client, url)
    assert "Overdue" in page
    assert "You can still answer" in page
    detail = page_of(client, reverse("application-detail", args=[application.reference]))
    assert "until the office closes the question" in detail
    queue = reverse("screening-queue", args=[application.call.code])
    assert "Answer overdue" in page_of(client_of(paul()), queue)

    page = client.post(url, {"part_1": "Sorry."}, follow=True).content.decode()

    assert "Late" in page


def test_an_answer_without_a_question_is_told() -> None:
    application = applications.at("submitted")
    client, url = client_of(mira()), answer_url(application)
    assert "No question so far" in page_of(client, url)
    clarifications.answered(application)

    page = client.post(url, {"part_1": "One more thing."}).content.decode()

    assert "No question is open on this application." in page


def test_more_time_is_given_and_a_question_closed() -> None:
    application = screening.at("clarification")
    client, reference = client_of(paul()), application.reference
    extend = reverse("clarification-extend", args=[reference])
    close = reverse("clarification-close", args=[reference])
    assert (
        "must be later"
        in client.post(extend, {"due_on": due_on(1), "reason": "Typhoon"}).content.decode()
    )

    client.post(extend, {"due_on": due_on(9), "reason": "Typhoon"})
    page = page_of(client_of(mira()), answer_url(application))
    detail = reverse("application-detail", args=[reference])
    told = page_of(client_of(mira()), detail)
    assert "Say why." in client.post(close, {"reason": ""}).content.decode()
    client.post(close, {"reason": "The register says it."})

    assert "More time to answer the question" in told
    assert "Answer due" in page
    assert "Closed without an answer" in page_of(client_of(mira()), answer_url(application))
    assert "Question closed without an answer" in page_of(client_of(mira()), detail)
    assert "No question is open" in page_of(client, close)


def test_who_reaches_which_page() -> None:
    """AZ-02."""
    application = screening.at("clarification")
    office = [
        reverse(name, args=[application.reference])
        for name in ("clarification-ask", "clarification-extend", "clarification-close")
    ]
    pia = person("Pia Fong", Role.OFFICER, scope="1999-1")

    for url in office:
        assert Client().get(url).status_code == 302
        for actor in (mira(), otto(), grace(), pia):
            assert client_of(actor).get(url).status_code == 404
        assert client_of(alan()).get(url).status_code == 200
    own = answer_url(application)
    assert Client().get(own).status_code == 302
    for actor in (otto(), paul(), alan()):
        assert client_of(actor).get(own).status_code == 404


def test_a_viewer_reads_the_question_and_cannot_answer() -> None:
    application = screening.at("clarification")
    organisations.join(application.organisation, otto(), "viewer")
    client, url = client_of(otto()), answer_url(application)
    assert re.search(r"disabled>Send the answer", page_of(client, url))

    page = client.post(url, {"part_1": "Yes."}).content.decode()

    assert "Only owners and editors of the organisation can do this." in page


def test_an_officers_home_shows_what_is_overdue() -> None:
    call = calls.opened()
    late = screening.at("clarification", call=call, by=otto())
    now = timezone.now() + timedelta(days=20)

    entries = overdue_answers(refreshed(paul()), now)

    assert [(entry.title, entry.status) for entry in entries] == [(late.reference, "Overdue")]
    assert overdue_answers(refreshed(paul()), timezone.now()) == []
    assert overdue_answers(person("Pia Fong", Role.OFFICER, scope="1999-1"), now) == []


def test_one_question_and_five_cost_the_same_queries() -> None:
    application = applications.at("submitted")
    clarifications.answered(application)
    client, url = client_of(mira()), answer_url(application)
    page_of(client, url)
    with CaptureQueriesContext(connection) as one:
        page_of(client, url)
    for number in range(4):
        clarifications.answered(application, f"Answer {number}")

    with CaptureQueriesContext(connection) as five:
        page_of(client, url)

    assert len(one) == len(five)
