"""What stated quotas do before the panel: the first list, reasons, the pages and the minutes."""

from __future__ import annotations

import html
from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from grants.programmes.models import Call, Term
from grants.quotas.queries import quotas_of
from portal.core.denial import Denied
from reviews.minutes.contents import without
from reviews.minutes.papers import words_of
from reviews.panels import operations
from reviews.selection import operations as selection
from reviews.selection import queries as what_ifs
from tests.factories import (
    applications,
    decisions,
    organisations,
    panels,
    people,
    quotas,
    reviews,
)
from tests.factories.stage import built
from tests.reading import unspaced_text_of

pytestmark = pytest.mark.django_db

CODE = applications.CALL_CODE
FIRST, SECOND, THIRD = "BDA30-0001", "BDA30-0002", "BDA30-0003"


@pytest.fixture(scope="module")
def before_the_panel(django_db_setup: None, django_db_blocker: Any) -> Iterator[int]:
    def stage() -> int:
        return reviews.call_before_the_panel((5,), (4,), (4,)).pk

    with built(django_db_blocker, stage) as call_id:
        yield call_id


@pytest.fixture
def call(before_the_panel: int, db: None) -> Call:
    """Three that pass, each asking for HK$400,000; the third is of another pillar."""
    found = Call.objects.get(pk=before_the_panel)
    found.applications.filter(reference=THIRD).update(pillar=other(found))
    Call.objects.filter(pk=found.pk).update(envelope=900_000, tie_rule="discussion")
    return Call.objects.get(pk=found.pk)


def pillar(call: Call) -> Term:
    found = call.applications.get(reference=FIRST).pillar
    assert found is not None
    return found


def other(call: Call) -> Term:
    return Term.objects.filter(taxonomy="pillar").exclude(pk=pillar(call).pk)[0]


def propose(call: Call) -> dict[str, str]:
    operations.propose_from_ranking(call_id=call.pk, actor=people.charles(), now=timezone.now())
    return decisions.outcomes(call)


def page(name: str = "panel-detail", *args: Any, actor: Any = None) -> str:
    url = reverse(name, args=[CODE, *args])
    response = people.client_of(actor or people.charles()).get(url)
    assert response.status_code == 200
    return html.unescape(response.content.decode())


def test_the_first_list_keeps_a_most_and_nothing_departs(call: Call) -> None:
    quotas.stated(call, pillar(call), most=1)

    assert propose(call) == {FIRST: "recommended", SECOND: "reserve", THIRD: "recommended"}
    text = page()
    assert "Departs from the ranking" not in text
    assert "at most 1 award. Recommended: 1." in text
    decisions.put_forward(call)


def test_the_first_list_keeps_a_least(call: Call) -> None:
    quotas.stated(call, other(call), least=1)

    assert propose(call) == {FIRST: "recommended", SECOND: "reserve", THIRD: "recommended"}
    decisions.put_forward(call)


def test_without_quotas_the_same_list_would_depart(call: Call) -> None:
    propose(call)
    decisions.change(call, FIRST, outcome="reserve", amount=0)

    with pytest.raises(Denied, match="depart from the ranking and need a reason"):
        decisions.put_forward(call)


def test_a_list_that_breaks_a_most_needs_a_reason_for_the_one_beyond(call: Call) -> None:
    quotas.stated(call, pillar(call), most=1)
    propose(call)
    decisions.change(call, THIRD, outcome="reserve", amount=0)
    decisions.change(call, SECOND, outcome="recommended", amount=400_000)

    text = page()
    with pytest.raises(Denied, match=f"the list breaks a quota of the call.*: {SECOND}"):
        decisions.put_forward(call)
    decisions.change(call, SECOND, outcome="recommended", amount=400_000, reason="Safer.")
    decisions.put_forward(call)

    assert "Breaks a quota of the call" in text
    assert "Not kept" in text
    assert "Reason missing" in text
    approver = page("decision-detail", actor=people.grace())
    assert "Breaks a quota of the call" in approver
    assert "at most 1 award. Recommended: 2." in approver


def test_a_list_short_of_a_least_needs_a_reason_for_the_best_left_out(call: Call) -> None:
    quotas.stated(call, other(call), least=1)
    propose(call)
    decisions.change(call, THIRD, outcome="not_recommended", amount=0)

    with pytest.raises(Denied, match=f"the list breaks a quota of the call.*: {THIRD}"):
        decisions.put_forward(call)


