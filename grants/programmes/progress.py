"""Where a call stands, in words: for the public, and for the officers who move it on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, NamedTuple

from django.utils.translation import gettext_lazy as _

from grants.programmes import lifecycle
from grants.programmes.models import Call

Tone = Literal["grey", "teal", "green", "amber", "red"]
OFFICER, APPROVER, PANEL = _("Programme officer"), _("Approver"), _("Panel")


class Status(NamedTuple):
    """A word for a tag, and its tone."""

    word: Any
    tone: Tone


@dataclass(frozen=True)
class Next:
    """What comes next in the life of a call, who has the ball, and the officers' step after it."""

    sentence: Any
    who: Any = ""
    step: str = ""
    is_officers: bool = False


class Milestone(NamedTuple):
    """One event on the timeline of a call; ``at`` is known for those that the clock brings."""

    title: Any
    at: datetime | None
    state: Literal["done", "current", "next"]


AFTER_CLOSING = {
    lifecycle.ASSESSMENT: Next(
        _("Assessors are assigned and give their marks; then the panel can be opened."),
        _("Programme officer and assessors"),
        "open-panel",
        is_officers=True,
    ),
    lifecycle.PANEL: Next(_("The panel makes its recommendations."), PANEL),
    lifecycle.APPROVAL: Next(_("The list of recommendations is approved or returned."), APPROVER),
    lifecycle.APPROVED: Next(_("The letters are released."), APPROVER),
    lifecycle.RELEASED: Next(_("The results are released; nothing is left to do here.")),
}


def public_status(call: Call, now: datetime) -> Status:
    """Where the call stands for somebody who may want to apply."""
    if call.state == lifecycle.RELEASED:
        return Status(_("Results released"), "teal")
    if now >= call.closing_at:
        return Status(_("Closed"), "grey")
    if now < call.opens_at:
        return Status(_("Not open yet"), "amber")
    return Status(_("Open"), "green")


def officer_status(call: Call, now: datetime) -> Status:
    """Where the call stands for its officers."""
    if call.state == lifecycle.PUBLISHED:
        return public_status(call, now)
    tones: dict[str, Tone] = {lifecycle.DRAFT: "amber", lifecycle.RELEASED: "teal"}
    return Status(call.get_state_display(), tones.get(call.state, "green"))


def next_of(call: Call, now: datetime) -> Next:
    """What comes next, and who must do it."""
    if call.state == lifecycle.DRAFT:
        return Next(
            _("Every section is completed, then the call is published."),
            OFFICER,
            "publish",
            is_officers=True,
        )
    if call.state != lifecycle.PUBLISHED:
        return AFTER_CLOSING[call.state]
    if now < call.opens_at:
        return Next(_("The call opens by itself."), step="start-assessment")
    if now < call.closing_at:
        return Next(
            _("Applicants submit; what is submitted can be screened at once."),
            _("Applicants"),
            "start-assessment",
        )
    return Next(
        _("Every application is screened, then assessment starts."),
        OFFICER,
        "start-assessment",
        is_officers=True,
    )


def milestones(call: Call, now: datetime) -> list[Milestone]:
    """The road of a call from publication to results: done, the current one, and those to come."""
    current = False
    found: list[Milestone] = []
    for title, at, done in _road(call, now):
        state: Literal["done", "current", "next"] = "done" if done else "next"
        if not done and not current:
            current, state = True, "current"
        found.append(Milestone(title, at, state))
    return found


def _road(call: Call, now: datetime) -> Iterator[tuple[Any, datetime | None, bool]]:
    states = lifecycle.CALL.states
    reached = states.index(call.state)
    published = reached >= states.index(lifecycle.PUBLISHED)
    yield _("Published"), call.published_at, published
    yield _("Opens"), call.opens_at, published and now >= call.opens_at
    yield _("Closes"), call.closing_at, published and now >= call.closing_at
    later = (
        (_("Every application screened"), lifecycle.ASSESSMENT),
        (_("Every eligible application assessed"), lifecycle.PANEL),
        (_("Recommendations made"), lifecycle.APPROVAL),
        (_("Recommendations approved"), lifecycle.APPROVED),
        (_("Results released"), lifecycle.RELEASED),
    )
    for title, state in later:
        yield title, None, reached >= states.index(state)
