"""The deeds of assignment: runs, boards, pairs by hand, and the assessors' answers."""

from reviews.assignment.operations.answers import accept, decline, end_for_conflict
from reviews.assignment.operations.boards import (
    Swap,
    change_panel,
    lock_pair,
    restore_panel,
    unlock_pair,
)
from reviews.assignment.operations.bulk import assign_many
from reviews.assignment.operations.pairs import assign, unassign
from reviews.assignment.operations.prices import ask_price, work_out_price
from reviews.assignment.operations.runs import confirm, discard, propose, request_run, rework

__all__ = [
    "Swap",
    "accept",
    "ask_price",
    "assign",
    "assign_many",
    "change_panel",
    "confirm",
    "decline",
    "discard",
    "end_for_conflict",
    "lock_pair",
    "propose",
    "request_run",
    "restore_panel",
    "rework",
    "unassign",
    "unlock_pair",
    "work_out_price",
]
