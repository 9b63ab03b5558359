"""Quotas of awards: stated in a draft, frozen with the call, read by everybody."""

from __future__ import annotations

import html
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from grants.programmes import operations as programmes
from grants.programmes import queries as programme_queries
from grants.programmes.models import Call, Term
from grants.programmes.rules import Incomplete
from grants.quotas import queries
from grants.quotas.models import CallQuota, key_of
from portal.audit.models import AuditEvent
from portal.core.denial import Denied
from tests.factories import calls, people, quotas
from tests.reading import unspaced_text_of

pytestmark = pytest.mark.django_db


def page_of(call: Call) -> str:
    return reverse("quota-edit", args=[call.code])


def shown(call: Call, actor: Any = None) -> str:
    response = people.client_of(actor or people.paul()).get(page_of(call))
    assert response.status_code == 200
    return html.unescape(response.content.decode())


def posted(call: Call, *, seen: str = "", **typed: str) -> tuple[int, str]:
    response = people.client_of(people.paul()).post(page_of(call), {"seen": seen, **typed})
    return response.status_code, html.unescape(response.content.decode())


def typed_for(term: Term, least: str = "", most: str = "") -> dict[str, str]:
    return {f"least_{key_of(term)}": least, f"most_{key_of(term)}": most}


def publish(call: Call) -> Call:
    return programmes.publish(call_id=call.pk, actor=people.paul(), now=timezone.now())


def test_an_officer_states_quotas_and_the_log_says_which() -> None:
    call = calls.draft()
    pillar = quotas.term("L")

    status, _text = posted(call, **typed_for(pillar, "1", "3"))

    assert status == 302
    (one,) = queries.quotas_of(call)
    assert (one.term, one.least, one.most) == (pillar, 1, 3)
    event = AuditEvent.objects.get(action="call.replace_quotas", scope=call.code)
    assert event.details["quotas"] == [["pillar/L", 1, 3]]
    assert 'value="3"' in shown(call)


def test_the_same_quotas_again_are_no_change_and_empty_fields_take_them_away() -> None:
    call = calls.draft()
    quotas.replaced(call, (quotas.term("L"), 1, None))
    quotas.replaced(call, (quotas.term("L"), 1, None))

    posted(call)

    assert AuditEvent.objects.filter(action="call.replace_quotas").count() == 2
    assert queries.quotas_of(call) == []


def test_technology_areas_have_quotas_too_and_other_lists_have_none() -> None:
    call = calls.draft()
    area = Term.objects.filter(taxonomy="technology").order_by("position")[0]
    other = Term.objects.filter(taxonomy="sandbox")[0]

    quotas.replaced(call, (quotas.term("E"), 0, 2), (area, 1, None))

    assert [one.key for one in queries.quotas_of(call)] == [
        key_of(quotas.term("E")),
        key_of(area),
    ]
    with pytest.raises(ValueError, match="no quota can be about"):
        quotas.replaced(call, (other, 0, 1))


@pytest.mark.parametrize(
    ("least", "most", "sentence"),
    [
        ("3", "2", "The least is above the most."),
        ("-1", "", "greater than or equal to 0"),
        ("NaN", "", "Enter a whole number."),
        ("", "9" * 5000, "Enter a whole number."),
        ("", "10001", "less than or equal to 10000"),
        ("1\x00", "", "Enter a whole number."),
        ("\u202e2", "", "Enter a whole number."),
        ("999", "", "the least numbers sum to 999 awards"),
    ],
)
def test_what_cannot_be_is_told_and_stays_on_the_page(least: str, most: str, sentence: str) -> None:
    call = calls.draft()

    status, text = posted(call, **typed_for(quotas.term("L"), least, most))

    assert status in (200, 400)
    assert status == 400 or (sentence in text and "<title>Error:" in text)
    assert not CallQuota.objects.exists()


def test_least_numbers_together_stay_within_what_the_envelope_pays() -> None:
    call = calls.draft(envelope=1_200_000, cap=500_000)

    with pytest.raises(Denied, match="sum to 3 awards, but HK\\$1,200,000 pays for 2 of HK"):
        quotas.replaced(call, (quotas.term("L"), 2, None), (quotas.term("E"), 1, None))
    quotas.replaced(call, (quotas.term("L"), 1, None), (quotas.term("E"), 1, None))

    assert CallQuota.objects.count() == 2


def test_an_operation_refuses_a_least_above_its_most() -> None:
    call = calls.draft()

    with pytest.raises(Denied, match="the least is above the most"):
        quotas.replaced(call, (quotas.term("L"), 2, 1))


def test_a_least_for_a_term_that_nobody_can_choose_is_refused() -> None:
    call = calls.draft()
    gone = quotas.term("P")
    gone.active_to = call.opens_at.date() - timedelta(days=3)
    gone.save()

    with pytest.raises(Denied, match="is not offered when the call opens"):
        quotas.replaced(call, (gone, 1, None))
    assert str(gone.label) not in shown(call)


