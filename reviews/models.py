"""Gathers the models of the areas of reviews for Django."""

from reviews.assignment.models import Adjustment, Assignment, AssignmentRun
from reviews.calibration.models import Ranking
from reviews.conflicts.models import Conflict, InterestDeclaration
from reviews.pool.models import Assessor, PoolMember
from reviews.pool.register.models import RegisteredInterest, RegisterFiling
from reviews.scoring.models import Mark, Review
from reviews.selection.models import WhatIf

__all__ = [
    "Adjustment",
    "Assessor",
    "Assignment",
    "AssignmentRun",
    "Conflict",
    "InterestDeclaration",
    "Mark",
    "PoolMember",
    "Ranking",
    "RegisterFiling",
    "RegisteredInterest",
    "Review",
    "WhatIf",
]
