"""What the first start of ``make run`` finds: round one, rounds under way, and an open call.

Each round is one transaction, so that a start that was interrupted goes on where it stopped.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from django.db import transaction

from grants.applications import operations as applications
from grants.applications import sections
from grants.awards.models import Letter
from grants.programmes.models import Call
from portal.core.money import HARD_CAP
from portal.i18n.texts import Text, text
from portal.ui.formats import HONG_KONG, in_hong_kong
from reviews.demo import assessing, cast, deciding, filing, screening
from reviews.demo.cast import Part
from reviews.demo.invention import Invention, invent
from reviews.demo.invention.organisations import MOST
from reviews.demo.rounds import PROMISING, ROLE_LASTS, judge_of
from reviews.demo.scene import Scene, acting, stage
from reviews.demo.timetable import ROUND_ONE, Timetable, opened
from reviews.demo.work import Work

SEED = 2025
ASSESSORS = 9
STAFF_BEFORE_ROUND_ONE = datetime(2025, 6, 2, 9, tzinfo=HONG_KONG)
PRESENT_ROLES = timedelta(days=120)
"""Since when the staff of today hold their roles: before the oldest round that is under way."""

LETTERS = ("", "", "B", "C", "D")
"""The first round of a year has none in its references, the second one is B, and so on."""

MIRAS, OTTOS = 0, 1
WEAK, BETTER = -0.9, 0.7
"""How good Otto's application of round one is, and by how much others are better than usual."""

Say = Callable[[str], None]


def sow(*, now: datetime, work: Work, say: Say) -> None:
    """Play the rounds that are not there yet as far as they have come by ``now``."""
    year = max(2026, in_hong_kong(now).year)
    cast.install_administrator(since=STAFF_BEFORE_ROUND_ONE, until=now + ROLE_LASTS)
    for part in cast.EVERYBODY:
        cast.player(part)
    rounds: tuple[tuple[str, Callable[[Sowing], None]], ...] = (
        ("2025-1", round_one),
        (f"{year}-1", round_awaiting_approval),
        (f"{year}-2", round_before_the_panel),
        (f"{year}-3", round_in_assessment),
        (f"{year}-4", open_call),
    )
    for code, play in rounds:
        if not Call.objects.filter(code=code).exists():
            say(f"Round {code}")
            with transaction.atomic():
                play(Sowing(code, now, work, say))
    work.finish([f"letter:{number}" for number in _letters_to_read()])


def _letters_to_read() -> list[str]:
    """Letters that are there from the first moment: those to people of the demo.

    The others, and all e-mails, are promised: the worker makes them when it starts.
    """
    letters = Letter.objects.filter(decision__application__created_by__is_demo=True)
    return list(letters.order_by("number").values_list("number", flat=True))


class Sowing:
    """One round on its way into the tables."""

    def __init__(self, code: str, now: datetime, work: Work, say: Say) -> None:
        self.code, self.now, self.work, self.say = code, now, work, say

    def stage(self, times: Timetable, *, awards: int, title: Text | None = None) -> Scene:
        """The published call; its envelope holds so many of the largest awards."""
        year, _dash, number = self.code.partition("-")
        details = {
            "code": self.code,
            "reference_prefix": f"BDA{year[2:]}{LETTERS[int(number)]}",
            "title": title or _title(year, number),
            "envelope": HARD_CAP * awards,
        }
        return stage(seed=SEED, times=times, work=self.work, say=self.say, details=details)

    def appoint_for_today(self) -> None:
        """The staff hold their roles since some months, for a year from now."""
        since, until = self.now - PRESENT_ROLES, self.now + ROLE_LASTS
        cast.appoint_staff(since=since, until=until)

    def pool(self, scene: Scene, *, until: datetime) -> None:
        """The demo's assessors and some others, who serve in this round until an instant."""
        judges = [judge_of(SEED, number) for number in range(ASSESSORS)]
        people = assessing.appointed(scene, judges, until=until)
        assessing.build_pool(scene, people, most=scene.call.assessor_load)


def _title(year: str, number: str) -> Text:
    return text(
        f"LEAP pilot funding: round {number} of {year}",
        f"LEAP 試點資助計劃：{year}年第{number}輪申請",
        f"LEAP 试点资助计划：{year}年第{number}轮申请",
    )


def _invented(scene: Scene, numbers: Iterable[int], *, edition: int = 0) -> list[Invention]:
    known: dict[int, Part] = {MIRAS: cast.MIRA, OTTOS: cast.OTTO}
    plan = scene.times.plan()
    return [
        invent(
            SEED,
            number,
            plan,
            edition=edition,
            applicant=known[number].person if number in known else None,
        )
        for number in numbers
    ]


def _file(scene: Scene, inventions: list[Invention], *, until: datetime) -> None:
    writers = {MIRAS: cast.player(cast.MIRA), OTTOS: cast.player(cast.OTTO)}
    filing.file_all(scene, inventions, until=until, writers=writers)


def _screen(scene: Scene) -> None:
    every = list(scene.call.applications.order_by("submitted_at"))
    screening.screen_all(scene, every, at=scene.times.after_closing(2))
    deciding.begin_assessment(scene)