def test_money_that_shrinks_afterwards_stands_against_publishing() -> None:
    call = calls.draft()
    quotas.replaced(call, (quotas.term("L"), 2, None))
    programmes.revise_call(
        call_id=call.pk, details={"envelope": 600_000}, actor=people.paul(), now=timezone.now()
    )
    call.refresh_from_db()

    with pytest.raises(Incomplete, match="the least numbers sum to 2 awards"):
        publish(call)
    manage = people.client_of(people.paul()).get(reverse("call-manage", args=[call.code]))
    assert "the least numbers sum to 2 awards" in manage.content.decode()
    gaps = programme_queries.gaps_before("publish", call, now=timezone.now())
    assert [gap.section for gap in gaps] == ["quotas"]


def test_publishing_freezes_them() -> None:
    call = calls.draft()
    quotas.replaced(call, (quotas.term("L"), 1, None))
    publish(call)

    with pytest.raises(Denied, match="its rules can no longer change"):
        quotas.replaced(call)
    _status, text = posted(call, **typed_for(quotas.term("L"), "2"))
    assert "its rules can no longer change" in text
    assert [one.least for one in queries.quotas_of(call)] == [1]


def test_only_the_calls_officers_state_them() -> None:
    call = calls.draft()

    for who in (people.mira, people.petra, people.grace):
        assert people.client_of(who()).get(page_of(call)).status_code == 404
    with pytest.raises(Denied, match="Only a programme officer of this call"):
        quotas.replaced(call, by=people.alan())
    assert "Only a programme officer of this call" in shown(call, people.alan())


def test_what_somebody_else_changed_meanwhile_is_not_overwritten() -> None:
    call = calls.draft()
    quotas.replaced(call, (quotas.term("L"), 1, None))

    _status, text = posted(call, seen="0" * 16, **typed_for(quotas.term("E"), "1"))

    assert "Somebody else changed this meanwhile." in text
    assert [one.term.code for one in queries.quotas_of(call)] == ["L"]


def test_a_call_that_starts_from_another_has_its_quotas() -> None:
    quotas.replaced(calls.draft("2025-2"), (quotas.term("L"), 1, 4))

    copy = programmes.create_call(
        programme_code="LEAP",
        details={"code": "2025-3", "reference_prefix": "TCOPY"},
        copy_of="2025-2",
        actor=people.paul(),
        now=timezone.now(),
    )

    assert queries.quotas_as_details(copy) == [{"term": quotas.term("L").pk, "least": 1, "most": 4}]


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        ("en", ("at least 2 awards", "at most 3 awards", "A recommendation that breaks a quota")),
        ("zh-hant", ("最少2個獲批項目", "最多3個獲批項目", "如不符合名額")),
        ("zh-hans", ("最少2个获批项目", "最多3个获批项目", "如不符合名额")),
    ],
)
def test_page_and_pdf_state_them_before_anybody_applies(
    language: str, sentences: tuple[str, ...]
) -> None:
    call = calls.opened()
    quotas.stated(call, quotas.term("L"), least=2)
    quotas.stated(call, quotas.term("E"), most=3)
    client = Client()

    page = client.get(
        reverse("call-detail", args=[call.code]), headers={"Accept-Language": language}
    )
    pdf = client.get(reverse("call-pdf", args=[call.code, language]))

    for words in sentences:
        assert "".join(words.split()) in "".join(page.content.decode().split())
        assert "".join(words.split()) in unspaced_text_of(pdf.content)


@pytest.mark.parametrize(
    ("least", "most", "words"),
    [
        (1, None, "at least 1 award"),
        (0, 1, "at most 1 award"),
        (2, 2, "exactly 2 awards"),
        (1, 3, "at least 1 and at most 3 awards"),
    ],
)
def test_a_quota_says_itself(least: int, most: int | None, words: str) -> None:
    one = quotas.stated(calls.draft(), quotas.term("L"), least=least, most=most)

    assert str(one) == f"“{one.term.label}”: {words}"


@pytest.mark.parametrize(
    ("least", "most", "constraint"),
    [
        (3, 2, "quota_least_is_at_most_its_most"),
        (0, None, "quota_states_something"),
    ],
)
def test_the_database_refuses_what_says_nothing_sensible(
    least: int, most: int | None, constraint: str
) -> None:
    call = calls.draft()

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        quotas.stated(call, quotas.term("L"), least=least, most=most)


def test_the_database_keeps_one_quota_for_a_term() -> None:
    call = calls.draft()
    quotas.stated(call, quotas.term("L"), least=1)

    with pytest.raises(IntegrityError, match="one_quota_per_term_of_a_call"), transaction.atomic():
        quotas.stated(call, quotas.term("L"), most=1)
