"""The sections of the form: their codes, names and order. They may be filled in any order."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

ORGANISATION = "organisation"
PROJECT = "project"
CLASSIFICATION = "classification"
SPONSOR = "sponsor"
TEAM = "team"
BUDGET = "budget"
ANSWERS = "answers"
ATTACHMENTS = "attachments"
DECLARATION = "declaration"

TITLES = {
    ORGANISATION: _("Organisation"),
    PROJECT: _("Project"),
    CLASSIFICATION: _("Classification and regulation"),
    SPONSOR: _("Sponsor"),
    TEAM: _("Team"),
    BUDGET: _("Budget"),
    ANSWERS: _("Questions about the project"),
    ATTACHMENTS: _("Attachments"),
    DECLARATION: _("Declaration"),
}
SECTIONS = tuple(TITLES)
SAVED_BY_HAND = (ATTACHMENTS, DECLARATION)
"""Files have their own way in, and nobody declares anything by pausing."""


def after(section: str) -> str:
    """The section that follows ``section``; empty after the last one."""
    following = SECTIONS[SECTIONS.index(section) + 1 :]
    return following[0] if following else ""
