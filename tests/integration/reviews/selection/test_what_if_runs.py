"""A what-if too large for a page: asked, worked out by a job, shown and kept."""

from __future__ import annotations

import html
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from grants.programmes.models import Call
from portal.accounts.actors import Actor
from portal.audit.models import AuditEvent
from portal.core.denial import Denied
from portal.jobs.models import Job, JobState
from reviews.panels.queries import ranking
from reviews.selection import lifecycle, operations, queries, rules
from reviews.selection.models import WhatIf, WhatIfRun
from reviews.selection.problem import Terms
from reviews.selection.solver import Unsettled
from tests.factories import applications, decisions, organisations, people, quotas, reviews
from tests.factories.stage import built

pytestmark = pytest.mark.django_db

CODE = applications.CALL_CODE
PAGE = reverse("what-if", args=[CODE])
ASKED = {"envelope": "800,000", "pass_mark": "10", "one_per_organisation": "on"}
QUERY = "?envelope=800,000&pass_mark=10&one_per_organisation=on"
TERMS = Terms(800_000, 1000)


@pytest.fixture(scope="module")
def before_the_panel(django_db_setup: None, django_db_blocker: Any) -> Iterator[int]:
    with built(django_db_blocker, lambda: decisions.at("panel").pk) as call_id:
        yield call_id


@pytest.fixture
def call(before_the_panel: int, db: None, monkeypatch: pytest.MonkeyPatch) -> Call:
    """Scores of 100, 80 and 20, each asking for HK$400,000; two are too many for a page."""
    monkeypatch.setattr(rules, "AT_ONCE", 1)
    found = Call.objects.get(pk=before_the_panel)
    first, second, _third = reviews.applications_of(found)
    found.applications.filter(pk=second.pk).update(organisation=first.organisation)
    return found


def page(actor: Actor) -> str:
    response = people.client_of(actor).get(f"{PAGE}{QUERY}")
    assert response.status_code == 200
    return html.unescape(response.content.decode())


def asked(call: Call, actor: Actor | None = None, terms: Terms = TERMS) -> WhatIfRun:
    return operations.request(
        call_id=call.pk, terms=terms, actor=actor or people.petra(), now=timezone.now()
    )


def done() -> None:
    decisions.work_off("reviews.selection.work_out")


def press(actor: Actor, **posted: str) -> str:
    response = people.client_of(actor).post(f"{PAGE}{QUERY}", posted, follow=True)
    assert response.status_code == 200
    return html.unescape(response.content.decode())


def test_a_large_question_offers_a_button_and_the_job_answers(call: Call) -> None:
    before = page(people.petra())
    waiting = press(people.petra(), work="1")
    done()
    after = page(people.petra())

    assert "3 applications reach this pass mark." in before
    assert "Work this out" in before
    assert "The selection" not in before
    assert "Working the best selection out" in waiting
    assert "Refresh this page" in waiting
    assert "Its organisation has an award already: BDA30-0001." in after
    assert "Work this out" not in after
    actions = AuditEvent.objects.filter(action__startswith="what_if.", scope=CODE)
    assert list(actions.order_by("pk").values_list("action", flat=True)) == [
        "what_if.request",
        "what_if.answer",
    ]


