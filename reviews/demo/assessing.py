"""The pool, its conflicts, its assignments by the solver, the answers and the score sheets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from grants.applications.models import Application
from portal.accounts.actors import Actor
from portal.accounts.models import Role, User
from portal.ui.formats import in_hong_kong
from reviews.assignment import operations as assignments
from reviews.assignment.lifecycle import ACCEPTED, OFFERED
from reviews.assignment.models import Assignment
from reviews.assignment.queries import coverage, seats
from reviews.conflicts import operations as conflicts
from reviews.conflicts.models import Conflict, Ruling
from reviews.demo import cast
from reviews.demo.invention import Dice
from reviews.demo.invention.assessors import Judge, fill_in
from reviews.demo.invention.words import words
from reviews.demo.scene import Scene, acting
from reviews.pool import operations as pool
from reviews.pool.models import Assessor
from reviews.pool.register.models import InterestKind
from reviews.pool.register.operations import file_register
from reviews.pool.register.queries import filed_in, year_at
from reviews.pool.register.rules import Line
from reviews.pool.words import Expertise
from reviews.scoring import operations as scoring
from reviews.scoring.queries import criteria_of

MOST_RUNS = 4
DECLINES, INTERESTS = 0.05, 0.012
"""How often an offered application is given back, and how often an interest is declared."""

DISMISSED_EVERY = 4
"""One in so many suggested conflicts turns out to be none."""


def build_pool(scene: Scene, people: Sequence[tuple[Judge, User]], *, most: int) -> None:
    """Put every assessor into the call's pool, with a profile if they have none yet."""
    at = scene.times.after_closing(7)
    officer = scene.of(cast.PAUL, at)
    for judge, user in people:
        known = Assessor.objects.filter(user=user).first()
        assessor = known or pool.add_assessor(
            user_id=user.pk,
            disciplines=judge.disciplines,
            employer=judge.employer,
            expertise=Expertise(
                [scene.term(*pair).pk for pair in sorted(judge.expertise)], judge.words
            ),
            languages=judge.languages,
            actor=officer,
            now=at,
        )
        _file_register(assessor, at=at)
        pool.add_to_pool(
            call_id=scene.call.pk,
            assessor_id=assessor.pk,
            least_load=0,
            most_load=most,
            actor=officer,
            now=at,
        )
        scene.judges[user.pk] = judge


def _file_register(assessor: Assessor, *, at: datetime) -> None:
    """The register of interests of the year, and of the next one if the round passed into it."""
    later = max(at, min(at + timedelta(days=90), timezone.now()))
    body = Line(InterestKind.EMPLOYER, assessor.employer)
    for moment in (at, later):
        if not filed_in(year_at(moment)).filter(assessor=assessor).exists():
            file_register(lines=[body], actor=acting(assessor.user, moment), now=moment)


def appointed(
    scene: Scene, judges: Iterable[Judge], *, until: datetime
) -> list[tuple[Judge, User]]:
    """The assessors' accounts with their role for this call."""
    since = scene.times.after_closing(1)
    found = []
    for judge in judges:
        language = "zh-hant" if judge.number % 3 == 0 else "en"
        user = cast.account_of(judge.person, language=language)
        cast.appoint(user, Role.ASSESSOR, scope=scene.call.code, since=since, until=until)
        found.append((judge, user))
    return found


def settle_conflicts(scene: Scene, *, at: datetime, leave: int = 0) -> None:
    """Look for conflicts and rule on all but ``leave`` of them; the officer knows of one more."""
    officer = scene.of(cast.PAUL, at)
    conflicts.detect(call_id=scene.call.pk, actor=officer, now=at)
    suggested = Conflict.objects.filter(
        application__call=scene.call, ruling=Ruling.SUGGESTED
    ).order_by("application__reference", "assessor__user__email", "source")
    rulings = words("reviewing")["rulings"]
    for index, conflict in enumerate(list(suggested)[leave:]):
        dismissed = index % DISMISSED_EVERY == DISMISSED_EVERY - 1
        conflicts.rule(
            conflict_id=conflict.pk,
            ruling=Ruling.DISMISSED if dismissed else Ruling.CONFIRMED,
            reason=rulings["dismissed" if dismissed else "confirmed"],
            actor=officer,
            now=at,
        )
    _record_one(scene, officer, at)


