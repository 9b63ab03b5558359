"""Where an application stands, as its applicant may know it.

Between screening and the release of the letters every state reads "Being considered": what was
found, marked, recommended or decided is sealed until everybody's letter leaves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, NamedTuple

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from grants.applications import lifecycle
from grants.applications.deadlines import closing_time
from grants.applications.models import STATE_LABELS, Application
from grants.questionnaires.models import FormVersion
from portal.audit.models import AuditEvent
from portal.ui.formats import hkdate, hkt

Tone = Literal["grey", "teal", "green", "amber", "red"]

CONSIDERED = "considered"
OPEN_STATES = (
    lifecycle.DRAFT,
    lifecycle.SUBMITTED,
    lifecycle.REOPENED,
    lifecycle.CLARIFICATION,
    lifecycle.AWARDED,
    lifecycle.REFUSED,
    lifecycle.WITHDRAWN,
)
"""States an applicant sees as they are."""

PUBLIC_LABELS = {
    **{state: STATE_LABELS[state] for state in OPEN_STATES},
    CONSIDERED: _("Being considered"),
}
TONES: dict[str, Tone] = {
    lifecycle.DRAFT: "amber",
    lifecycle.SUBMITTED: "teal",
    lifecycle.REOPENED: "amber",
    lifecycle.CLARIFICATION: "amber",
    CONSIDERED: "teal",
    lifecycle.AWARDED: "green",
}

YOU, OFFICE = _("You"), _("Programme office")


class Next(NamedTuple):
    """Who has the ball, and what comes next."""

    who: Any
    sentence: Any


@dataclass(frozen=True)
class Happening:
    """One line of the timeline, without the names of staff."""

    title: Any
    at: datetime | None
    state: Literal["done", "current", "next"] = "done"
    who: Any = ""
    text: Any = ""


def public_state(application: Application) -> str:
    """The state an applicant may know."""
    return application.state if application.state in OPEN_STATES else CONSIDERED


def public_label(application: Application) -> Any:
    """That state in words."""
    return PUBLIC_LABELS[public_state(application)]


def public_tone(application: Application) -> Tone:
    """The colour that goes with the words."""
    return TONES.get(public_state(application), "grey")


CLOSED_UPON = {
    lifecycle.DRAFT: _("The call has closed. This draft was not submitted."),
    lifecycle.REOPENED: _("The call has closed. What you last submitted stands."),
}
"""What is said where the closing time found an application being written."""


Advice = Callable[[Application, datetime], str]
Source = Callable[[Application], Iterable[Happening]]

_advice: dict[str, Advice] = {}
_sources: list[Source] = []


def register_advice(state: str, advice: Advice) -> None:
    """Let an area above say what the applicant does in ``state``; "" leaves the usual sentence."""
    _advice[state] = advice


def register_source(source: Source) -> None:
    """Let an area above add lines to the timeline; twice is once."""
    if source not in _sources:
        _sources.append(source)


def told_elsewhere(application: Application) -> list[Happening]:
    """What the areas above know to tell of an application."""
    return [line for source in _sources for line in source(application)]


def next_of(application: Application, *, now: datetime) -> Next:
    """Who must do something now, and what."""
    call, state = application.call, public_state(application)
    if state in lifecycle.WRITABLE and now >= closing_time(application):
        return Next("", CLOSED_UPON[state])
    results = format_lazy(_("Results are expected on {day}."), day=hkdate(call.results_on))
    sentences = {
        lifecycle.DRAFT: Next(YOU, _("Complete every section, check your answers and submit.")),
        lifecycle.REOPENED: Next(
            YOU,
            _("Your changes are not submitted. What you submitted stands until you submit again."),
        ),
        lifecycle.SUBMITTED: Next(
            OFFICE, _("The programme office checks whether the application is eligible.")
        ),
        lifecycle.CLARIFICATION: Next(
            YOU, _("The programme office has a question. Answer it before its date.")
        ),
        CONSIDERED: Next(OFFICE, results),
        lifecycle.AWARDED: Next("", _("Your project is funded. The letter says what comes next.")),
        lifecycle.REFUSED: Next("", _("The decision and its reasons are in your letter.")),
        lifecycle.WITHDRAWN: Next("", _("Nothing more will happen to this application.")),
    }
    return sentences[state]


def next_in_detail(application: Application, *, now: datetime) -> Next:
    """The same for the application's own page, where areas above may know more; they may query."""
    state = public_state(application)
    sentence = _advice[state](application, now) if state in _advice else ""
    return Next(YOU, sentence) if sentence else next_of(application, now=now)


TOLD = {
    "application.start": _("Application started"),
    "application.certify": _("Confirmed by a certifier"),
    "application.copy": _("Filled with a copy of an earlier application"),
    "application.submit": _("Submitted"),
    "application.reopen": _("Reopened"),
    "application.keep": _("What was submitted before stands"),
    "application.follow_form": _("The form was corrected, your answers were kept"),
    "application.ask": _("The programme office asked a question"),
    "application.answer": _("Question answered"),
    "application.extend_question": _("More time to answer the question"),
    "application.close_question": _("Question closed without an answer"),
    "application.withdraw": _("Withdrawn"),
    "application.release_award": _("Decision released"),
    "application.release_refusal": _("Decision released"),
}
"""Events an applicant is told of, by their action in the audit log."""


GOING_ON = {
    lifecycle.DRAFT: _("Writing the application"),
    lifecycle.SUBMITTED: _("Eligibility check"),
    lifecycle.REOPENED: _("Changing what was submitted"),
    lifecycle.CLARIFICATION: _("A question to answer"),
    CONSIDERED: _("Being considered"),
}
"""What is going on in each state in which something still is."""


def timeline(
    application: Application,
    events: Iterable[AuditEvent],
    *,
    more: Iterable[Happening] = (),
    upcoming: Next | None = None,
    now: datetime,
) -> list[Happening]:
    """What happened, what is going on, and what comes next; ``more`` are lines of other areas."""
    written = [_line(event) for event in events]
    past = sorted([*written, *more], key=lambda line: line.at or now)
    call, state = application.call, public_state(application)
    if state not in GOING_ON:
        return past
    upcoming = upcoming or next_of(application, now=now)
    current = Happening(
        GOING_ON[state], None, state="current", who=upcoming.who, text=upcoming.sentence
    )
    if state in lifecycle.WRITABLE:
        closes = Happening(_("Call closes"), closing_time(application), state="next")
        return [*past, current, closes]
    results = format_lazy(_("Results expected on {day}"), day=hkdate(call.results_on))
    return [*past, current, Happening(results, None, state="next")]


def _line(event: AuditEvent) -> Happening:
    """One event in plain words; of the answers' dates the new one is told."""
    due_at = event.details.get("due_at")
    text: Any = ""
    if due_at:
        day = hkt(datetime.fromisoformat(due_at))
        text = format_lazy(_("The answer is due on {day}."), day=day)
    return Happening(TOLD[event.action], _moment(event), text=text)


def correction_told(application: Application) -> FormVersion | None:
    """The corrected form that a draft has followed to, for the notice on its pages."""
    version = application.form_version
    is_later = version.in_force_at and version.in_force_at > application.created_at
    return version if application.state in lifecycle.WRITABLE and is_later else None


def _moment(event: AuditEvent) -> datetime:
    """When the deed was done by its own clock; the log's clock says when it was written."""
    written = event.details.get("done_at")
    return datetime.fromisoformat(written) if written else event.at
