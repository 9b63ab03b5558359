"""The deeds of assignment: runs, pairs by hand, and the assessors' answers."""

from reviews.assignment.operations.answers import accept, decline, end_for_conflict
from reviews.assignment.operations.pairs import assign, unassign
from reviews.assignment.operations.runs import confirm, discard, propose, request_run

__all__ = [
    "accept",
    "assign",
    "confirm",
    "decline",
    "discard",
    "end_for_conflict",
    "propose",
    "request_run",
    "unassign",
]
