"""The rules of eligibility and the officers' pages of them."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from grants.eligibility import operations
from grants.eligibility.models import EligibilityRule
from grants.eligibility.queries import gaps_of, rules_as_details, rules_of
from grants.programmes import operations as programmes
from grants.programmes.models import Call, Term
from portal.audit.models import AuditEvent
from portal.core.denial import Denied
from tests.factories import calls
from tests.factories.people import alan, client_of, mira, paul

pytestmark = pytest.mark.django_db

SCHEME = [
    "registered",
    "operating",
    "sponsor",
    "agreement",
    "pilot",
    "not-spent",
    "within-dates",
    "licence",
]
WORDS = {
    f"{name}_{language}": words
    for name, words in (("question", "Is it tested?"), ("sentence", "It must be tested."))
    for language in ("en", "zh-hant", "zh-hans")
}
YES_NO = {**WORDS, "code": "tested", "kind": "yes_no", "passing": "yes", "fills": ""}


def codes(call: Call) -> list[str]:
    return [rule.code for rule in rules_of(call)]


def option(number: int, code: str, *, words: str = "", passes: bool = False) -> dict[str, str]:
    languages = {f"option_{number}_{one}": words for one in ("en", "zh-hant", "zh-hans")}
    ticked = {f"option_{number}_passes": "on"} if passes else {}
    return {f"option_{number}_code": code, **languages, **ticked}


def add(call: Call, **values: Any) -> str:
    url = reverse("eligibility-rule-add", args=[call.code])
    return client_of(paul()).post(url, {**YES_NO, **values}, follow=True).content.decode()


def sentences(call: Call) -> list[str]:
    return [str(gap.sentence) for gap in gaps_of(call)]


def test_a_new_call_starts_with_complete_rules_of_the_scheme_or_those_of_its_source() -> None:
    first = calls.draft("2025-1")
    some = rules_as_details(first)[:2]
    operations.replace_rules(
        call_id=first.pk, eligibility_rules=some, actor=paul(), now=timezone.now()
    )

    copy = programmes.create_call(
        programme_code="LEAP",
        details={"code": "2025-2", "reference_prefix": "C2"},
        copy_of="2025-1",
        actor=paul(),
        now=timezone.now(),
    )

    other = calls.draft("2025-3")
    assert codes(other) == SCHEME
    assert sentences(other) == []
    assert codes(copy) == SCHEME[:2]


def test_the_answers_that_fill_the_draft_are_terms() -> None:
    call = calls.draft()

    filling = [rule for rule in rules_of(call) if rule.fills]

    assert [rule.fills for rule in filling] == ["sponsor_type", "regulatory_status"]
    for rule in filling:
        known = set(Term.objects.filter(taxonomy=rule.fills).values_list("code", flat=True))
        assert len(known & {option["code"] for option in rule.options}) >= 2


def test_officers_add_a_rule_of_either_kind() -> None:
    call = calls.draft()

    add(call, passing="no", unsure_en="Ask.")
    add(
        call,
        code="who",
        kind="choice",
        fills="pillar",
        **option(0, "one", words="One", passes=True),
        **option(2, "two", words="Two"),
    )

    tested, who = EligibilityRule.objects.filter(code__in=["tested", "who"]).order_by("position")
    assert [(one.code, one.passes) for one in tested.choices()] == [
        ("yes", False),
        ("no", True),
        ("unsure", None),
    ]
    assert [(str(one.label), one.passes) for one in who.choices()] == [
        ("One", True),
        ("Two", False),
    ]
    assert who.fills == "pillar"
    events = AuditEvent.objects.filter(action="call.replace_eligibility_rules")
    assert events.order_by("-pk")[0].details == {"rules": [*SCHEME, "tested", "who"]}


def test_officers_reword_a_rule_and_it_keeps_its_place() -> None:
    call = calls.draft()
    url = reverse("eligibility-rule-edit", args=[call.code, "operating"])
    client = client_of(paul())

    assert "Does it really operate in Hong Kong?" in client.get(url).content.decode()
    client.post(url, YES_NO)

    assert codes(call) == SCHEME
    assert str(rules_of(call)[1].question) == "Is it tested?"
    unknown = reverse("eligibility-rule-edit", args=[call.code, "nothing"])
    assert client.get(unknown).status_code == 404


def test_the_options_of_the_scheme_are_shown_and_saved_unchanged() -> None:
    call = calls.draft()
    before = rules_as_details(call)
    url = reverse("eligibility-rule-edit", args=[call.code, "sponsor"])
    page = client_of(paul()).get(url)
    form = page.context["form"]
    posted = {bound.name: bound.value() for bound in form if bound.value() not in (None, "", False)}

    client_of(paul()).post(url, posted)

    assert rules_as_details(call) == before


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (option(0, "", words="One"), "Give this answer a code."),
        ({**option(0, "one"), **option(1, "one")}, "Two answers have the same code."),
        (option(0, "One Two"), "Use small letters, digits and hyphens."),
        (option(0, "unsure", words="Perhaps"), "is offered by its advice"),
        ({}, "Write the answers one can choose from."),
    ],
)
def test_answers_that_make_no_sense_are_refused_and_stay(
    typed: dict[str, str], sentence: str
) -> None:
    call = calls.draft()

    page = add(call, kind="choice", **typed)

    assert sentence in page
    assert "Is it tested?" in page
    assert codes(call) == SCHEME


@pytest.mark.parametrize("typed", ["\x00", "x" * 1_000_000])
def test_words_that_cannot_be_kept_are_refused_with_a_sentence(typed: str) -> None:
    call = calls.draft()

    add(call, question_en=f"Is it?{typed}")

    assert codes(call) == SCHEME


def test_a_code_that_exists_is_refused() -> None:
    call = calls.draft()

    assert "Two rules have the same code." in add(call, code="pilot")
    assert codes(call) == SCHEME


def test_the_table_orders_and_removes() -> None:
    call = calls.draft()
    rows = [{"code": code, "position": 100 - 10 * n} for n, code in enumerate(SCHEME)]
    rows[0]["remove"] = "on"
    posted = {
        f"rules-{number}-{name}": value
        for number, row in enumerate(rows)
        for name, value in row.items()
    }
    url = reverse("eligibility-rule-list", args=[call.code])

    client_of(paul()).post(url, {"rules-TOTAL_FORMS": 8, "rules-INITIAL_FORMS": 8, **posted})

    assert codes(call) == SCHEME[:0:-1]


def test_nobody_overwrites_what_changed_meanwhile() -> None:
    call = calls.draft()

    assert "Somebody else changed this meanwhile." in add(call, seen="0123456789abcdef")
    assert codes(call) == SCHEME


def test_published_rules_are_frozen_and_others_change_none() -> None:
    published, draft = calls.opened("2025-1"), calls.draft("2025-2")

    with pytest.raises(Denied, match="rules can no longer change"):
        operations.replace_rules(
            call_id=published.pk, eligibility_rules=[], actor=paul(), now=timezone.now()
        )
    with pytest.raises(Denied, match="Only a programme officer"):
        operations.replace_rules(
            call_id=draft.pk, eligibility_rules=[], actor=alan(), now=timezone.now()
        )
    for name in ("eligibility-rule-list", "eligibility-rule-add"):
        url = reverse(name, args=[draft.code])
        assert client_of(mira()).get(url).status_code == 404
        assert "Only a programme officer" in client_of(alan()).get(url).content.decode()


def test_a_rule_half_written_stands_against_publication() -> None:
    call = calls.draft()
    add(call, **{"sentence_zh-hans": "", "help_en": "Help."})
    add(call, code="who", kind="choice", **option(0, "one", passes=True))

    assert sentences(call) == [
        "The sentence of eligibility rule “Is it tested?” is missing in Simplified Chinese.",
        "The help of eligibility rule “Is it tested?” is missing in Traditional Chinese.",
        "The help of eligibility rule “Is it tested?” is missing in Simplified Chinese.",
        "Eligibility rule “Is it tested?” needs answers that pass and answers that do not.",
        "Answer “one” of eligibility rule “Is it tested?” is missing in English.",
        "Answer “one” of eligibility rule “Is it tested?” is missing in Traditional Chinese.",
        "Answer “one” of eligibility rule “Is it tested?” is missing in Simplified Chinese.",
    ]
    with pytest.raises(Denied):
        programmes.publish(call_id=call.pk, actor=paul(), now=timezone.now())


def test_the_check_and_the_call_agree_on_letters_of_intent() -> None:
    accepting = calls.draft("2025-1", accepts_letter_of_intent=True)
    refusing = calls.draft("2025-2")
    assert sentences(accepting) == sentences(refusing) == []

    for call, accepts in ((accepting, False), (refusing, True)):
        programmes.revise_call(
            call_id=call.pk,
            details={"accepts_letter_of_intent": accepts},
            actor=paul(),
            now=timezone.now(),
        )
        call.refresh_from_db()

    assert sentences(accepting) == [
        "The eligibility check lets a letter of intent pass, the call does not accept it."
    ]
    assert sentences(refusing) == [
        "The call accepts a letter of intent, the eligibility check does not let it pass."
    ]
