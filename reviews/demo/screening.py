"""The officer checks what came in, asks where it is unclear, and finds it eligible or not."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from grants.applications.models import Application
from grants.clarifications import operations as clarifications
from grants.clarifications.operations import Given, Wanted
from grants.screening import operations as screening
from grants.screening.models import Finding, Rule
from portal.ui.formats import in_hong_kong
from portal.workdays.queries import calendar, end_of
from reviews.demo import cast
from reviews.demo.invention.words import words
from reviews.demo.scene import Scene, acting

ASKED_EVERY, ASKED_FIRST = 17, 4
"""Which applications a question is asked about: one in so many, from this one on."""

DAYS_TO_ANSWER = 5


def screen_all(scene: Scene, applications: Sequence[Application], *, at: datetime) -> None:
    """Decide on every application; a few are asked something before."""
    for index, application in enumerate(applications):
        if index % ASKED_EVERY == ASKED_FIRST:
            ask(scene, application, at=at)
            answer(application, at=at + timedelta(days=1))
            decide(scene, application, at=at + timedelta(days=2))
        else:
            decide(scene, application, at=at)


@transaction.atomic
def decide(scene: Scene, application: Application, *, at: datetime) -> None:
    """Fill in the checklist by what is wrong with the application, and decide by it."""
    fault = scene.invention_of(application).fault
    reason = words("reviewing")["ineligible"][fault] if fault else ""
    findings = {rule: (str(Finding.MET), "") for rule in Rule.values}
    if fault:
        findings[fault] = (str(Finding.NOT_MET), reason)
    officer = scene.of(cast.PAUL, at)
    screening.record_checks(application_id=application.pk, findings=findings, actor=officer, now=at)
    screening.decide(
        application_id=application.pk,
        is_eligible=not fault,
        reason=reason,
        actor=officer,
        now=at,
    )


def ask(scene: Scene, application: Application, *, at: datetime) -> None:
    """Ask the applicant one of the questions officers ask, about the part it belongs to."""
    asked = words("reviewing")["clarifications"]
    number = application.pk % len(asked["questions"])
    due_on = calendar().after(in_hong_kong(at).date(), DAYS_TO_ANSWER)
    clarifications.ask(
        application_id=application.pk,
        wanted=Wanted(
            question=asked["questions"][number],
            parts=[asked["about"][number]],
            due_at=end_of(due_on, at),
        ),
        actor=scene.of(cast.PAUL, at),
        now=at,
    )


def answer(application: Application, *, at: datetime) -> None:
    """The applicant answers."""
    asked = words("reviewing")["clarifications"]
    number = application.pk % len(asked["questions"])
    clarifications.answer(
        application_id=application.pk,
        given=Given({asked["about"][number]: asked["answers"][number]}),
        actor=acting(application.created_by, at),
        now=at,
    )
