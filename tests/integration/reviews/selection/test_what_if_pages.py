"""What if, in the browser: terms, answers, refusals, and what the chair keeps."""

from __future__ import annotations

import html
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from grants.programmes.models import Call, Term
from portal.accounts.actors import Actor
from portal.audit.models import AuditEvent
from reviews.selection.models import WhatIf
from reviews.selection.solver import Unsettled
from tests.factories import applications, assessors, decisions, organisations, people, reviews
from tests.factories.stage import built

pytestmark = pytest.mark.django_db

CODE = applications.CALL_CODE
PAGE = reverse("what-if", args=[CODE])
ASKED = {"envelope": "800,000", "pass_mark": "10"}


@pytest.fixture(scope="module")
def before_the_panel(django_db_setup: None, django_db_blocker: Any) -> Iterator[int]:
    with built(django_db_blocker, lambda: decisions.at("panel").pk) as call_id:
        yield call_id


@pytest.fixture
def call(before_the_panel: int, db: None) -> Call:
    """Scores of 100, 80 and 20, each asking for HK$400,000; the first two of one organisation."""
    found = Call.objects.get(pk=before_the_panel)
    first, second, _third = reviews.applications_of(found)
    found.applications.filter(pk=second.pk).update(organisation=first.organisation)
    return found


def page(actor: Actor, **asked: str) -> str:
    response = people.client_of(actor).get(PAGE, asked)
    assert response.status_code == 200
    return html.unescape(response.content.decode())


def keep(actor: Actor, title: str = "One each", **asked: str) -> Any:
    query = "&".join(f"{name}={value}" for name, value in asked.items())
    return people.client_of(actor).post(f"{PAGE}?{query}", {"title": title}, follow=True)


def pillar_of(call: Call) -> Term:
    found = reviews.applications_of(call)[0].pillar
    assert found is not None
    return found


@pytest.mark.parametrize("who", [people.charles, people.petra, people.paul, people.alan])
def test_readers_of_the_ranked_list_ask(call: Call, who: Any) -> None:
    text = page(who())

    assert "Work it out" in text
    assert "BDA30-0001" in text


@pytest.mark.parametrize("who", [people.mira, people.ines, people.grace, people.fiona])
def test_for_others_the_page_is_not_there(call: Call, who: Any) -> None:
    assert people.client_of(who()).get(PAGE).status_code == 404
    assert people.client_of(who()).post(PAGE, {"title": "x"}).status_code == 404


def test_one_award_for_each_organisation_is_explained(call: Call) -> None:
    text = page(people.petra(), **ASKED, one_per_organisation="on")

    assert "Its organisation has an award already: BDA30-0001." in text
    assert "Goes out" in text


def test_without_that_term_the_ranking_stands(call: Call) -> None:
    text = page(people.petra(), **ASKED)

    assert "nothing changes" in text
    assert "HK$800,000" in text


def test_a_quota_beyond_what_there_is_names_its_group(call: Call) -> None:
    pillar = pillar_of(call)

    text = page(people.petra(), **ASKED, **{f"least_pillar/{pillar.pk}": "4"})

    assert f"to reach the least number of: {pillar.label}." in text


def test_terms_that_clash_only_together_say_so(call: Call) -> None:
    first, second, _third = reviews.applications_of(call)
    other = Term.objects.filter(taxonomy="pillar").exclude(pk=pillar_of(call).pk)[0]
    call.applications.filter(pk=second.pk).update(pillar=other)
    quotas = {f"least_pillar/{first.pillar_id}": "1", f"least_pillar/{other.pk}": "1"}

    text = page(people.petra(), envelope="400,000", pass_mark="60", **quotas)

    assert "No selection keeps all these terms together." in text


def test_most_of_a_group_is_explained(call: Call) -> None:
    pillar = pillar_of(call)

    text = page(people.petra(), **ASKED, **{f"most_pillar/{pillar.pk}": "1"})

    assert f"“{pillar.label}” has as many awards as the terms allow." in text


def test_least_of_a_group_is_explained(call: Call) -> None:
    third = reviews.applications_of(call)[2]
    other = Term.objects.filter(taxonomy="pillar").exclude(pk=pillar_of(call).pk)[0]
    call.applications.filter(pk=third.pk).update(pillar=other)

    text = page(people.petra(), **ASKED, **{f"least_pillar/{other.pk}": "1"})

    assert f"“{other.label}” needs it to reach its least number of awards." in text
    assert "is left, less than it asks for" in text


def test_one_that_is_too_dear_is_passed_over_for_one_that_fits(call: Call) -> None:
    second, third = reviews.applications_of(call)[1:]
    call.applications.filter(pk=third.pk).update(requested=100_000)

    text = page(people.petra(), envelope="500,000", pass_mark="10")

    assert second.reference in text
    assert "Passed over" in text
    assert "It fits, and no set of applications is together worth more." in text


