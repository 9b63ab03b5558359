"""A calibrated ranking from its request to its stored bytes, and the command that checks them."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

from grants.programmes.models import Call
from portal.accounts.actors import Actor
from portal.audit.models import AuditEvent
from portal.core.denial import Denied
from portal.jobs.models import Job
from reviews.assignment.models import Assignment
from reviews.calibration import operations, queries
from reviews.calibration.lifecycle import REQUESTED
from reviews.calibration.models import Ranking
from reviews.conflicts.models import Conflict
from tests.factories import people, reviews

pytestmark = pytest.mark.django_db

SHEETS = ((5, 4), (2, 3), (4, 4))


@pytest.fixture
def call() -> Call:
    return reviews.call_before_the_panel(*SHEETS)


def silent(_share: float, _stage: str) -> None:
    """Nobody watches."""


def requested(call: Call, actor: Actor | None = None) -> Ranking:
    return operations.request_ranking(
        call_id=call.pk, actor=actor or people.charles(), now=timezone.now()
    )


def ranked(call: Call) -> Ranking:
    """The ranking promised when the panel opened, worked out with few draws."""
    waiting = queries.open_ranking(call)
    assert waiting is not None
    operations.rank(ranking_id=waiting.pk, progress=silent)
    found = queries.latest(call)
    assert found is not None
    return found


def outcome(ranking: Ranking) -> dict[str, Any]:
    """What came out, of a ranking that was worked out."""
    assert ranking.result is not None
    return dict(ranking.result)


def frozen(ranking: Ranking) -> dict[str, Any]:
    """What it was made from."""
    assert ranking.bundle is not None
    return dict(ranking.bundle)


@pytest.fixture(autouse=True)
def _few_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "draws_for", lambda _number: 500)


def test_opening_the_panel_promises_a_ranking(call: Call) -> None:
    waiting = queries.open_ranking(call)

    assert waiting is not None
    assert waiting.state == REQUESTED
    assert waiting.job is not None
    assert (waiting.job.name, waiting.job.arguments) == (
        "reviews.calibration.rank",
        {"ranking_id": waiting.pk},
    )


def test_asked_twice_it_is_one(call: Call) -> None:
    assert requested(call) == requested(call, people.paul())
    assert Job.objects.filter(name="reviews.calibration.rank").count() == 1


def test_the_ranking_orders_by_expected_rank_and_keeps_its_bundle(call: Call) -> None:
    ranking = ranked(call)

    rows = outcome(ranking)["rows"]
    assert [row["proposal"][-1] for row in rows] == ["1", "3", "2"]
    assert [row["raw"] for row in rows] == [90.0, 80.0, 50.0]
    assert len(frozen(ranking)["sheets"]) == 6
    assert frozen(ranking)["seed"] == ranking.seed
    event = AuditEvent.objects.filter(action="ranking.rank").get()
    assert event.details["sha256"] == ranking.sha256


def test_an_application_below_the_pass_mark_is_not_fundable(call: Call) -> None:
    bundle = queries.bundle_of(call, seed=1)

    assert [one.is_fundable for one in bundle.candidates] == [True, False, True]


def test_worked_out_twice_it_stays_as_it_is(call: Call) -> None:
    ranking = ranked(call)

    operations.rank(ranking_id=ranking.pk, progress=silent)

    again = Ranking.objects.get(pk=ranking.pk)
    assert (again.sha256, again.seed) == (ranking.sha256, ranking.seed)
    assert AuditEvent.objects.filter(action="ranking.rank").count() == 1


def test_a_sheet_taken_back_makes_the_ranking_old(call: Call) -> None:
    ranking = ranked(call)
    assert queries.is_current(ranking, call)

    first = reviews.applications_of(call)[0]
    reviews.conflict(first, Assignment.objects.filter(application=first)[0].assessor)

    assert Conflict.objects.exists()
    assert not queries.is_current(ranking, call)


def test_the_marks_are_read_in_four_queries_however_many(
    call: Call, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(2):
        queries.bundle_of(call, seed=1)
    reviews.bare_rows(call, 30)
    with django_assert_num_queries(2):
        assert len(queries.bundle_of(call, seed=1).sheets) == 96


@pytest.mark.parametrize("who", [people.petra, people.grace, people.alan, people.ines, people.mira])
def test_others_do_not_have_it_worked_out(call: Call, who: Any) -> None:
    with pytest.raises(Denied, match="officer or the chair"):
        requested(call, who())


def test_before_the_panel_nothing_is_ranked() -> None:
    early = reviews.call_in_assessment(1)

    with pytest.raises(Denied, match="while the panel has the call"):
        requested(early, people.paul())


def test_the_database_keeps_one_open_ranking_for_a_call(call: Call) -> None:
    waiting = queries.open_ranking(call)
    assert waiting is not None

    waiting.pk = None
    with pytest.raises(IntegrityError, match="one_open_ranking_per_call"), transaction.atomic():
        waiting.save(force_insert=True)


def test_the_database_keeps_no_result_without_its_checksum(call: Call) -> None:
    ranking = ranked(call)

    ranking.sha256 = ""
    with (
        pytest.raises(IntegrityError, match="ranking_worked_out_has_its_result"),
        transaction.atomic(),
    ):
        ranking.save(update_fields=["sha256"])


def verified(number: int) -> str:
    out = StringIO()
    call_command("verify_ranking", str(number), stdout=out)
    return out.getvalue()


def test_the_command_works_the_stored_ranking_out_to_the_same_bytes(call: Call) -> None:
    ranking = ranked(call)

    assert f"The same bytes, {ranking.sha256}" in verified(ranking.pk)


def test_the_command_finds_a_row_that_was_changed(call: Call) -> None:
    ranking = ranked(call)
    outcome(ranking)["rows"][0]["raw"] = 99.0
    ranking.save(update_fields=["result"])

    with pytest.raises(CommandError, match="own checksums"):
        verified(ranking.pk)


def test_the_command_finds_another_answer(call: Call) -> None:
    ranking = ranked(call)
    Ranking.objects.filter(pk=ranking.pk).update(seed=1, bundle={**frozen(ranking), "seed": 1})

    with pytest.raises(CommandError, match="differs"):
        verified(ranking.pk)


def test_the_command_knows_what_there_is_to_check(call: Call) -> None:
    waiting = queries.open_ranking(call)
    assert waiting is not None

    with pytest.raises(CommandError, match="not worked out"):
        verified(waiting.pk)
    with pytest.raises(CommandError, match="no such"):
        verified(0)
