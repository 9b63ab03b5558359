"""Who could take one application, and what one assessor could take, with what stands against it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from grants.applications.models import Application
from grants.programmes.models import Call
from reviews.assignment import rules
from reviews.assignment.facts import Facts
from reviews.assignment.fits import Fits
from reviews.assignment.queries import OPEN_TO_ASSIGN
from reviews.bidding.models import Wish
from reviews.pool.absences.models import Absence
from reviews.pool.models import Assessor
from reviews.pool.queries import members_of


@dataclass(frozen=True)
class Candidate:
    """One member of the pool; ``fit`` is 0–100, ``obstacle`` a sentence, empty if possible.

    ``wish`` is their bid.
    ``words`` are the free words of expertise that meet.
    """

    assessor: Assessor
    fit: int
    load: int
    most_load: int
    obstacle: str
    wish: Wish = Wish.COULD
    words: Sequence[str] = ()
    absences: Sequence[Absence] = ()


def candidates(
    application: Application, facts: Facts, *, hidden: Collection[int] = ()
) -> list[Candidate]:
    """The pool of the application's call, the possible ones first, then by fit.

    Loads are told without the applications ``hidden`` from the officer.
    """
    members = list(members_of(application.call))
    fits = Fits([application], [member.assessor for member in members])
    found = [
        Candidate(
            assessor=member.assessor,
            fit=fit.points,
            wish=fit.wish,
            words=fit.words,
            load=facts.load(member.assessor, hidden=hidden),
            most_load=member.most_load,
            obstacle=rules.obstacle_to(facts.of(application, member.assessor)),
            absences=facts.absences.get(member.assessor_id, ()),
        )
        for member in members
        for fit in [fits.of(application, member.assessor)]
    ]
    return sorted(found, key=lambda one: (bool(one.obstacle), -one.fit, str(one.assessor)))


@dataclass(frozen=True)
class Opening:
    """One application that an assessor does not have; the rest as above."""

    application: Application
    fit: int
    wish: Wish
    words: Sequence[str]
    obstacle: str


def openings(call: Call, assessor: Assessor, facts: Facts) -> list[Opening]:
    """The applications up for assignment, the possible ones first, then by fit."""
    rows = call.applications.filter(state__in=OPEN_TO_ASSIGN)
    loaded = list(rows.select_related("call", "pillar", "technology"))
    fits = Fits(loaded, [assessor])
    found = [
        Opening(
            application=application,
            fit=fit.points,
            wish=fit.wish,
            words=fit.words,
            obstacle=rules.obstacle_to(facts.of(application, assessor)),
        )
        for application in loaded
        if assessor not in facts.panel(application)
        for fit in [fits.of(application, assessor)]
    ]
    return sorted(found, key=lambda one: (bool(one.obstacle), -one.fit, one.application.reference))
