"""A whole round, played from the published call to the released letters."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, TypedDict

from django.db.models import Max

from grants.applications.models import Application
from grants.awards.models import Award
from grants.programmes.models import Call
from grants.screening.models import Screening
from portal.core.money import HARD_CAP
from portal.i18n.texts import text
from portal.notifications.models import Message, MessageState
from reviews.assignment import lifecycle
from reviews.assignment.models import Assignment
from reviews.conflicts.models import Conflict
from reviews.demo import assessing, cast, deciding, filing, meeting, proof, screening, takings
from reviews.demo.invention import invent
from reviews.demo.invention.assessors import Judge, invent_judge
from reviews.demo.scene import Scene, stage
from reviews.demo.timetable import opened
from reviews.demo.work import Work
from reviews.scoring.models import Review

DAYS_SINCE_OPENING = {"open": 30, "screening": 52, "assessment": 68, "panel": 70, "released": 76}
"""How long ago the call opened, so that the stage's last deed lies just behind now."""

STAGES = tuple(DAYS_SINCE_OPENING)
ROLE_LASTS = timedelta(days=365)

PROMISING = 2.4
"""How good Mira's application is, so that a visitor who becomes her finds an award."""


@dataclass(frozen=True)
class Size:
    """How big a round is: applications, assessors, and how many awards there can be."""

    applications: int
    assessors: int
    awards: int

    @classmethod
    def of(cls, applications: int) -> Size:
        """Like round one: 30 assessors and 9 awards for 200 applications, never too few to work."""
        return cls(
            applications=applications,
            assessors=max(9, min(30, applications * 30 // 200)),
            awards=max(2, applications * 9 // 200),
        )


class Summary(TypedDict):
    """What ``summary.json`` says; sums are whole HKD, paths are absolute."""

    applications: int
    submitted: int
    eligible: int
    assignments: int
    declined_assignments: int
    conflicts: int
    reviews: int
    awards: int
    awarded_hkd: int
    envelope_hkd: int
    largest_award_hkd: int
    letters: list[str]
    reports: list[str]
    emails: int
    seconds: float


@dataclass(frozen=True)
class Script:
    """What is played: the stage to stop after, the size, the seed, and where the files go."""

    until: str
    size: Size
    seed: int
    folder: Path
    now: datetime


def play(script: Script, work: Work, say: Callable[[str], None]) -> Summary:
    """Play the round and write ``summary.json``; everything in it is proven before."""
    began = time.monotonic()
    earlier = Message.objects.aggregate(last=Max("pk"))["last"] or 0
    scene = _set_up(script, work, say)
    letters: list[Path] = []
    reports: list[Path] = []
    for name in STAGES[: STAGES.index(script.until) + 1]:
        say(ANNOUNCEMENTS[name])
        PLAYED[name](scene, script)
    if script.until == "released":
        say("The letters are made and sent")
        work.settle()
        letters = takings.letters_of(scene, script.folder / "letters")
        reports = takings.reports_of(scene, script.folder / "reports", now=script.now)
    work.settle()
    proof.prove(scene.call, letters=letters, reports=reports)
    summary = _sum_up(scene.call, letters, reports)
    sent = Message.objects.filter(pk__gt=earlier, state=MessageState.SENT)
    summary["emails"] = sent.count()
    summary["seconds"] = round(time.monotonic() - began, 1)
    (script.folder / "summary.json").write_text(json.dumps(summary, indent=1) + "\n")
    return summary


def _set_up(script: Script, work: Work, say: Callable[[str], None]) -> Scene:
    times = opened(DAYS_SINCE_OPENING[script.until], now=script.now)
    since, until = times.before_opening(14), script.now + ROLE_LASTS
    cast.install_administrator(since=since, until=until)
    cast.appoint_staff(since=since, until=until)
    for part in cast.EVERYBODY:
        cast.player(part)
    number = Call.objects.filter(code__startswith="demo-").count() + 1
    return stage(
        seed=script.seed,
        times=times,
        work=work,
        say=say,
        details={
            "code": f"demo-{number}",
            "reference_prefix": f"DEMO{number}",
            "title": text(
                f"LEAP pilot funding: demo round {number}",
                f"LEAP 試點資助計劃：示範輪次{number}",
                f"LEAP 试点资助计划：示范轮次{number}",
            ),
            "envelope": HARD_CAP * script.size.awards,
            "panel_meets": True,
            "panel_quorum": meeting.QUORUM,
        },
    )


def _open(scene: Scene, script: Script) -> None:
    plan = scene.times.plan()
    played = dict(enumerate(cast.APPLICANTS))
    inventions = [
        invent(
            script.seed, number, plan, applicant=played[number].person if number in played else None
        )
        for number in range(script.size.applications)
    ]
    inventions[0] = replace(inventions[0], quality=PROMISING)
    writers = {number: cast.player(part) for number, part in played.items()}
    filing.file_all(scene, inventions, until=script.now, writers=writers)


def _screening(scene: Scene, script: Script) -> None:
    del script
    every = list(scene.call.applications.order_by("submitted_at"))
    screening.screen_all(scene, every, at=scene.times.after_closing(2))
    deciding.begin_assessment(scene)


def _assessment(scene: Scene, script: Script) -> None:
    judges = [judge_of(script.seed, number) for number in range(script.size.assessors)]
    people = assessing.appointed(scene, judges, until=script.now + ROLE_LASTS)
    assessing.build_pool(scene, people, most=scene.call.assessor_load)
    assessing.settle_conflicts(scene, at=scene.times.after_closing(7, hours=2))
    assessing.staff_the_round(scene)
    assessing.score(scene, at=scene.times.after_closing(20))


def judge_of(seed: int, number: int) -> Judge:
    """The first ones are assessors whom visitors of the demo can become."""
    judge = invent_judge(seed, number)
    if number < len(cast.ASSESSORS):
        return replace(judge, person=cast.ASSESSORS[number].person)
    return judge


def _panel(scene: Scene, script: Script) -> None:
    deciding.open_panel(scene)
    held = meeting.meet(scene)
    prepared = deciding.write_list(scene, most_awards=script.size.awards)
    meeting.take_notes(scene, held, prepared)
    meeting.sign(scene, held)
    deciding.put_forward(scene, prepared)


def _released(scene: Scene, script: Script) -> None:
    del script
    deciding.approve(scene, scene.call.recommendations)
    deciding.release(scene)


PLAYED: dict[str, Callable[[Scene, Script], None]] = {
    "open": _open,
    "screening": _screening,
    "assessment": _assessment,
    "panel": _panel,
    "released": _released,
}
ANNOUNCEMENTS = {
    "open": "The call is open: start-ups apply",
    "screening": "The call has closed: the officer screens",
    "assessment": "Assessors declare, answer and score",
    "panel": "The panel meets, writes its list and signs its minutes",
    "released": "The list is approved and released",
}


def _sum_up(call: Call, letters: list[Path], reports: list[Path]) -> Summary:
    applications = Application.objects.filter(call=call)
    assignments = Assignment.objects.filter(application__call=call)
    awards = [one.amount for one in Award.objects.filter(decision__application__call=call)]
    sheets = Review.objects.filter(assignment__application__call=call, submitted_at__isnull=False)
    return Summary(
        applications=applications.count(),
        submitted=applications.filter(submitted_at__isnull=False).count(),
        eligible=Screening.objects.filter(application__call=call, is_eligible=True).count(),
        assignments=assignments.count(),
        declined_assignments=assignments.filter(state=lifecycle.DECLINED).count(),
        conflicts=Conflict.objects.filter(application__call=call).count(),
        reviews=sheets.count(),
        awards=len(awards),
        awarded_hkd=_dollars(sum(awards, Decimal(0))),
        envelope_hkd=_dollars(call.envelope),
        largest_award_hkd=_dollars(max(awards, default=Decimal(0))),
        letters=[str(path.resolve()) for path in letters],
        reports=[str(path.resolve()) for path in reports],
        emails=0,
        seconds=0.0,
    )


def _dollars(amount: Decimal) -> int:
    if amount != amount.to_integral_value():
        raise proof.Mismatch(f"{amount} HKD is not in whole dollars.")
    return int(amount)


def table_of(summary: Summary) -> list[str]:
    """The summary as lines for people; files are counted."""
    shown: dict[str, Any] = {**summary}
    for name in ("letters", "reports"):
        shown[name] = f"{len(summary[name])} files"
    return [
        f"{name:22}{value:,}" if isinstance(value, int) else f"{name:22}{value}"
        for name, value in shown.items()
    ]
