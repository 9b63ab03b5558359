"""Every code of the solver has its sentence."""

from __future__ import annotations

import pytest

from reviews.assignment.reason_words import cost_words, reason_words
from reviews.assignment.solver.explain import Reason
from reviews.assignment.weighing import Cost

NAMES = {"account-7": "Ines Wong"}


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [
        (Reason("affinity", 5_050), "Fit 50.5 of 100."),
        (Reason("rank", 3), "Number 3 by fit among those who may take it."),
        (Reason("locked"), "Fixed beforehand: assigned already, or locked by an officer."),
        (Reason("kept"), "Was there before, and could stay."),
        (
            Reason("only_role", roles=("finance", "regulatory")),
            "The only one on this panel of: Finance or Regulatory.",
        ),
        (Reason("declined"), "Has declined this application."),
        (
            Reason("forbidden"),
            "A conflict of interest keeps them apart, or they had it before.",
        ),
        (
            Reason("no_affinity"),
            "Was not in the pool or not available when this was worked out.",
        ),
        (
            Reason("same_bureau", other="account-7"),
            "Is of the same bureau or employer as Ines Wong.",
        ),
        (Reason("full", 1), "Has 1 application in this proposal, and takes no more."),
        (Reason("full", 4), "Has 4 applications in this proposal, and takes no more."),
        (
            Reason("better_elsewhere", 2_000, "BDA25-0002"),
            "Fits better elsewhere: by 20 on BDA25-0002, where the fit is lowest.",
        ),
        (
            Reason("needed_elsewhere", 1_000, "BDA25-0002"),
            "Fits better here by 10 than on BDA25-0002, but would be missed more there.",
        ),
        (
            Reason("lower_affinity", 3_000, "account-7"),
            "Fits less by 30 than Ines Wong, whose fit is the lowest on the panel.",
        ),
        (
            Reason("lower_affinity", 0, "account-7"),
            "Fits no better than Ines Wong, whose fit is the lowest on the panel.",
        ),
        (Reason("seat_locked", other="account-7"), "The seat of Ines Wong was fixed beforehand."),
        (
            Reason("seat_kept", other="account-7"),
            "Ines Wong had the seat before, and keeps it.",
        ),
        (
            Reason("role_needed", other="account-7", roles=("technical",)),
            "Ines Wong is the only one there of: Technical.",
        ),
        (
            Reason("least_load", 2, "account-7"),
            "Ines Wong would fall below their least load of 2.",
        ),
        (
            Reason("near_tie"),
            "As good as those on the panel, or nearly: the sum over all applications decided.",
        ),
    ],
)
def test_a_reason_is_a_sentence(reason: Reason, sentence: str) -> None:
    assert reason_words(reason, NAMES) == sentence


@pytest.mark.parametrize(
    ("cost", "sentence"),
    [
        (Cost("unfilled", 0, 2), "2 more seats stay empty."),
        (Cost("missing_roles", 1, 2), "1 more discipline is missing on a panel."),
        (
            Cost("least_loads", 0, 3),
            "Assessors fall below their least loads by 3 more applications.",
        ),
        (
            Cost("floor", 18_000, 15_150),
            "The fit of the worst served application falls from 60 to 50.5.",
        ),
        (Cost("kept", 5, 4), "1 more pair has to change."),
        (
            Cost("welfare", -3.0, -3.1, 0.0125),
            "Applications are served less well: the typical fit falls by 1.25%.",
        ),
        (Cost(""), "Nothing: every aim is met as well as before."),
        (Cost("locked"), "The seats that were fixed beforehand leave no room."),
        (Cost("declined"), "Has declined this application."),
    ],
)
def test_a_cost_is_a_sentence(cost: Cost, sentence: str) -> None:
    assert cost_words(cost, 3) == sentence
