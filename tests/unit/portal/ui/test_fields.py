"""Fields understand what people write and say plainly what is wrong."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from portal.ui.fields import DateField, DateTimeField, LongTextField, MoneyField, UploadField


def complaint(field: forms.Field, value: Any) -> str:
    """The one sentence with which ``field`` refuses ``value``."""
    with pytest.raises(ValidationError) as refused:
        field.clean(value)
    return str(refused.value.messages[0])


@pytest.mark.parametrize(
    "written",
    ["300000", "300,000", "HK$ 300,000.00", "HKD 300,000", "３００，０００", "300 000", "$300,000"],
)
def test_an_amount_is_understood_however_it_is_written(written: str) -> None:
    amount = MoneyField().clean(written)

    assert (amount, str(amount)) == (Decimal(300000), "300000.00")


@pytest.mark.parametrize(
    "written", ["many", "1e9999999", "NaN", "Infinity", "1,00o", "\x00", "--5"]
)
def test_what_is_no_amount_is_refused_with_an_example(written: str) -> None:
    """IN-01"""
    assert complaint(MoneyField(), written)


def test_an_amount_has_a_floor_a_ceiling_and_two_decimals() -> None:
    field = MoneyField(min_value=100, max_value=500_000)

    assert complaint(field, "99.99") == "Enter HK$100 or more."
    assert complaint(field, "500,000.01") == "Enter HK$500,000 or less."
    assert complaint(field, "200.001") == "Enter dollars and cents, with two decimals at most."
    assert complaint(field, "words") == "Enter an amount in Hong Kong dollars, like 300,000."


def test_an_amount_may_be_left_out_where_it_is_not_required() -> None:
    assert MoneyField(required=False).clean("") is None
    assert complaint(MoneyField(), "") == "This field is required."


def test_a_stored_amount_is_shown_grouped_and_a_typed_one_as_typed() -> None:
    field = MoneyField()

    assert field.prepare_value(Decimal("300000.00")) == "300,000"
    assert field.prepare_value("3oo") == "3oo"


def test_a_long_text_is_counted_as_the_page_counts_it() -> None:
    field = LongTextField(max_characters=5)

    assert field.clean("ab\r\ncd") == "ab\ncd"
    assert complaint(field, "𠮷" * 7) == "Use 5 characters or fewer: this is 2 too many."


def test_a_long_text_may_be_empty_where_it_is_not_required() -> None:
    assert LongTextField(max_characters=5, required=False).clean(None) == ""


@pytest.mark.parametrize(("limit", "rows"), [(300, "3"), (1500, "6"), (5000, "10")])
def test_the_text_area_grows_with_its_limit(limit: int, rows: str) -> None:
    widget = LongTextField(max_characters=limit).widget

    assert (widget.attrs["rows"], widget.attrs["data-counter"]) == (rows, str(limit))
    assert "maxlength" not in widget.attrs


def test_a_text_area_of_chosen_height_keeps_it() -> None:
    chosen = LongTextField(max_characters=300, widget=forms.Textarea(attrs={"rows": "2"}))
    single = LongTextField(max_characters=80, widget=forms.TextInput)

    assert chosen.widget.attrs["rows"] == "2"
    assert "rows" not in single.widget.attrs


def test_dates_are_read_from_the_browser_and_from_people() -> None:
    assert DateField().clean("2025-12-31") == date(2025, 12, 31)
    assert DateField().clean("31/12/2025") == date(2025, 12, 31)
    assert DateTimeField().clean("2025-08-01T18:00") == datetime(2025, 8, 1, 10, 0, tzinfo=UTC)
    assert DateTimeField().help_text == "Hong Kong time (HKT)"


def test_a_file_of_another_kind_is_refused() -> None:
    field = UploadField(accept=(".pdf",), max_bytes=1000)

    assert complaint(field, SimpleUploadedFile("plan.docx", b"x")) == (
        "Choose a file of this kind: PDF."
    )


def test_a_file_too_large_is_refused_with_both_sizes() -> None:
    field = UploadField(accept=(".pdf",), max_bytes=1000)

    assert complaint(field, SimpleUploadedFile("plan.PDF", b"x" * 1200)) == (
        "Choose a file of at most 1 kB: this one has 1.2 kB."
    )


def test_a_fitting_file_is_taken_and_the_hint_names_the_limits() -> None:
    field = UploadField(accept=(".pdf", ".PNG"), max_bytes=5_000_000)
    plan = SimpleUploadedFile("plan.pdf", b"x")

    assert field.clean(plan) is plan
    assert str(field.help_text) == "PDF, PNG, at most 5 MB"
    assert field.widget.attrs["accept"] == ".pdf,.png"


def test_a_file_may_be_left_out_where_it_is_not_required() -> None:
    assert UploadField(accept=(".pdf",), max_bytes=5, required=False).clean(None) is None