def test_the_answer_is_that_of_a_page(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    asked(call)
    done()
    candidates = queries.candidates_of(ranking(call))
    by_job = queries.known_answer(call, candidates, TERMS)
    monkeypatch.setattr(rules, "AT_ONCE", 500)
    at_once = queries.known_answer(call, candidates, TERMS)

    assert by_job is not None
    assert at_once is not None
    assert by_job.selection.chosen == at_once.selection.chosen == ("BDA30-0001", "BDA30-0003")
    assert by_job.selection.spent == at_once.selection.spent
    assert (by_job.cut, by_job.changes) == (at_once.cut, at_once.changes)


def test_the_same_question_is_one_whoever_asks_it(call: Call) -> None:
    first = asked(call)
    second = asked(call, people.charles())
    done()
    third = asked(call, people.paul())

    assert first == second == third
    assert Job.objects.filter(name="reviews.selection.work_out").count() == 1


def test_other_scores_are_another_question(call: Call) -> None:
    first = asked(call)
    call.applications.filter(reference="BDA30-0003").update(requested=300_000)

    assert asked(call) != first


def test_started_again_after_a_crash_it_is_the_same_question(call: Call) -> None:
    run = asked(call)
    call.applications.filter(reference="BDA30-0003").update(requested=300_000)
    told: list[float] = []

    operations.work_out(run_id=run.pk, progress=told.append)
    operations.work_out(run_id=run.pk, progress=told.append)

    run.refresh_from_db()
    assert (run.state, run.chosen, int(run.spent)) == (
        lifecycle.ANSWERED,
        ["BDA30-0001", "BDA30-0003"],
        800_000,
    )
    assert told == sorted(told)
    assert AuditEvent.objects.filter(action="what_if.answer").count() == 1


def test_two_workers_at_once_write_one_answer(call: Call) -> None:
    run = asked(call)

    def meanwhile(_percent: float) -> None:
        WhatIfRun.objects.filter(pk=run.pk).update(state=lifecycle.UNSETTLED)

    operations.work_out(run_id=run.pk, progress=meanwhile)

    run.refresh_from_db()
    assert (run.state, run.chosen) == (lifecycle.UNSETTLED, None)


def test_what_cannot_be_proved_says_so(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    def unsettled(*_given: object, **_named: object) -> None:
        raise Unsettled

    monkeypatch.setattr(queries, "select", unsettled)
    asked(call)
    done()

    assert "cannot be proved" in page(people.petra())
    assert "cannot be proved" in press(people.charles(), title="In a window left open")
    assert not WhatIf.objects.exists()


def test_terms_that_nothing_keeps_are_told(call: Call) -> None:
    pillar = reviews.applications_of(call)[0].pillar
    assert pillar is not None
    quotas.stated(call, pillar, least=4)
    client = people.client_of(people.petra())

    client.post(PAGE, {"work": "1"})
    done()
    text = html.unescape(client.get(PAGE).content.decode())

    assert f"to reach the least number of: {pillar.label}." in text


def test_the_fragment_tells_how_far_it_is_and_then_links_to_the_answer(call: Call) -> None:
    run = asked(call)
    url = reverse("what-if-progress", args=[CODE, run.digest]) + QUERY
    client = people.client_of(people.petra())

    waiting = client.get(url, headers={"HX-Request": "true"}).content.decode()
    done()
    ready = html.unescape(client.get(url, headers={"HX-Request": "true"}).content.decode())

    assert "Working the best selection out" in waiting
    assert "progress/" in waiting
    assert f'href="{PAGE}?envelope=800%2C000&pass_mark=10&one_per_organisation=on"' in ready
    assert "BDA30-0001" not in ready


def test_the_fragment_of_another_question_is_not_there(call: Call) -> None:
    run = asked(call)

    for digest in ("0" * 64, "x"):
        url = reverse("what-if-progress", args=[CODE, digest])
        assert people.client_of(people.petra()).get(url).status_code == 404
    own = reverse("what-if-progress", args=[CODE, run.digest])
    assert people.client_of(people.mira()).get(own).status_code == 404


def test_a_job_that_stopped_says_whom_to_tell(call: Call) -> None:
    run = asked(call)
    Job.objects.filter(key=f"what-if-run:{run.pk}").update(state=JobState.DEAD)

    assert "It was started three times without success." in page(people.petra())


def test_whoever_may_not_see_an_application_asks_another_question(call: Call) -> None:
    """AZ-06: an answer that was worked out for others is not theirs."""
    asked(call)
    done()
    own = reviews.applications_of(call)[2]
    other = organisations.of(people.otto(), registration_number="87654321")
    call.applications.filter(pk=own.pk).update(organisation=other)
    asked(call, people.charles())
    done()
    organisations.join(other, people.petra(), "viewer")
    petra = people.refreshed(people.petra())

    text = page(petra)

    assert "2 applications reach this pass mark." in text
    assert own.reference not in text


def test_the_chair_keeps_an_answer_that_was_worked_out(call: Call) -> None:
    early = press(people.charles(), title="Too early")
    asked(call)
    done()
    press(people.charles(), title="One each")

    assert "Have this what-if worked out first; then keep it." in early
    (kept,) = WhatIf.objects.all()
    assert (kept.title, kept.chosen) == ("One each", ["BDA30-0001", "BDA30-0003"])


def test_a_few_at_a_time_and_more_than_ten_thousand_never(
    call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(rules.MOST_OPEN):
        asked(call, terms=Terms(800_000 + number, 1000))

    with pytest.raises(Denied, match="3 other questions of this call are being worked out"):
        asked(call, terms=Terms(1, 1000))
    done()
    monkeypatch.setattr(rules, "MOST_CANDIDATES", 2)
    with pytest.raises(Denied, match="too many to compare: raise it"):
        asked(call, terms=Terms(1, 1000))


def test_only_readers_of_the_ranked_list_ask(call: Call) -> None:
    with pytest.raises(Denied, match="Only who sees the ranked list"):
        asked(call, people.mira())


def test_the_last_few_answers_stay(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(operations, "KEPT_RUNS", 2)

    for number in range(4):
        asked(call, terms=Terms(800_000 + number, 1000))
        done()

    envelopes = [run.terms["envelope"] for run in WhatIfRun.objects.order_by("pk")]
    assert envelopes == [800_002, 800_003]


def test_long_lists_show_their_first_rows_and_the_whole_number(
    call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reviews.selection.views.MOST_SHOWN", 1)
    asked(call)
    done()

    text = page(people.petra())

    assert "The first 1 of 2 awards." in text
    assert "The first 1 of 2 changes." in text


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({}, "one_run_for_each_question_of_a_call"),
        ({"digest": "x"}, "what_if_run_digest_is_sha256"),
    ],
)
def test_the_database_keeps_one_run_for_a_question(
    call: Call, changes: dict[str, str], constraint: str
) -> None:
    run = asked(call)
    values = {"digest": run.digest, **changes}

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        WhatIfRun.objects.create(
            call=call,
            terms={},
            candidates=[],
            requested_by=people.paul().person,
            requested_at=timezone.now(),
            **values,
        )
