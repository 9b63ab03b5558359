"""How far a draft is: each section with its status, how many are complete, and what is not sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from grants.applications import lifecycle, sections
from grants.applications.completeness import Content, Gap, gaps_in, is_begun
from grants.applications.deadlines import closing_time
from grants.applications.models import Application

COMPLETE, BEGUN, NOT_BEGUN, OPTIONAL = "complete", "begun", "not begun", "optional"
WORDS = {
    COMPLETE: (_("Complete"), "green"),
    BEGUN: (_("In progress"), "amber"),
    NOT_BEGUN: (_("Not started"), "grey"),
    OPTIONAL: (_("Optional"), "grey"),
}
"""The words of each status and the colour that goes with them."""


@dataclass(frozen=True)
class Standing:
    """One section of a draft: its status and what it still lacks."""

    section: str
    title: Any
    status: str
    gaps: Sequence[Gap]

    @property
    def words(self) -> Any:
        """The status in words."""
        return WORDS[self.status][0]

    @property
    def tone(self) -> str:
        """The colour that goes with the status."""
        return WORDS[self.status][1]

    @property
    def fragment(self) -> str:
        """The template that shows what the section says; it is given this as ``standing``."""
        name = "form_section" if sections.is_of_form(self.section) else self.section
        return f"grants/applications/snapshot/_{name}.html"

    @property
    def is_done(self) -> bool:
        """Whether nothing is missing."""
        return not self.gaps


def standings(content: Content) -> list[Standing]:
    """Every section in its order."""
    gaps = gaps_in(content)
    found = []
    for section, title in sections.titles(content["form"]["sections"]).items():
        own = [gap for gap in gaps if gap.section == section]
        found.append(Standing(section, title, _status(content, section, own), own))
    return found


def _status(content: Content, section: str, gaps: Sequence[Gap]) -> str:
    begun = is_begun(content, section)
    if gaps:
        return BEGUN if begun else NOT_BEGUN
    return COMPLETE if begun else OPTIONAL


@dataclass(frozen=True)
class Unsent:
    """Something that is written and not submitted while it still can be."""

    is_reopened: bool
    gaps: Sequence[Gap]
    closes_at: datetime

    @property
    def is_complete(self) -> bool:
        """Whether nothing but the submission itself is missing."""
        return not self.gaps

    @property
    def is_pressing(self) -> bool:
        """Whether people may believe that they are done and are not."""
        return self.is_complete or self.is_reopened

    @property
    def words(self) -> Any:
        """What stands in the place of the state where it is pressing."""
        if self.is_reopened:
            return _("Changes not submitted")
        return _("Complete, not submitted")


def unsent(
    application: Application, standings_now: Sequence[Standing], *, now: datetime
) -> Unsent | None:
    """What is not sent of ``application``; None once it is, or when it is too late."""
    closes_at = closing_time(application)
    if application.state not in lifecycle.WRITABLE or now >= closes_at:
        return None
    gaps = [gap for one in standings_now for gap in one.gaps]
    return Unsent(application.state == lifecycle.REOPENED, gaps, closes_at)
