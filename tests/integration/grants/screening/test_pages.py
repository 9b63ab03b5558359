"""Screening in the browser, and the applicant's answer."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from grants.applications.models import Application
from grants.screening.models import Screening
from grants.screening.registration import work_waiting
from portal.accounts.models import Role
from tests.factories import applications, calls, organisations, screening
from tests.factories.people import alan, client_of, grace, mira, otto, paul, person, refreshed

pytestmark = pytest.mark.django_db


def desk(application: Application) -> str:
    return reverse("screening-application", args=[application.reference])


def text_of(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


def posted(**unmet: str) -> dict[str, str]:
    data: dict[str, str] = {}
    for rule, (finding, reason) in screening.findings(**unmet).items():
        data |= {rule: finding, f"{rule}_reason": reason}
    return data


def test_the_index_counts_what_waits_in_each_call() -> None:
    call = calls.opened()
    calls.draft("2025-9")
    screening.at("eligible", call=call)
    applications.at("submitted", call=call, by=otto())

    page = text_of(client_of(paul()), reverse("screening-index"))

    assert reverse("screening-queue", args=[call.code]) in page
    assert "Round 2025-9" not in page
    assert re.findall(r'class="num"[^>]*>(\d+)<', page) == ["1", "0", "1", "0"]


def test_an_index_without_calls_says_so() -> None:
    assert "No call to screen" in text_of(client_of(paul()), reverse("screening-index"))


def test_screening_is_for_officers_and_auditors() -> None:
    """AZ-01, AZ-02."""
    application = applications.at("submitted")
    code, reference = application.call.code, application.reference
    urls = [
        reverse("screening-queue", args=[code]),
        *(
            reverse(name, args=[reference])
            for name in ("screening-application", "screening-decide", "clarification-ask")
        ),
    ]
    pia = person("Pia Fong", Role.OFFICER, scope="1999-1")

    assert client_of(mira()).get(reverse("screening-index")).status_code == 403
    for url in urls:
        assert Client().get(url).status_code == 302
        for actor in (mira(), otto(), grace(), pia):
            assert client_of(actor).get(url).status_code == 404
        assert client_of(alan()).get(url).status_code == 200


def test_the_queue_shows_the_longest_waiting_first() -> None:
    call = calls.opened()
    first = applications.at("submitted", call=call)
    second = screening.at("clarification", call=call, by=otto())

    page = text_of(client_of(paul()), reverse("screening-queue", args=[call.code]))

    assert page.index(desk(first)) < page.index(desk(second))
    for words in ("To screen", "Clarification asked", "Answer due", "HK$400,000", "海港賬本"):
        assert words in page


def test_the_queue_is_narrowed_by_state_and_words() -> None:
    call = calls.opened()
    first = applications.at("submitted", call=call)
    second = screening.at("eligible", call=call, by=otto())
    client = client_of(paul())
    url = reverse("screening-queue", args=[call.code])

    def found(query: str) -> list[str]:
        page = text_of(client, f"{url}?{query}")
        return [one.reference for one in (first, second) if desk(one) in page]

    assert found("state=submitted") == [first.reference]
    assert found("state=eligible") == [second.reference]
    assert found("state=later") == []
    assert found(f"q={second.reference.lower()}") == [second.reference]
    assert found("q=海港") == [first.reference, second.reference]
    assert found("q=receivables&state=eligible") == [second.reference]
    assert found("state=forged") == [first.reference, second.reference]
    assert "Nothing fits these filters" in text_of(client, f"{url}?q=nothing")


def test_an_empty_queue_says_what_will_come() -> None:
    call = calls.opened()

    page = text_of(client_of(paul()), reverse("screening-queue", args=[call.code]))

    assert "Applications appear here as soon as they are submitted." in page


def test_one_row_and_thirty_cost_the_same_queries() -> None:
    call = calls.opened(applications_per_organisation=20)
    client = client_of(paul())
    url = reverse("screening-queue", args=[call.code])
    template = screening.at("clarification", call=call)
    text_of(client, url)
    with CaptureQueriesContext(connection) as one:
        text_of(client, url)
    for number in range(2, 31):
        copied = Application.objects.get(pk=template.pk)
        copied.pk, copied.reference = None, f"COPY-{number:04d}"
        copied.save(force_insert=True)

    with CaptureQueriesContext(connection) as thirty:
        page = text_of(client, url)

    assert page.count("COPY-") > 29
    assert len(one) == len(thirty)


def test_the_desk_shows_what_was_submitted_and_what_was_noticed() -> None:
    call = calls.opened(applications_per_organisation=2)
    organisation = organisations.of(mira())
    earlier = applications.at("submitted", call=call, organisation=organisation)
    application = applications.at("submitted", call=call, organisation=organisation)

    page = text_of(client_of(paul()), desk(application))

    for words in (
        "Tokenised trade receivables for small exporters",
        "中小企出口應收賬款代幣化",
        "What the portal noticed",
        "There is 1 other.",
        desk(earlier),
        "HK$400,000 of at most HK$500,000.",
        "0 of 7 rules have a finding.",
        "Complete the checklist first.",
    ):
        assert words in page
    attachment = application.attachments.get()
    assert reverse("attachment-download", args=[application.reference, attachment.pk]) in page


def test_the_checklist_is_saved_in_parts() -> None:
    application = applications.at("submitted")
    client = client_of(paul())
    some = {name: value for name, value in posted().items() if "pilot" not in name}

    page = client.post(desk(application), some, follow=True).content.decode()

    assert "The checklist is saved." in page
    assert "6 of 7 rules have a finding." in page


def test_an_unmet_rule_without_reason_is_told_and_nothing_is_lost() -> None:
    application = applications.at("submitted")
    data = posted(sponsor="") | {"pilot": "not_met", "pilot_reason": "It is research."}

    page = client_of(paul()).post(desk(application), data).content.decode()

    assert "Give the reason why this is not met" in page
    assert "It is research." in page
    assert not application.checks.exists()


def test_the_outcome_is_confirmed_once() -> None:
    application = screening.checked(applications.at("submitted"))
    client = client_of(paul())
    url = reverse("screening-decide", args=[application.reference])
    assert "Find eligible" in text_of(client, url)

    for _click in range(2):
        response = client.post(url, {"outcome": "eligible", "reason": ""})
        assert response["Location"] == reverse("screening-queue", args=[application.call.code])

    assert Screening.objects.count() == 1
    assert "Found eligible" in text_of(client, desk(application))


def test_a_refusal_brings_the_reasons_of_the_checklist() -> None:
    application = screening.checked(applications.at("submitted"), registered=screening.UNMET)
    client = client_of(paul())
    url = reverse("screening-decide", args=[application.reference])
    page = text_of(client, url)
    assert "Find not eligible" in page
    assert screening.UNMET in page

    empty = client.post(url, {"outcome": "ineligible", "reason": ""}).content.decode()
    client.post(url, {"outcome": "ineligible", "reason": screening.UNMET})

    assert "Give the reason: it will stand in the letter." in empty
    assert "Found not eligible" in text_of(client, desk(application))


def test_a_page_older_than_the_checklist_decides_nothing() -> None:
    application = screening.checked(applications.at("submitted"))
    screening.checked(application, costs="Overheads alone.")
    url = reverse("screening-decide", args=[application.reference])

    page = client_of(paul()).post(url, {"outcome": "eligible", "reason": "Fine."})

    assert "A rule is not met" in page.content.decode()
    assert not Screening.objects.exists()


def test_an_incomplete_checklist_has_a_grey_button() -> None:
    application = applications.at("submitted")
    url = reverse("screening-decide", args=[application.reference])

    page = text_of(client_of(paul()), url)

    assert re.search(r"disabled>Find", page)
    assert "Complete the checklist first." in page


def test_a_withdrawn_application_can_be_read() -> None:
    application = applications.at("withdrawn")

    page = text_of(client_of(paul()), desk(application))

    assert "the application is in the state “Withdrawn”" in page


def test_an_auditor_reads_and_changes_nothing() -> None:
    application = applications.at("submitted")

    page = client_of(alan()).post(desk(application), posted()).content.decode()

    assert "Only a programme officer of this call can do this." in page
    assert not application.checks.exists()


def test_an_officers_home_counts_what_is_to_be_screened() -> None:
    call = calls.opened()
    applications.at("submitted", call=call)
    now = timezone.now()

    entries = work_waiting(refreshed(paul()), now)

    assert [(entry.title, entry.count) for entry in entries] == [(call.title, 1)]
    assert work_waiting(person("Pia Fong", Role.OFFICER, scope="1999-1"), now) == []
    assert "Applications to screen" in text_of(client_of(paul()), reverse("home"))
