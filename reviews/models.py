"""Gathers the models of the areas of reviews for Django."""

from reviews.assignment.models import Adjustment, Assignment, AssignmentRun
from reviews.bidding.models import Bid, BiddingRound
from reviews.calibration.models import Ranking
from reviews.conflicts.models import Conflict, InterestDeclaration
from reviews.draws.models import Draw
from reviews.meetings.models import AgendaItem, Leave, Meeting, Note, Seat
from reviews.minutes.models import Minutes, Paper
from reviews.pool.absences.models import Absence
from reviews.pool.inviting.models import PoolInvitation
from reviews.pool.models import Assessor, PoolMember
from reviews.pool.register.models import RegisteredInterest, RegisterFiling
from reviews.scoring.models import CorrectionLeave, Mark, Review, ReviewVersion
from reviews.selection.models import WhatIf, WhatIfRun

__all__ = [
    "Absence",
    "Adjustment",
    "AgendaItem",
    "Assessor",
    "Assignment",
    "AssignmentRun",
    "Bid",
    "BiddingRound",
    "Conflict",
    "CorrectionLeave",
    "Draw",
    "InterestDeclaration",
    "Leave",
    "Mark",
    "Meeting",
    "Minutes",
    "Note",
    "Paper",
    "PoolInvitation",
    "PoolMember",
    "Ranking",
    "RegisterFiling",
    "RegisteredInterest",
    "Review",
    "ReviewVersion",
    "Seat",
    "WhatIf",
    "WhatIfRun",
]
