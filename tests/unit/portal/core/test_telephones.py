"""Telephone numbers as people write them."""

from __future__ import annotations

import pytest

from portal.core.telephones import tidied


@pytest.mark.parametrize(
    "written",
    [
        "23456789",
        "2345 6789",
        "(852) 2345-6789",
        "852 2345 6789",
        "+852 2345 6789",
        "00852 2345 6789",
        "２３４５６７８９",
        "2345–6789",
    ],
)
def test_a_hong_kong_number_is_kept_in_one_form(written: str) -> None:
    assert tidied(written) == "+85223456789"


@pytest.mark.parametrize(
    ("written", "expected"),
    [("+44 20 7946 0000", "+442079460000"), ("0086 10 6552 9988", "+861065529988")],
)
def test_a_number_from_elsewhere_keeps_its_country(written: str, expected: str) -> None:
    assert tidied(written) == expected


@pytest.mark.parametrize(
    "written",
    ["", "12345678", "2345678", "234567890", "+852 1234 5678", "+0 123 4567", "call me", "+1 23"],
)
def test_anything_else_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match="not a telephone number"):
        tidied(written)
