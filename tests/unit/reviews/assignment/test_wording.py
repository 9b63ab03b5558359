"""Clashes in plain words, each with its cure."""

from __future__ import annotations

import pytest

from reviews.assignment.problem import Clash
from reviews.assignment.wording import listed, obstacle, stage_words


def clash(rule: str, **changes: object) -> Clash:
    values: dict[str, object] = {
        "proposals": ("BDA25-0001", "BDA25-0002"),
        "assessors": ("account-1", "account-2"),
        "seats_needed": 6,
        "seats_available": 4,
        "rule": rule,
        **changes,
    }
    return Clash(**values)  # type: ignore[arg-type]  # the names are the fields


NAMES = {"account-1": "Ines Wong", "account-2": "Ivan Cheung"}


@pytest.mark.parametrize("rule", ["capacity", "bureau", "conflict", "pool"])
def test_a_crowd_is_told_with_people_seats_and_cure(rule: str) -> None:
    told = obstacle(clash(rule), NAMES)

    assert told.sentence == (
        "BDA25-0001, BDA25-0002 need 6 seats. Only Ines Wong, Ivan Cheung may take them, and they"
        " can fill 4."
    )
    assert told.cures == [
        "Add assessors to the pool with room for 2 more, or raise the most loads."
    ]


def test_each_rule_that_could_be_lifted_says_what_it_would_give() -> None:
    cures = (("capacity", 2), ("bureau", 1), ("conflict", 1))

    told = obstacle(clash("capacity", cures=cures), NAMES)

    assert told.cures[1:] == [
        "Raising the most loads would fill 2 seats.",
        "Further assessors of other bureaus would fill 1 seat.",
        "Assessors without a conflict who have not declined would fill 1 seat.",
    ]


@pytest.mark.parametrize(
    ("rule", "sentence", "cure"),
    [
        (
            "nobody",
            (
                "Nobody of the pool may take BDA25-0001, BDA25-0002: conflicts and answers bar"
                " everybody."
            ),
            "Add assessors to the pool who have no conflict with these applications.",
        ),
        (
            "role",
            "Too few assessors of the discipline Finance or Regulatory for BDA25-0001, BDA25-0002.",
            "Add assessors of this discipline with room for 2 more.",
        ),
        (
            "roles_together",
            (
                "An assessor of the discipline Finance or Regulatory could take each of BDA25-0001,"
                " BDA25-0002, but not without leaving another seat or discipline open."
            ),
            "Add assessors of this discipline with room for 2 more.",
        ),
        (
            "least_load",
            (
                "There is too little that Ines Wong, Ivan Cheung may take to give each their least"
                " load."
            ),
            "Lower their least loads by 2 together.",
        ),
    ],
)
def test_every_other_rule_has_its_own_words(rule: str, sentence: str, cure: str) -> None:
    told = obstacle(clash(rule, roles=("finance", "regulatory")), NAMES)

    assert (told.sentence, told.cures) == (sentence, [cure])


def test_long_lists_end_with_how_many_more() -> None:
    assert listed([str(number) for number in range(10)]) == "0, 1, 2, 3, 4, 5, 6, 7 and 2 more"


def test_a_stage_has_words_and_before_the_first_it_waits() -> None:
    assert stage_words("floor") == "Serving the worst served application best"
    assert stage_words("") == "Waiting to begin"