def test_the_button_to_put_forward_says_so_too(call: Call) -> None:
    quotas.stated(call, other(call), least=1)
    propose(call)
    decisions.change(call, THIRD, outcome="not_recommended", amount=0)

    assert f"so they need a reason: {THIRD}." in page()


def test_minutes_tell_quotas_and_what_broke_them(call: Call) -> None:
    quotas.stated(call, pillar(call), most=1)
    Call.objects.filter(pk=call.pk).update(panel_quorum=2)
    propose(call)
    decisions.change(call, SECOND, outcome="recommended", amount=400_000, reason="Safer.")
    decisions.change(call, THIRD, outcome="reserve", amount=0, reason="Less safe.")
    meeting = panels.held(panels.meeting(Call.objects.get(pk=call.pk)))
    made = panels.minutes(meeting)

    (stated,) = made.content["quotas"]
    assert (stated["most"], stated["awards"], stated["is_kept"]) == (1, 2, False)
    assert "Breaks a quota of the call" in page("minutes-detail", 1, 1)
    url = reverse("minutes-paper", args=[CODE, 1, 1, "zh-hant"])
    answer = people.client_of(people.charles()).get(url)
    text = unspaced_text_of(b"".join(answer) if answer.streaming else answer.content)
    assert "最多1個獲批項目" in text
    assert "不符合本輪申請的名額" in text


def test_minutes_from_before_quotas_were_stated_are_read_still(call: Call) -> None:
    Call.objects.filter(pk=call.pk).update(panel_quorum=2)
    propose(call)
    made = panels.minutes(panels.held(panels.meeting(Call.objects.get(pk=call.pk))))

    assert "quotas" not in made.content
    assert words_of(made.content)["quotas"] == []
    assert without(made.content, {FIRST})["quotas"] == []


def test_who_may_not_see_an_application_reads_no_sum_of_a_quota(call: Call) -> None:
    quotas.stated(call, pillar(call), most=1)
    Call.objects.filter(pk=call.pk).update(panel_quorum=2)
    propose(call)
    made = panels.minutes(panels.held(panels.meeting(Call.objects.get(pk=call.pk))))

    told = without(made.content, {FIRST})

    (one,) = told["quotas"]
    assert (one["most"], one["awards"], one["is_kept"]) == (1, None, True)
    assert [(item["departs"], item["breaks"]) for item in told["items"]] == [(False, False)] * 2


def test_who_may_not_see_an_application_reads_no_quota_as_broken(call: Call) -> None:
    """AZ-06: a sum without the hidden one would be false, and the whole would tell of it."""
    quotas.stated(call, pillar(call), least=2)
    propose(call)
    decisions.change(call, SECOND, outcome="recommended", amount=400_000)
    decisions.change(call, THIRD, outcome="reserve", amount=0)
    decisions.put_forward(call)
    own = call.applications.get(reference=FIRST).organisation
    organisations.join(own, people.petra(), "viewer")
    organisations.join(own, people.grace(), "viewer")

    for name, who in (("panel-detail", people.petra()), ("decision-detail", people.grace())):
        text = page(name, actor=people.refreshed(who))
        assert "at least 2 awards" in text
        assert "Recommended: 1" not in text
        assert "Not kept" not in text
        assert "Breaks a quota" not in text


def test_a_kept_what_if_names_a_quota_under_which_nobody_applied(call: Call) -> None:
    gone = Term.objects.filter(taxonomy="pillar").exclude(pk__in=[pillar(call).pk, other(call).pk])
    quotas.stated(call, gone[0], most=5)

    terms = what_ifs.own_terms(call, quotas_of(call))

    made = selection.keep(
        call_id=call.pk, terms=terms, title="As stated", actor=people.charles(), now=timezone.now()
    )

    text = page("what-if-kept", made.number)
    assert str(gone[0].label) in text
    assert f"pillar/{gone[0].pk}" not in text


def test_the_what_if_begins_with_the_quotas_of_the_call(call: Call) -> None:
    quotas.stated(call, pillar(call), most=1)
    gone = Term.objects.filter(taxonomy="pillar").exclude(pk__in=[pillar(call).pk, other(call).pk])[
        0
    ]
    quotas.stated(call, gone, least=0, most=5)

    text = page("what-if")

    assert f'name="most_pillar/{pillar(call).pk}" value="1"' in text
    assert f"“{pillar(call).label}” has as many awards as the terms allow." in text or (
        "Passed over" in text
    )
    assert str(gone.label) in text
