"""The deeds of scoring."""

from reviews.scoring.operations.abstaining import abstain
from reviews.scoring.operations.correcting import Correction, correct, grant_leave
from reviews.scoring.operations.sheets import locked_to_score, save, submit

__all__ = [
    "Correction",
    "abstain",
    "correct",
    "grant_leave",
    "locked_to_score",
    "save",
    "submit",
]
