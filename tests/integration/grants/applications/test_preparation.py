"""What was worked out before sign-up goes into the draft that is started."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from grants.applications import operations
from grants.applications.models import Application, BudgetLine
from grants.applications.preparation import Preparation, outcomes_kept
from portal.audit.models import AuditEvent
from tests.factories import applications, organisations
from tests.factories.people import client_of, ines, mira, otto, paul, refreshed
from tests.integration.grants.applications.test_calculator import typed
from tests.integration.grants.eligibility.test_check import PASSING

pytestmark = pytest.mark.django_db

ANSWERS = {
    "registered": "yes",
    "operating": "unsure",
    "sponsor": "university",
    "agreement": "nothing-yet",
    "licence": "none-needed",
}
LINES = (
    BudgetLine(kind="staff", amount=Decimal("700001.00")),
    BudgetLine(kind="overhead", amount=Decimal("5000.00")),
)


def started(prepared: Preparation) -> Application:
    organisation = organisations.of(mira())
    return operations.start(
        call_id=applications.open_call().pk,
        organisation_id=organisation.pk,
        actor=refreshed(mira()),
        now=timezone.now(),
        prepared=prepared,
    )


def test_answers_and_lines_are_in_the_draft() -> None:
    application = started(Preparation(answers=ANSWERS, lines=LINES))

    application.refresh_from_db()
    kept = {one.rule.code: one.answer.code for one in outcomes_kept(application)}
    assert kept == ANSWERS
    assert application.sponsor.kind is not None
    assert application.sponsor.kind.code == "university"
    assert [term.code for term in application.regulatory_statuses.all()] == ["none-needed"]
    assert application.eligible_total == Decimal("700001.00")
    assert application.requested == Decimal("500000.00")
    event = AuditEvent.objects.get(action="application.start")
    assert event.details.items() >= {"answers": 5, "lines": 2}.items()


def test_an_answer_that_is_no_term_fills_nothing() -> None:
    application = started(Preparation(answers={"sponsor": "nobody", "licence": "held"}))

    assert not hasattr(application, "sponsor")
    assert not application.regulatory_statuses.exists()


def test_answers_that_the_call_does_not_know_are_left_out() -> None:
    application = started(Preparation(answers={"registered": "perhaps", "other": "yes"}))

    assert outcomes_kept(application) == []


def test_without_anything_prepared_the_draft_is_empty() -> None:
    application = started(Preparation())

    assert outcomes_kept(application) == []
    assert not application.budget_lines.exists()
    assert "answers" not in AuditEvent.objects.get(action="application.start").details


def prepared_client() -> tuple[Client, str]:
    """Mira's browser with a check and a calculation done, and where an application is started."""
    call = applications.open_call()
    organisations.of(mira())
    client = client_of(mira())
    client.post(
        reverse("eligibility-check", args=[call.code]), {**PASSING, "rule_sponsor": "university"}
    )
    client.post(reverse("call-calculator", args=[call.code]), typed(("staff", "10000")))
    return client, reverse("application-start", args=[call.code])


def test_the_page_of_the_start_shows_what_would_be_taken_over() -> None:
    client, url = prepared_client()

    page = client.get(url).content.decode()

    assert "Take over what I worked out before" in page
    assert "A university" in page
    assert "HK$10,000" in page


def test_whoever_starts_takes_it_over_and_the_browser_forgets_it() -> None:
    client, url = prepared_client()

    client.post(url, {"organisation": _organisation(client, url), "carry_over": "on"})

    application = Application.objects.get()
    assert len(outcomes_kept(application)) == len(PASSING)
    assert application.requested == Decimal("8000.00")
    assert client.cookies["costs-2030-1"].value == ""
    assert client.cookies["eligibility-2030-1"].value == ""
    detail = client.get(reverse("application-detail", args=[application.reference]))
    assert "Answered in the eligibility check" in detail.content.decode()


def test_whoever_unticks_it_starts_afresh() -> None:
    client, url = prepared_client()

    client.post(url, {"organisation": _organisation(client, url)})

    application = Application.objects.get()
    assert outcomes_kept(application) == []
    assert not application.budget_lines.exists()


def _organisation(client: Client, url: str) -> str:
    value = client.get(url).context["form"]["organisation"].value()
    assert value
    return str(value)


def test_the_officer_reads_the_answers_beside_the_checklist() -> None:
    application = started(Preparation(answers=ANSWERS))
    applications.fill(application, by=refreshed(mira()))
    applications.submit(application, by=refreshed(mira()))

    page = client_of(paul()).get(reverse("screening-application", args=[application.reference]))

    words = page.content.decode()
    assert "Answered in the eligibility check" in words
    assert "What has the sponsor signed?" in words
    assert "Stands against it" in words
    assert "To be found out" in words


def test_strangers_and_assessors_never_see_the_answers() -> None:
    application = started(Preparation(answers=ANSWERS))

    url = reverse("application-detail", args=[application.reference])

    for who in (otto(), ines()):
        assert client_of(who).get(url).status_code == 404


def answering(application: Application, **answers: str) -> tuple[Client, str, str]:
    """Mira's browser, the page of the answers, and what it says after they were sent."""
    url = reverse("application-eligibility", args=[application.reference])
    client = client_of(mira())
    sent = {f"rule_{rule}": answer for rule, answer in answers.items()}
    return client, url, client.post(url, {**PASSING, **sent}, follow=True).content.decode()


def test_answers_that_were_carried_over_are_changed_in_the_draft() -> None:
    application = started(Preparation(answers=ANSWERS))
    client, url, told = answering(application, operating="unsure", registered="no")

    kept = {one.rule.code: one.answer.code for one in outcomes_kept(application)}
    assert kept["sponsor"] == "bank"
    assert (kept["operating"], kept["registered"]) == ("unsure", "no")
    assert "This stands against the application" in told
    event = AuditEvent.objects.get(action="application.answer_check")
    assert event.details.items() >= {"answers": len(PASSING), "against": 1}.items()
    assert url in client.get(f"/applications/{application.reference}/").content.decode()
    application.refresh_from_db()
    assert application.sponsor.kind is not None
    assert application.sponsor.kind.code == "university"


def test_wrong_answers_are_told_and_change_nothing() -> None:
    application = started(Preparation(answers=ANSWERS))

    _client, _url, told = answering(application, operating="\x00")

    assert "Choose one of the answers shown." in told
    kept = {one.rule.code: one.answer.code for one in outcomes_kept(application)}
    assert kept == ANSWERS


def test_only_writers_change_them_while_the_draft_is_one() -> None:
    application = started(Preparation(answers=ANSWERS))
    url = reverse("application-eligibility", args=[application.reference])
    organisations.join(application.organisation, otto(), "viewer")

    refused = client_of(otto()).post(url, PASSING)

    assert "Only owners and editors" in refused.content.decode()
    assert not AuditEvent.objects.filter(action="application.answer_check").exists()
    for stranger in (ines(), paul()):
        assert client_of(stranger).get(url).status_code == 404
    without = started_without()
    own = reverse("application-eligibility", args=[without.reference])
    assert client_of(mira()).get(own).status_code == 404


def started_without() -> Application:
    """A draft into which nothing was taken over."""
    organisation = organisations.of(mira(), name="Second Ledger Limited")
    return operations.start(
        call_id=applications.open_call().pk,
        organisation_id=organisation.pk,
        actor=refreshed(mira()),
        now=timezone.now(),
    )
