"""Numbers of the business register, as people paste them."""

from __future__ import annotations

import pytest

from portal.organisations.registration import has_odd_check_digit, is_well_formed, tidy_number
from tests.factories.organisations import registration_number


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("12345678", "12345678"),
        ("12345678-000-01-25-3", "12345678"),
        (" 1234 5678 000 01 25 3", "12345678"),
        ("１２３４５６７８", "12345678"),
        ("c12345", "C0012345"),
        ("F 1234567", "F1234567"),
        ("F0001234-000-03-25-9", "F0001234"),
        ("12345678\u2013000\u201301\u201325\u20133", "12345678"),
        ("BR No. 12345678-000-01-25-3", "12345678"),
        ("商業登記號碼：12345678", "12345678"),
        ("UBI: C0012345", "C0012345"),
        ("編號：C0012345", "C0012345"),
        ("12345", "12345"),
        ("A" * 1000, "AAAAAAAA"),
        ("", ""),
    ],
)
def test_a_pasted_number_is_cut_to_what_names_the_organisation(written: str, number: str) -> None:
    assert tidy_number(written) == number


@pytest.mark.parametrize(
    ("number", "well_formed"),
    [("12345678", True), ("C0012345", True), ("1234567", False), ("CC123456", False), ("", False)],
)
def test_a_number_has_eight_digits_or_a_letter_and_seven(number: str, well_formed: bool) -> None:
    assert is_well_formed(number) is well_formed


@pytest.mark.parametrize(
    ("number", "odd"),
    [
        ("10000016", False),
        ("10000017", True),
        ("00000000", False),
        ("C0012345", False),
    ],
)
def test_the_check_digit_follows_the_weights_of_the_scheme(number: str, odd: bool) -> None:
    assert has_odd_check_digit(number) is odd


def test_one_wrong_digit_is_noticed_wherever_it_stands() -> None:
    number = registration_number()

    for place in range(8):
        changed = str((int(number[place]) + 1) % 10)
        assert has_odd_check_digit(number[:place] + changed + number[place + 1 :])
