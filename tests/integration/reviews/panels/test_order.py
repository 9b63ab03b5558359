"""A call that counts the calibrated order: its ranks, its departures, its freshness."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from grants.programmes.models import Call
from portal.core.denial import Denied
from reviews.assignment.models import Assignment
from reviews.calibration import operations as calibration
from reviews.calibration import queries as rankings
from reviews.panels import operations, queries
from tests.factories import applications, decisions, people, reviews

pytestmark = pytest.mark.django_db

DETAIL = reverse("panel-detail", args=[applications.CALL_CODE])


@pytest.fixture
def call(monkeypatch: pytest.MonkeyPatch) -> Call:
    monkeypatch.setattr(rankings, "draws_for", lambda _number: 500)
    return reviews.call_before_the_panel((5, 4), (2, 3), (4, 4), ranked_by="calibrated")


def work_out(call: Call) -> None:
    waiting = rankings.open_ranking(call)
    assert waiting is not None
    calibration.rank(ranking_id=waiting.pk, progress=lambda _share, _stage: None)


def propose(call: Call) -> Any:
    return operations.propose_from_ranking(
        call_id=call.pk, actor=people.petra(), now=timezone.now()
    )


def test_without_the_ranking_nothing_is_proposed(call: Call) -> None:
    with pytest.raises(Denied, match="Have it worked out anew first"):
        propose(call)

    assert {row.rank for row in queries.ranking(call)} == {None}


def test_the_ranks_are_those_of_the_calibrated_ranking(call: Call) -> None:
    work_out(call)
    ranking = rankings.latest(call)
    assert ranking is not None
    expected = [row["proposal"] for row in (ranking.result or {})["rows"]]

    rows = queries.ranking(call)

    assert [row.application.reference for row in rows] == expected
    assert [row.rank for row in rows] == [1, 2, 3]
    propose(call)
    assert decisions.outcomes(call)[expected[0]] == "recommended"


def test_marks_that_changed_hold_the_list_up(call: Call) -> None:
    work_out(call)
    propose(call)
    first = reviews.applications_of(call)[0]
    reviews.conflict(first, Assignment.objects.filter(application=first)[0].assessor)

    with pytest.raises(Denied, match="not of these scores"):
        decisions.put_forward(call)
    page = people.client_of(people.charles()).get(DETAIL).content.decode()
    assert "The calibrated ranking is not of these scores." in page


def test_the_list_shows_intervals_sums_and_where_the_envelope_ends(call: Call) -> None:
    work_out(call)
    Call.objects.filter(pk=call.pk).update(envelope=900_000, pass_mark=40)

    page = people.client_of(people.petra()).get(DETAIL).content.decode()

    assert page.count('class="rank-interval"') == 3
    assert "The envelope ends here, with HK$100,000 left" in page
    assert "HK$1,200,000" in page
    assert "The calibrated ranking, each assessor’s severity taken out" in page
