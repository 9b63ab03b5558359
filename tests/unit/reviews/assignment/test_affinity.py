"""The fit of an assessor to an application, from 0 to 10,000."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reviews.assignment.affinity import WEIGHTS, Topics, affinity, matched, with_words

NAMED = {
    "technology": frozenset({"stablecoins"}),
    "use_case": frozenset({"trade", "retail"}),
    "pillar": frozenset({"E"}),
}

topics = st.dictionaries(
    st.sampled_from(sorted(WEIGHTS)), st.frozensets(st.sampled_from("abcde"), max_size=4)
)


def test_everything_declared_is_a_full_fit() -> None:
    assert affinity(NAMED, NAMED) == 10_000


def test_nothing_in_common_is_no_fit() -> None:
    assert affinity(NAMED, {"technology": frozenset({"identity"})}) == 0


def test_each_kind_counts_with_its_weight_and_its_share() -> None:
    declared = {"technology": frozenset({"stablecoins"}), "use_case": frozenset({"trade"})}

    assert affinity(NAMED, declared) == 10_000 * (50 + 30 // 2) // 100


def test_a_kind_that_the_application_leaves_empty_does_not_count() -> None:
    named = {"technology": frozenset({"stablecoins"}), "use_case": frozenset[str]()}

    assert affinity(named, {"technology": frozenset({"stablecoins"})}) == 10_000


def test_an_application_that_names_nothing_fits_nobody() -> None:
    assert affinity({}, NAMED) == 0


def test_thirds_are_rounded_down() -> None:
    named = {"use_case": frozenset({"a", "b", "c"})}

    assert affinity(named, {"use_case": frozenset({"a"})}) == 3_333


def test_matched_topics_come_with_the_weightiest_kind_first() -> None:
    declared = {"pillar": frozenset({"E"}), "use_case": frozenset({"trade", "retail"})}

    assert matched(NAMED, declared) == [
        ("use_case", "retail"),
        ("use_case", "trade"),
        ("pillar", "E"),
    ]


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(named=topics, declared=topics, more=topics)
def test_declaring_more_never_lowers_the_fit(named: Topics, declared: Topics, more: Topics) -> None:
    both = {kind: declared.get(kind, frozenset()) | more.get(kind, frozenset()) for kind in WEIGHTS}

    assert 0 <= affinity(named, declared) <= affinity(named, both) <= 10_000


def test_three_words_add_a_little_each_and_a_fourth_nothing() -> None:
    assert [with_words(4_000, met) for met in range(5)] == [4_000, 4_250, 4_500, 4_750, 4_750]
    assert with_words(9_900, 1) == 10_000


@given(value=st.integers(0, 10_000), more=st.integers(0, 10_000), met=st.integers(0, 20))
def test_words_take_nothing_away_and_turn_no_order_of_fits_round(
    value: int, more: int, met: int
) -> None:
    better = min(10_000, value + more)

    assert value <= with_words(value, met) <= with_words(value, met + 1) <= 10_000
    assert with_words(value, met) <= with_words(better, met)
    assert with_words(value, met) - value <= 750
