"""What an assessor reads of an application: the snapshot they judge, blind where the call is."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from grants.applications import readings
from grants.clarifications.queries import Beside
from grants.clarifications.queries import for_assessors as clarified_parts
from reviews.assignment.models import Assignment


def is_blind(assignment: Assignment) -> bool:
    """Whether the call of the assignment hides who applies."""
    return assignment.application.call.is_blind


def content_for(assignment: Assignment) -> dict[str, Any]:
    """The content of the judged snapshot as its assessor reads it."""
    return readings.for_assessors(assignment.snapshot.content, is_blind=is_blind(assignment))


def files_for(assignment: Assignment) -> dict[str, str]:
    """The files the assessor may open, by identifier, each with its name to them."""
    return readings.files_for_assessors(assignment.snapshot.content, is_blind=is_blind(assignment))


def clarified_for(assignment: Assignment) -> list[Beside]:
    """What was clarified after the submission, as the assessor reads it."""
    parts = clarified_parts(assignment.application)
    if not is_blind(assignment):
        return parts
    content = assignment.snapshot.content
    names = readings.names_in(content)
    return [
        replace(
            one,
            submitted=readings.without_names(one.submitted, names),
            answer=readings.without_names(one.answer, names),
        )
        for one in parts
        if readings.is_read_blind(one.code, content)
    ]
