"""References people read out over the phone."""

from __future__ import annotations

import pytest

from portal.core.references import numbered


@pytest.mark.parametrize(
    ("number", "expected"),
    [(1, "BDA25-0001"), (42, "BDA25-0042"), (9999, "BDA25-9999"), (12345, "BDA25-12345")],
)
def test_a_number_has_four_digits_or_more(number: int, expected: str) -> None:
    assert numbered("BDA25", number) == expected


@pytest.mark.parametrize("number", [0, -1])
def test_numbers_start_at_one(number: int) -> None:
    with pytest.raises(ValueError, match="numbers start at 1"):
        numbered("BDA25", number)
