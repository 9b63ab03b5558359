"""The exact selection: equal to trying every set, on hundreds of made-up rounds."""

from __future__ import annotations

import random
from itertools import combinations

import pytest

from reviews.selection.problem import Candidate, Quota, Terms, breaks, eligible, plain_cut
from reviews.selection.solver import Selection, Unsettled, select


def candidate(name: str, place: int, merit: int, asked: int, **more: object) -> Candidate:
    values = {"organisation": name, **more}
    return Candidate(name, place, merit, asked, **values)  # type: ignore[arg-type]  # short


def by_trying(candidates: list[Candidate], terms: Terms) -> tuple[str, ...] | None:
    """The best set by looking at every one of them."""
    rows = eligible(candidates, terms)
    sets = [
        chosen
        for size in range(len(rows) + 1)
        for chosen in combinations(rows, size)
        if not breaks(chosen, terms)
    ]
    if not sets:
        return None
    taken = {one.reference for one in max(sets, key=lambda chosen: _value(chosen, rows))}
    return tuple(one.reference for one in rows if one.reference in taken)


def _value(chosen: tuple[Candidate, ...], rows: list[Candidate]) -> tuple[int, list[bool]]:
    return sum(one.worth for one in chosen), [one in chosen for one in rows]


def made_up(seed: int) -> tuple[list[Candidate], Terms]:
    """A small round; few different sums and scores, so that many sets are worth the same."""
    dice = random.Random(seed)
    size = dice.randint(0, 10)
    scores = sorted(dice.choice([5000, 6000, 6667, 8000, 8001]) for _ in range(size))[::-1]
    sums = [100_000, 200_000, 250_000, 499_999, 500_000] if seed % 2 else range(1, 500_001)
    rows = [
        candidate(
            f"P{at:02}",
            at + 1,
            score,
            dice.choice(sums),
            organisation=f"O{dice.randint(1, 6)}",
            groups=frozenset({f"pillar/{dice.choice('LEAP')}"}),
        )
        for at, score in enumerate(scores)
    ]
    quotas = tuple(
        Quota(f"pillar/{code}", dice.randint(0, 2), dice.choice([None, 2, 3]))
        for code in dice.sample("LEAP", dice.randint(0, 3))
    )
    return rows, Terms(dice.randint(0, 1_800_000), 6000, dice.random() < 0.7, quotas)


@pytest.mark.parametrize("start", range(0, 400, 50))
def test_it_is_the_set_found_by_trying_every_one(start: int) -> None:
    for seed in range(start, start + 50):
        candidates, terms = made_up(seed)

        found = select(candidates, terms)

        assert found.chosen == by_trying(candidates, terms), seed


def test_the_order_of_the_rows_changes_nothing() -> None:
    for seed in range(20):
        candidates, terms = made_up(seed)
        shuffled = random.Random(seed).sample(candidates, len(candidates))

        assert select(shuffled, terms) == select(candidates, terms)


def test_a_full_round_is_proved_and_no_worse_than_the_cut() -> None:
    dice = random.Random(7)
    rows = [
        candidate(
            f"P{at:03}",
            at + 1,
            9500 - 17 * at,
            dice.randrange(150_000, 500_001),
            organisation=f"O{at % 150}",
            groups=frozenset({f"pillar/{'LEAP'[at % 4]}"}),
        )
        for at in range(200)
    ]
    terms = Terms(5_000_000, 6000, True, (Quota("pillar/P", 3), Quota("pillar/L", 0, 2)))

    found = select(rows, terms)

    by_name = {one.reference: one for one in rows}
    assert found.chosen is not None
    assert not breaks([by_name[name] for name in found.chosen], terms)
    assert found.spent <= 5_000_000
    assert found.worth >= sum(by_name[name].worth for name in plain_cut(rows, Terms(5_000_000, 0)))


def test_a_cheap_weak_one_does_not_displace_a_better_one() -> None:
    rows = [
        candidate("good", 1, 9000, 500_000),
        candidate("weak", 2, 6100, 250_000),
        candidate("poor", 3, 6000, 250_000),
    ]

    assert select(rows, Terms(500_000, 6000)).chosen == ("good",)


def test_equal_worth_goes_to_the_better_placed() -> None:
    rows = [candidate(name, at, 8000, 100_000) for at, name in enumerate("dcba", start=1)]

    assert select(rows, Terms(200_000, 6000)).chosen == ("d", "c")


def test_an_organisation_gets_one_award() -> None:
    rows = [
        candidate("a", 1, 9000, 300_000, organisation="X"),
        candidate("b", 2, 8900, 300_000, organisation="X"),
        candidate("c", 3, 7000, 300_000),
    ]

    assert select(rows, Terms(600_000, 6000)).chosen == ("a", "c")
    assert select(rows, Terms(600_000, 6000, one_per_organisation=False)).chosen == ("a", "b")


def test_quotas_that_cannot_be_kept_are_named() -> None:
    rows = [candidate("a", 1, 9000, 300_000, groups=frozenset({"pillar/L"}))]

    alone = select(rows, Terms(600_000, 6000, True, (Quota("pillar/L", 2), Quota("pillar/E", 0))))
    nobody = select([], Terms(600_000, 6000, True, (Quota("pillar/L", 1),)))

    assert (alone.chosen, alone.clashing) == (None, ("pillar/L",))
    assert (nobody.chosen, nobody.clashing) == (None, ("pillar/L",))


def test_quotas_that_clash_only_together_name_none() -> None:
    rows = [
        candidate("a", 1, 9000, 300_000, groups=frozenset({"pillar/L"})),
        candidate("b", 2, 8000, 300_000, groups=frozenset({"pillar/E"})),
    ]
    both = (Quota("pillar/L", 1), Quota("pillar/E", 1))

    assert select(rows, Terms(300_000, 6000, True, both)) == Selection(None)


def test_nothing_to_choose_from_is_an_empty_selection() -> None:
    assert select([], Terms(600_000, 6000)) == Selection(())
    assert select([candidate("a", 1, 100, 1)], Terms(600_000, 6000)) == Selection(())


def test_what_cannot_be_proved_is_not_claimed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reviews.selection.solver.breaks", lambda _chosen, _terms: True)

    with pytest.raises(Unsettled):
        select([candidate("a", 1, 9000, 1000)], Terms(1000, 6000))


def test_terms_survive_their_json() -> None:
    terms = Terms(600_000, 6000, True, (Quota("pillar/L", 1, 3), Quota("technology/other")))

    assert Terms.from_json(terms.to_json()) == terms


@pytest.mark.parametrize("start", range(0, 200, 50))
def test_a_narrowed_round_has_the_set_found_by_trying_every_one(
    start: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With one row open for the first set the bound, not the guess, must make it right."""
    monkeypatch.setattr("reviews.selection.solver.CORE", 1)

    for seed in range(start, start + 50):
        candidates, terms = made_up(seed)

        assert select(candidates, terms).chosen == by_trying(candidates, terms), seed


def test_progress_only_grows_and_ends_at_the_whole() -> None:
    candidates, _terms = made_up(7)
    told: list[float] = []

    select(candidates, Terms(900_000, 6000), progress=told.append)

    assert told == sorted(told)
    assert all(0 < share <= 1 for share in told)


def test_a_search_beyond_the_limit_of_its_work_claims_nothing() -> None:
    candidates, terms = made_up(7)

    with pytest.raises(Unsettled):
        select(candidates, terms, most_work=-1)
