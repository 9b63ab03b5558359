"""Telephone numbers as people write them."""

from __future__ import annotations

import pytest

from portal.organisations.telephones import spoken, tidy_telephone


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("2123 4567", "+85221234567"),
        ("(852) 9123-4567", "+85291234567"),
        ("+852 3123 4567", "+85231234567"),
        ("６１２３４５６７", "+85261234567"),
        ("+44 20 7946 0958", "+442079460958"),
        ("1123 4567", None),
        ("2123 456", None),
        ("+0123456789", None),
        ("call me", None),
    ],
)
def test_a_number_gets_its_international_form_or_none(written: str, number: str | None) -> None:
    assert tidy_telephone(written) == number


def test_a_number_of_hong_kong_is_shown_in_groups() -> None:
    assert spoken("+85221234567") == "+852 2123 4567"
    assert spoken("+442079460958") == "+442079460958"
    assert spoken("") == ""
