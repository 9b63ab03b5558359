"""The check that anybody can do before signing up."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from grants.eligibility import operations
from grants.eligibility.queries import rules_of
from grants.programmes.models import Call
from tests.factories import calls
from tests.factories.people import client_of, mira, paul

pytestmark = pytest.mark.django_db

PASSING = {
    "rule_registered": "yes",
    "rule_operating": "yes",
    "rule_sponsor": "bank",
    "rule_agreement": "signed-agreement",
    "rule_pilot": "yes",
    "rule_not-spent": "yes",
    "rule_within-dates": "yes",
    "rule_licence": "none-needed",
}


def check(client: Client, call: Call, **changes: str) -> str:
    """The page that the browser ends on."""
    url = reverse("eligibility-check", args=[call.code])
    return client.post(url, {**PASSING, **changes}, follow=True).content.decode()


def test_whoever_passes_every_rule_is_told_so() -> None:
    call = calls.opened()

    page = check(Client(), call)

    assert "By your answers no rule of this call stands against it." in page
    assert "Find this out first" not in page
    assert reverse("application-start", args=[call.code]) in page


def test_each_rule_that_stands_against_it_is_named_with_what_one_could_do() -> None:
    call = calls.opened()

    page = check(Client(), call, rule_registered="no", rule_agreement="nothing-yet")

    assert "As things are, you cannot apply" in page
    assert "These 2 rules stand against it" in page
    assert "Only a company or research institution registered in Hong Kong can apply." in page
    assert "Have the document signed and attached before the call closes." in page
    assert "The applicant must really operate in Hong Kong." not in page
    assert "#id_rule_agreement_0" in page


def test_who_is_not_sure_gets_advice() -> None:
    page = check(Client(), calls.opened(), rule_licence="unsure")

    assert "You can apply once this is clear" in page
    assert "Ask the regulator or a lawyer early." in page


def test_the_check_speaks_chinese() -> None:
    call = calls.opened()

    traditional = check(Client(headers={"accept-language": "zh-hant"}), call, rule_registered="no")
    simplified = check(Client(headers={"accept-language": "zh-hans"}), call, rule_registered="no")

    assert "只有在香港註冊的公司或研究機構方可申請。" in traditional
    assert "只有在香港注册的公司或研究机构方可申请。" in simplified


@pytest.mark.parametrize("answer", ["", "perhaps", "\x00", "../../etc", "x" * 1_000_000])
def test_a_missing_or_made_up_answer_is_told_beside_its_question(answer: str) -> None:
    client = Client()

    page = check(client, calls.opened(), rule_registered=answer)

    assert "There is a problem" in page
    assert "Choose an answer." in page or "Choose one of the answers shown." in page
    assert client.cookies.get("eligibility-2025-2") is None


def test_an_empty_form_is_told_for_every_question() -> None:
    call = calls.opened()

    page = Client().post(reverse("eligibility-check", args=[call.code])).content.decode()

    assert page.count("Choose an answer.") >= len(PASSING)


def test_what_was_answered_before_is_chosen_when_one_comes_back() -> None:
    call, client = calls.opened(), Client()
    check(client, call, rule_sponsor="university")

    page = client.get(reverse("eligibility-check", args=[call.code])).content.decode()

    (field,) = [one for one in page.split("<input") if 'value="university"' in one]
    assert "checked" in field


def test_nothing_of_a_visitor_is_stored_in_the_portal() -> None:
    client = Client()

    check(client, calls.opened(), rule_registered="no")

    assert Session.objects.count() == 0
    cookie = client.cookies["eligibility-2025-2"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


def test_a_cookie_that_was_tampered_with_is_no_answer() -> None:
    call, client = calls.opened(), Client()
    check(client, call)
    client.cookies["eligibility-2025-2"] = client.cookies["eligibility-2025-2"].value[:-2] + "xx"

    response = client.get(reverse("eligibility-result", args=[call.code]))

    assert response["Location"] == reverse("eligibility-check", args=[call.code])


def test_the_answers_of_one_call_are_not_those_of_another() -> None:
    first, second, client = calls.opened("2025-1"), calls.opened("2025-2"), Client()
    check(client, first)
    client.cookies["eligibility-2025-2"] = client.cookies["eligibility-2025-1"].value

    response = client.get(reverse("eligibility-result", args=[second.code]))

    assert response.status_code == 302


def test_the_answers_can_be_forgotten() -> None:
    call, client = calls.opened(), Client()
    check(client, call)

    client.post(reverse("eligibility-forget", args=[call.code]))

    assert client.get(reverse("eligibility-result", args=[call.code])).status_code == 302


def test_a_draft_has_no_check_for_the_public() -> None:
    """AZ-02."""
    draft = calls.draft()

    for name in ("eligibility-check", "eligibility-result"):
        url = reverse(name, args=[draft.code])
        assert Client().get(url).status_code == 404
        assert client_of(mira()).get(url).status_code == 404
    officers = client_of(paul()).get(reverse("eligibility-check", args=[draft.code]))
    assert officers.status_code == 200


def test_a_call_without_rules_offers_no_check() -> None:
    call = calls.draft()
    operations.replace_rules(
        call_id=call.pk, eligibility_rules=[], actor=paul(), now=timezone.now()
    )

    url = reverse("eligibility-check", args=[call.code])
    preview = client_of(paul()).get(reverse("call-preview", args=[call.code])).content.decode()

    assert client_of(paul()).get(url).status_code == 404
    assert url not in preview


@pytest.mark.parametrize("make", [calls.upcoming, calls.closed])
def test_the_check_can_be_done_before_and_after_but_not_lead_to_a_start(make: Any) -> None:
    call = make()

    page = check(Client(), call)

    assert reverse("application-start", args=[call.code]) not in page


def test_the_page_of_the_call_lists_the_rules_and_leads_to_the_check() -> None:
    call = calls.opened()

    page = Client().get(reverse("call-detail", args=[call.code])).content.decode()

    assert reverse("eligibility-check", args=[call.code]) in page
    for rule in rules_of(call):
        assert rule.sentence["en"] in page