def _assess(sowing: Sowing, scene: Scene) -> None:
    sowing.pool(scene, until=scene.times.after_closing(60))
    assessing.settle_conflicts(scene, at=scene.times.after_closing(7, hours=2))
    assessing.staff_the_round(scene)
    assessing.score(scene, at=scene.times.after_closing(20))
    deciding.open_panel(scene)


def round_one(sowing: Sowing) -> None:
    """Round 2025-1 from its call to its letters: nine awards, Mira's among them, Otto refused."""
    cast.appoint_staff(since=STAFF_BEFORE_ROUND_ONE, until=STAFF_BEFORE_ROUND_ONE + ROLE_LASTS)
    title = text(
        "LEAP pilot funding: round one",
        "LEAP 試點資助計劃：第一輪申請",
        "LEAP 试点资助计划：第一轮申请",
    )
    scene = sowing.stage(ROUND_ONE, awards=9, title=title)
    _file(scene, _stronger(_invented(scene, range(20))), until=ROUND_ONE.closes_at)
    _screen(scene)
    _assess(sowing, scene)
    prepared = deciding.write_list(scene, most_awards=9)
    deciding.put_forward(scene, prepared)
    deciding.approve(scene, prepared)
    deciding.release(scene)
    cast.dismiss(at=ROUND_ONE.after_closing(45), reason="The round is over.")


def _stronger(inventions: Iterable[Invention]) -> list[Invention]:
    """The same, better by so much that there is something to fund even among a few."""
    own = {MIRAS: PROMISING, OTTOS: WEAK}
    return [replace(one, quality=own.get(one.number, one.quality + BETTER)) for one in inventions]


def round_awaiting_approval(sowing: Sowing) -> None:
    """A round whose list waits for the approver."""
    sowing.appoint_for_today()
    scene = sowing.stage(opened(70, now=sowing.now), awards=2)
    _file(scene, _stronger(_invented(scene, range(20, 25))), until=sowing.now)
    _screen(scene)
    _assess(sowing, scene)
    deciding.put_forward(scene, deciding.write_list(scene, most_awards=2))


def round_before_the_panel(sowing: Sowing) -> None:
    """A round whose list a member of the panel has begun; the chair has to put it forward."""
    sowing.appoint_for_today()
    scene = sowing.stage(opened(69, now=sowing.now), awards=2)
    _file(scene, _stronger(_invented(scene, range(30, 35))), until=sowing.now)
    _screen(scene)
    _assess(sowing, scene)
    deciding.write_list(scene, most_awards=2)


def round_in_assessment(sowing: Sowing) -> None:
    """Twelve applications half assessed: answers and sheets are due, a conflict to be ruled."""
    sowing.appoint_for_today()
    scene = sowing.stage(opened(57, now=sowing.now), awards=4)
    of_otto = _invented(scene, [OTTOS], edition=1)
    others = [*_invented(scene, range(40, 50)), _with_a_conflict(scene)]
    _file(scene, [*of_otto, *others], until=sowing.now)
    _screen(scene)
    sowing.pool(scene, until=scene.times.after_closing(90))
    assessing.settle_conflicts(scene, at=scene.times.after_closing(7, hours=2), leave=1)
    due_on = in_hong_kong(scene.times.after_closing(24)).date()
    assessing.assign(scene, at=scene.times.after_closing(8), due_on=due_on)
    assessing.answer(scene, at=scene.times.after_closing(9), share=0.85)
    assessing.score(scene, at=scene.times.after_closing(11), share=0.75)


def _with_a_conflict(scene: Scene) -> Invention:
    """An application whose sponsor employs an assessor of the pool."""
    employers = {judge_of(SEED, number).employer for number in range(ASSESSORS)}
    found = (one for number in range(100, MOST) for one in _invented(scene, [number]))
    return next(one for one in found if one.sponsor.name in employers and not one.fault)


def open_call(sowing: Sowing) -> None:
    """The call one can apply to: drafts, first submissions, a question to Otto, one withdrawn."""
    sowing.appoint_for_today()
    scene = sowing.stage(opened(20, now=sowing.now), awards=10)
    submitted = _invented(scene, [*range(60, 67)])
    _file(scene, [*_invented(scene, [OTTOS], edition=2), *submitted], until=sowing.now)
    every = list(scene.call.applications.order_by("submitted_at"))
    of_otto = next(one for one in every if scene.invention_of(one).number == OTTOS)
    others = [one for one in every if one != of_otto]
    for application in others[:2]:
        screening.decide(scene, application, at=sowing.now - timedelta(hours=30))
    screening.ask(scene, of_otto, at=sowing.now - timedelta(hours=26))
    last = others[-1]
    applications.withdraw(
        application_id=last.pk,
        reason="The sponsor has moved the start to next year.",
        actor=acting(last.created_by, sowing.now),
        now=sowing.now,
    )
    _begin_drafts(sowing, scene)


def _begin_drafts(sowing: Sowing, scene: Scene) -> None:
    at = sowing.now - timedelta(hours=20)
    begun = (sections.PROJECT, sections.CLASSIFICATION, sections.TEAM, sections.BUDGET)
    (hers,) = _invented(scene, [MIRAS], edition=2)
    filing.draft(scene, hers, at=at, by=cast.player(cast.MIRA), only=begun)
    for number, invention in enumerate(_invented(scene, range(68, 71))):
        filing.draft(scene, invention, at=at, only=filing.WRITTEN[: 2 * number + 1])
