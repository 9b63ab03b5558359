"""The calibrated ranking of whole bundles: order, line, close calls, and odd rounds."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviews.calibration.statistics import Bundle, Candidate, Sheet, calibrate, canonical, draws_for
from reviews.calibration.statistics.ranking import CLOSE, NOT, RECOMMEND
from tests.unit.reviews.calibration.marks import made_up

DRAWS = 2_000


def bundle(
    scores: dict[str, dict[str, float]], *, envelope: int = 1_000_000, asked: int = 400_000
) -> Bundle:
    """``scores`` by application and assessor."""
    sheets = [
        Sheet(name, assessor, score)
        for name, given_ones in scores.items()
        for assessor, score in given_ones.items()
    ]
    candidates = tuple(Candidate(name, asked) for name in scores)
    return Bundle(tuple(sheets), candidates, envelope=envelope, seed=1, draws=DRAWS)


def test_a_plain_round_is_ranked_by_its_marks() -> None:
    scores = {
        name: {who: mark + shift for who, shift in (("A", 0), ("B", 1), ("C", -1))}
        for name, mark in (("low", 20.0), ("high", 90.0), ("middle", 55.0))
    }

    found = calibrate(bundle(scores))

    assert [row["proposal"] for row in found["rows"]] == ["high", "middle", "low"]
    assert [row["expected_rank"] for row in found["rows"]] == pytest.approx([1, 2, 3], abs=0.01)
    assert [row["standing"] for row in found["rows"]] == [RECOMMEND, RECOMMEND, NOT]
    assert found["line"] == pytest.approx(2, abs=0.01)


def test_a_strictly_marked_application_is_lifted() -> None:
    """Everybody marks 60, but S gives 20 less than others do: who met S rises above the rest."""
    scores = {f"P{at}": {"A": 60.0, "B": 60.0} for at in range(8)}
    for at in range(8, 16):
        scores[f"P{at}"] = {"A": 60.0, "S": 40.0}
    scores["P99"] = {"B": 60.0, "S": 42.0}

    found = calibrate(bundle(scores, envelope=400_000))

    rows = {row["proposal"]: row for row in found["rows"]}
    severity = {one["assessor"]: one["severity"] for one in found["assessors"]}
    assert severity["S"] < -10
    assert rows["P99"]["level"] - rows["P99"]["raw"] > 2
    assert found["rows"][0]["proposal"] == "P99"


def test_the_order_of_the_rows_changes_no_byte() -> None:
    made = made_up(30, 8, draws=DRAWS)
    mixed = list(made.sheets), list(made.candidates)
    for rows in mixed:
        random.Random(4).shuffle(rows)

    again = replace(made, sheets=tuple(mixed[0]), candidates=tuple(mixed[1]))

    assert canonical(calibrate(again)) == canonical(calibrate(made))


def test_a_bundle_survives_its_json() -> None:
    made = made_up(12, 4, draws=DRAWS)

    again = Bundle.from_json(made.to_json())

    assert again == made
    assert canonical(calibrate(again)) == canonical(calibrate(made))


def test_another_seed_moves_the_intervals_alone() -> None:
    made = made_up(30, 8, draws=DRAWS)
    one, other = calibrate(made), calibrate(replace(made, seed=8))

    kept = ("proposal", "raw", "level", "level_spread", "expected_rank", "additive")
    assert [[row[name] for name in kept] for row in one["rows"]] == [
        [row[name] for name in kept] for row in other["rows"]
    ]
    assert [row["within"] for row in one["rows"]] != [row["within"] for row in other["rows"]]


def test_no_sheet_at_all_ranks_nothing() -> None:
    empty = Bundle((), (Candidate("P1", 1),), envelope=5, seed=1, draws=DRAWS)

    found = calibrate(empty)

    assert (found["rows"], found["line"], found["unmarked"]) == ([], None, ["P1"])


def test_one_score_only_is_ranked_first_of_one() -> None:
    found = calibrate(bundle({"P1": {"A": 70.0}}))

    row = found["rows"][0]
    assert (row["expected_rank"], row["middle"], row["wide"]) == (1.0, [1, 1], [1, 1])
    assert (row["raw"], row["standing"]) == (70.0, RECOMMEND)
    assert row["level"] == pytest.approx(70.0)
    assert found["agreement"] is None


def test_all_scores_equal_leave_everybody_too_close_to_call() -> None:
    scores = {f"P{at}": {"A": 60.0, "B": 60.0, "C": 60.0} for at in range(6)}

    found = calibrate(bundle(scores))

    assert [row["proposal"] for row in found["rows"]] == sorted(scores)
    assert {row["raw"] for row in found["rows"]} == {60.0}
    assert [row["expected_rank"] for row in found["rows"]] == pytest.approx([3.5] * 6, abs=0.01)
    assert {row["standing"] for row in found["rows"]} == {CLOSE}
    assert found["far"] == []


def test_an_assessor_with_one_review_hardly_counts_as_strict() -> None:
    scores = {f"P{at}": {"A": 50.0 + at, "B": 52.0 + at} for at in range(10)}
    scores["P3"]["once"] = 20.0

    found = calibrate(bundle(scores))

    once = next(one for one in found["assessors"] if one["assessor"] == "once")
    assert once["sheets"] == 1
    assert once["own_spread"] is None
    assert abs(once["severity"]) < 30


def test_who_may_not_be_funded_takes_nothing_from_the_envelope() -> None:
    scores = {"P1": {"A": 90.0, "B": 91.0}, "P2": {"A": 70.0, "B": 71.0}}
    made = bundle(scores, envelope=400_000)
    barred = tuple(replace(one, is_fundable=one.proposal != "P1") for one in made.candidates)

    found = calibrate(replace(made, candidates=barred))

    rows = {row["proposal"]: row for row in found["rows"]}
    assert rows["P1"]["within"] == 0.0
    assert rows["P2"]["within"] == 1.0
    assert found["line"] == rows["P2"]["expected_rank"]


def test_an_envelope_too_small_for_anybody_has_no_line() -> None:
    found = calibrate(bundle({"P1": {"A": 90.0}, "P2": {"A": 50.0}}, envelope=1))

    assert found["line"] is None
    assert {row["standing"] for row in found["rows"]} == {NOT}


@pytest.mark.parametrize(
    ("sheets", "candidates", "sentence"),
    [
        ((Sheet("P1", "A", 101.0),), (Candidate("P1", 1),), "outside"),
        ((Sheet("P1", "A", float("nan")),), (Candidate("P1", 1),), "outside"),
        ((Sheet("P2", "A", 50.0),), (Candidate("P1", 1),), "not in the bundle"),
        ((Sheet("P1", "A", 5.0), Sheet("P1", "A", 6.0)), (Candidate("P1", 1),), "two sheets"),
        ((), (Candidate("P1", 1), Candidate("P1", 2)), "twice"),
    ],
)
def test_a_bundle_that_cannot_be_is_refused(
    sheets: tuple[Sheet, ...], candidates: tuple[Candidate, ...], sentence: str
) -> None:
    with pytest.raises(ValueError, match=sentence):
        Bundle(sheets, candidates, envelope=1, seed=1)


def test_without_draws_there_are_no_intervals() -> None:
    with pytest.raises(ValueError, match="at least one draw"):
        Bundle((), (), envelope=1, seed=1, draws=0)


def test_large_rounds_make_do_with_fewer_draws() -> None:
    assert [draws_for(size) for size in (0, 200, 1_000, 10_000)] == [40_000] * 3 + [4_000]


def test_the_progress_rises() -> None:
    told: list[float] = []

    calibrate(made_up(10, 4, draws=DRAWS), progress=lambda share, _stage: told.append(share))

    assert told == sorted(told)
    assert len(told) == 4


@settings(max_examples=20, deadline=None)
@given(st.data())
def test_every_round_has_a_sound_answer(data: st.DataObject) -> None:
    names = [f"P{at}" for at in range(data.draw(st.integers(1, 8)))]
    assessors = [f"A{at}" for at in range(data.draw(st.integers(1, 4)))]
    marks = st.one_of(st.integers(0, 100).map(float), st.sampled_from([0.0, 50.0, 100.0]))
    scores = {
        name: {
            who: data.draw(marks)
            for who in data.draw(st.lists(st.sampled_from(assessors), min_size=1, unique=True))
        }
        for name in names
    }

    found = calibrate(replace(bundle(scores), draws=200))

    size = len(names)
    assert sorted(row["proposal"] for row in found["rows"]) == names
    ranks = [row["expected_rank"] for row in found["rows"]]
    assert sum(ranks) == pytest.approx(size * (size + 1) / 2, abs=0.01 * size)
    for row in found["rows"]:
        assert 1 <= row["wide"][0] <= row["middle"][0] <= row["middle"][1] <= row["wide"][1] <= size
        assert 0 <= row["within"] <= 1