def test_nothing_reaches_the_terms(call: Call) -> None:
    assert "Nothing is selected" in page(people.petra(), envelope="1", pass_mark="10")


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"envelope": "NaN"}, "Enter an amount in Hong Kong dollars"),
        ({"envelope": "-1"}, "Enter HK$0 or more."),
        ({"pass_mark": "101"}, "less than or equal to 100"),
        ({"pass_mark": "sixty"}, "Enter a whole number."),
        ({"pass_mark": "9" * 5000}, "Enter a whole number."),
    ],
)
def test_wrong_terms_are_told_and_stay_on_the_page(
    call: Call, typed: dict[str, str], sentence: str
) -> None:
    text = page(people.petra(), **{**ASKED, **typed})

    assert sentence in text
    assert "<title>Error:" in text
    assert "The selection" not in text


def test_a_least_above_its_most_is_told(call: Call) -> None:
    key = f"pillar/{pillar_of(call).pk}"

    text = page(people.petra(), **ASKED, **{f"least_{key}": "3", f"most_{key}": "2"})

    assert "The least is above the most." in text


def test_too_many_to_compare_is_a_sentence_and_too_hard_for_a_page_is_a_job(
    call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unsettled(*_given: object, **_named: object) -> None:
        raise Unsettled

    with monkeypatch.context() as patch:
        patch.setattr("reviews.selection.rules.MOST_CANDIDATES", 2)
        many = page(people.petra(), **ASKED)
    monkeypatch.setattr("reviews.selection.queries.select", unsettled)
    hard = page(people.petra(), **ASKED)

    assert "3 applications reach this pass mark, too many to compare" in many
    assert "Work this out" in hard


def test_the_chair_keeps_one_and_it_stands(call: Call) -> None:
    answer = keep(people.charles(), **ASKED, one_per_organisation="on")

    text = html.unescape(answer.content.decode())
    kept = WhatIf.objects.get()
    assert "Kept: One each." in text
    assert "Its organisation has an award already: BDA30-0001." in text
    assert kept.chosen == ["BDA30-0001", "BDA30-0003"]
    assert AuditEvent.objects.filter(action="what_if.keep", scope=CODE).count() == 1
    assert "One each" in page(people.petra())
    assert "Scores have changed since" not in text


def test_a_kept_one_tells_when_scores_changed(call: Call) -> None:
    quota = {f"most_pillar/{pillar_of(call).pk}": "2", f"least_pillar/{pillar_of(call).pk}": "1"}
    keep(people.charles(), **ASKED, **quota)
    reviews.conflict(reviews.applications_of(call)[2], assessors.profile("Assessor0 Lee"))

    text = people.client_of(people.petra()).get(f"{PAGE}1/").content.decode()

    assert "Scores have changed since" in text
    assert "at least 1 at most 2" in text


def test_the_database_refuses_to_change_a_kept_one(call: Call) -> None:
    keep(people.charles(), **ASKED)

    with pytest.raises(DatabaseError), transaction.atomic():
        WhatIf.objects.update(title="Another")


def test_only_the_chair_keeps(call: Call) -> None:
    for who in (people.petra(), people.paul()):
        assert "Only the chair of the panel keeps a what-if." in keep(who, **ASKED).content.decode()
    call.state = "approval"
    call.save(update_fields=["state"])
    late = keep(people.charles(), **ASKED).content.decode()

    assert "The call is not before the panel now." in late
    assert not WhatIf.objects.exists()


def test_nothing_is_kept_of_terms_without_a_selection(call: Call) -> None:
    quota = {f"least_pillar/{pillar_of(call).pk}": "4"}

    text = keep(people.charles(), **ASKED, **quota).content.decode()

    assert "there is nothing to keep" in text


@pytest.mark.parametrize("title", ["", "x" * 121, "a\x00b"])
def test_a_title_that_cannot_be_is_refused(call: Call, title: str) -> None:
    answer = keep(people.charles(), title, **ASKED)

    assert not WhatIf.objects.exists()
    assert answer.status_code == 400 or "There is a problem" in answer.content.decode()


def test_a_conflicted_member_asks_without_the_application_and_reads_none_kept(call: Call) -> None:
    """AZ-06: the answer is that of a call without it, and kept ones tell of it."""
    keep(people.charles(), **ASKED)
    own = reviews.applications_of(call)[0]
    organisations.join(own.organisation, people.petra(), "viewer")
    call.applications.exclude(pk=own.pk).update(
        organisation=organisations.of(people.otto(), registration_number="87654321")
    )
    petra = people.refreshed(people.petra())

    text = page(petra, **ASKED)
    kept = people.client_of(petra).get(f"{PAGE}1/")

    assert own.reference not in text
    assert "1 application is left out of this page" in text
    assert "One each" not in text
    assert kept.status_code == 404


def test_a_conflicted_chair_keeps_nothing(call: Call) -> None:
    own = reviews.applications_of(call)[0]
    organisations.join(own.organisation, people.charles(), "viewer")

    text = keep(people.refreshed(people.charles()), **ASKED).content.decode()

    assert "You have a conflict of interest in this call" in text


def test_three_rows_and_thirty_take_the_same_queries(call: Call) -> None:
    client = people.client_of(people.petra())
    client.get(PAGE)

    with CaptureQueriesContext(connection) as few:
        client.get(PAGE)
    reviews.bare_rows(call, 30)
    with CaptureQueriesContext(connection) as many:
        client.get(PAGE)

    assert len(few) == len(many) <= 19
