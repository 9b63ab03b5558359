"""Bands of feedback per criterion."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.utils import translation

from grants.decisions.feedback import CriterionFeedback, as_stored, band_of, from_stored, to_tell


@pytest.mark.parametrize(
    ("mean", "band"),
    [
        (None, ""),
        (Decimal(0), "weak"),
        (Decimal("39.99"), "weak"),
        (Decimal(40), "fair"),
        (Decimal(60), "good"),
        (Decimal("79.99"), "good"),
        (Decimal(80), "strong"),
        (Decimal(100), "strong"),
    ],
)
def test_a_mean_has_its_band(mean: Decimal | None, band: str) -> None:
    assert band_of(mean) == band


def test_what_is_stored_comes_back_and_empty_rows_are_not_told() -> None:
    rows = (
        CriterionFeedback("merit", {"en": "Merit", "zh-hant": "優點"}, "good", "Clear plan."),
        CriterionFeedback("team", {"en": "Team"}),
    )

    stored = as_stored(rows)

    assert from_stored(stored) == rows
    assert to_tell(stored) == [rows[0]]
    with translation.override("zh-hant"):
        assert str(rows[0].title) == "優點"
    assert str(rows[0].label) == "Good"
    assert rows[1].label == ""
