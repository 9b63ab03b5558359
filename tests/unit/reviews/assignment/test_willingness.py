"""What a bid adds to a fit: little, bounded, and in the direction of the wish."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from reviews.assignment.problem import MAX_AFFINITY
from reviews.assignment.willingness import ADDS, with_wish
from reviews.bidding.models import Wish

values = st.integers(0, MAX_AFFINITY)
ORDER = (Wish.RATHER_NOT, Wish.COULD, Wish.WOULD_LIKE)


def test_a_wish_moves_a_fit_by_a_tenth_of_the_scale() -> None:
    assert [with_wish(5_000, wish) for wish in ORDER] == [4_000, 5_000, 6_000]


def test_the_scale_ends_where_it_ends() -> None:
    assert [with_wish(400, wish) for wish in ORDER] == [0, 400, 1_400]
    assert [with_wish(9_900, wish) for wish in ORDER] == [8_900, 9_900, 10_000]


@given(values, st.sampled_from(ORDER))
def test_a_fit_with_a_wish_is_a_whole_number_within_bounds_and_near(value: int, wish: Wish) -> None:
    found = with_wish(value, wish)

    assert isinstance(found, int)
    assert 0 <= found <= MAX_AFFINITY
    assert abs(found - value) <= abs(ADDS[wish]) <= MAX_AFFINITY // 10


@given(values)
def test_more_will_never_lowers_a_fit(value: int) -> None:
    found = [with_wish(value, wish) for wish in ORDER]

    assert found == sorted(found)
    assert found[1] == value


@given(values, values, st.sampled_from(ORDER))
def test_of_two_with_the_same_wish_who_knows_more_never_fits_less(
    one: int, other: int, wish: Wish
) -> None:
    less, more = sorted((one, other))

    assert with_wish(less, wish) <= with_wish(more, wish)