def _record_one(scene: Scene, officer: Actor, at: datetime) -> None:
    application = scene.call.applications.order_by("reference")[0]
    assessor = Assessor.objects.filter(pools__call=scene.call).order_by("user__email")[0]
    evidence = words("reviewing")["recorded"]["en"][0]
    conflicts.record(
        application_id=application.pk,
        assessor_id=assessor.pk,
        evidence=evidence.format(company=scene.invention_of(application).body.short),
        actor=officer,
        now=at,
    )


def assign(scene: Scene, *, at: datetime, due_on: date) -> bool:
    """Fill the open seats by a run of the solver; False where it finds nobody more."""
    if not seats(scene.call, coverage(scene.call)).open:
        return False
    officer = scene.of(cast.PAUL, at)
    run = assignments.request_run(call_id=scene.call.pk, actor=officer, now=at, seed=scene.seed)
    scene.work.propose(run, now=at)
    run.refresh_from_db()
    if not set(run.answer.pairs) - {tuple(pair) for pair in run.reasons["locked"]}:
        assignments.discard(run_id=run.pk, actor=officer, now=at)
        return False
    assignments.confirm(run_id=run.pk, due_on=due_on, actor=officer, now=at)
    return True


def staff_the_round(scene: Scene) -> None:
    """Assign, hear the answers, and assign again what was given back, until every seat is taken."""
    due_on = in_hong_kong(scene.times.after_closing(21)).date()
    for turn in range(MOST_RUNS):
        if not assign(scene, at=scene.times.after_closing(8 + 2 * turn), due_on=due_on):
            return
        answer(scene, at=scene.times.after_closing(9 + 2 * turn), is_final=turn > 0)


def answer(scene: Scene, *, at: datetime, is_final: bool = False, share: float = 1.0) -> None:
    """Let assessors declare and answer what they were offered; ``share`` of it, if not all.

    In the first turn some decline or declare an interest; in a final one nobody does.
    """
    for actor, assignment in _of_each_assessor(scene, OFFERED, at):
        dice = _dice(scene, assignment, "answer")
        if not dice.happens(share):
            continue
        with transaction.atomic():
            if not is_final and dice.happens(INTERESTS):
                _declare(scene, assignment, actor, at, has_interest=True)
            elif not is_final and dice.happens(DECLINES):
                reason = dice.pick(words("reviewing")["declines"]["en"])
                assignments.decline(assignment_id=assignment.pk, reason=reason, actor=actor, now=at)
            else:
                _declare(scene, assignment, actor, at, has_interest=False)
                assignments.accept(assignment_id=assignment.pk, actor=actor, now=at)


def _declare(
    scene: Scene, assignment: Assignment, actor: Actor, at: datetime, *, has_interest: bool
) -> None:
    invention = scene.invention_of(assignment.application)
    statements = words("reviewing")["interests"]["en"]
    statement = statements[assignment.pk % len(statements)].format(
        company=invention.body.short, sponsor=invention.sponsor.name
    )
    conflicts.declare(
        application_id=assignment.application_id,
        has_interest=has_interest,
        statement=statement if has_interest else "",
        actor=actor,
        now=at,
    )


def score(scene: Scene, *, at: datetime, share: float = 1.0) -> None:
    """Fill in and submit the sheets of what was accepted, or of ``share`` of it."""
    criteria = criteria_of(scene.call)
    highest = {one.code: one.highest_mark for one in criteria}
    for actor, assignment in _of_each_assessor(scene, ACCEPTED, at):
        if not _dice(scene, assignment, "score").happens(share):
            continue
        judge = scene.judges[actor.person.pk]
        sheet = fill_in(scene.seed, scene.invention_of(assignment.application), judge, highest)
        scoring.submit(
            assignment_id=assignment.pk,
            marks={one.pk: sheet.marks[one.code] for one in criteria},
            comment=sheet.comment,
            actor=actor,
            now=at,
        )


def _of_each_assessor(scene: Scene, state: str, at: datetime) -> Iterator[tuple[Actor, Assignment]]:
    """The assignments of the call in ``state``, each assessor's one after the other."""
    found = Assignment.objects.filter(application__call=scene.call, state=state)
    rows = found.select_related("application", "assessor__user")
    actor: Actor | None = None
    for assignment in list(rows.order_by("assessor", "application__reference")):
        user = assignment.assessor.user
        if actor is None or actor.person.pk != user.pk:
            actor = acting(user, at)
        yield actor, assignment


def _dice(scene: Scene, assignment: Assignment, what: str) -> Dice:
    application: Application = assignment.application
    judge = scene.judges[assignment.assessor.user_id]
    return Dice(scene.seed, scene.invention_of(application).number, judge.number, what)
