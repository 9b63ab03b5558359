"""What the portal notices is evidence with its references."""

from __future__ import annotations

from typing import Any

from grants.applications.models import Application
from grants.screening.signals import Signal, signals


def content(**changes: Any) -> dict[str, Any]:
    usual = {
        "organisation": {"registration_number": "10000016"},
        "attachments": [{"kind": "sponsor_agreement"}],
        "sponsor": {"agreed_on": "2025-06-01"},
        "budget": {"requested": "300000.00"},
        "call": {"cap": "500000.00"},
    }
    return {**usual, **changes}


def noticed(
    told: dict[str, Any], same: tuple[str, ...] = (), twins: tuple[str, ...] = ()
) -> dict[str, Signal]:
    others = [[Application(reference=one) for one in references] for references in (same, twins)]
    return {one.title: one for one in signals(told, same=others[0], twins=others[1])}


def test_an_application_in_order_wants_no_second_look() -> None:
    found = noticed(content())

    assert {one.level for one in found.values()} == {"fine"}
    assert found["Grant requested"].text == "HK$300,000 of at most HK$500,000."


def test_a_check_digit_that_does_not_fit_is_a_warning() -> None:
    found = noticed(content(organisation={"registration_number": "10000015"}))

    signal = found["Business registration number"]
    assert signal.level == "look"
    assert "10000015" in signal.text


def test_a_number_with_a_letter_has_no_check_digit() -> None:
    found = noticed(content(organisation={"registration_number": "C0012345"}))

    assert found["Business registration number"] == Signal(
        "Business registration number", "C0012345 has no check digit."
    )


def test_other_applications_are_named() -> None:
    found = noticed(content(), same=("BDA25-0002", "BDA25-0003"), twins=("BDA25-0009",))

    same = found["Other applications of this organisation"]
    twins = found["Same registration number, other organisation"]
    assert (same.level, same.references) == ("look", ("BDA25-0002", "BDA25-0003"))
    assert same.text == "There are 2 others."
    assert twins.references == ("BDA25-0009",)


def test_a_missing_or_undated_agreement_wants_a_look() -> None:
    missing = noticed(content(attachments=[]))["Sponsorship agreement"]
    undated = noticed(content(sponsor={"agreed_on": None}))["Sponsorship agreement"]

    assert (missing.level, missing.text) == ("look", "No agreement is attached.")
    assert (undated.level, "letter of intent" in undated.text) == ("look", True)


def test_the_most_for_one_project_is_named_as_such() -> None:
    found = noticed(content(budget={"requested": "500000.00"}))

    assert found["Grant requested"].text == "HK$500,000: exactly the most for one project."
