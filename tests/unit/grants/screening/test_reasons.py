"""Reasons stand in letters, so each of their characters must be printable."""

from __future__ import annotations

from grants.screening.forms import ChecklistForm, DecisionForm

SENTENCE = "Letters cannot show these characters: 🚀. Leave them out."


def test_the_reason_of_an_unmet_rule_is_checked_when_it_is_typed() -> None:
    form = ChecklistForm(
        {"registered": "not_met", "registered_reason": "To the moon 🚀"}, checks={}
    )

    assert form.errors["registered_reason"] == [SENTENCE]


def test_the_reason_of_the_outcome_is_checked_when_it_is_typed() -> None:
    form = DecisionForm({"reason": "To the moon 🚀"}, is_eligible=False)

    assert form.errors["reason"] == [SENTENCE]
