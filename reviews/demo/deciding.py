"""The panel writes its list, another person approves it, and the letters are released."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

from django.db.models import Avg, Max

from grants.awards import operations as awards
from grants.decisions import operations as decisions
from grants.decisions.entries import Entry
from grants.decisions.models import Outcome, RecommendationList
from grants.programmes.models import Criterion
from grants.programmes.operations import start_assessment
from portal.core.money import whole_dollars
from portal.ui.formats import hkd
from reviews.assignment.lifecycle import SUBMITTED
from reviews.demo import cast
from reviews.demo.filing import LANGUAGES
from reviews.demo.invention.words import words
from reviews.demo.scene import Scene
from reviews.panels import operations as panels
from reviews.panels.queries import Ranked, ranking
from reviews.scoring.models import Mark

SMALLER_EVERY, SMALLER_SHARE = 4, Decimal("0.9")
"""One in so many awards is smaller than asked for, by a tenth."""

RESERVES = 4


def begin_assessment(scene: Scene) -> None:
    """The officer closes screening."""
    at = scene.times.after_closing(6)
    scene.call = start_assessment(call_id=scene.call.pk, actor=scene.of(cast.PAUL, at), now=at)


def open_panel(scene: Scene) -> None:
    """The officer opens the panel, now that every sheet is in."""
    at = scene.times.after_closing(23)
    scene.call = panels.open_panel(
        call_id=scene.call.pk, reason="", actor=scene.of(cast.PAUL, at), now=at
    )


def write_list(scene: Scene, *, most_awards: int) -> RecommendationList:
    """The panel's list from the ranking: the best within the envelope, a reserve, and the rest."""
    at = scene.times.after_closing(24)
    return panels.prepare_list(
        call_id=scene.call.pk,
        entries=_entries(scene, most_awards),
        actor=scene.of(cast.PETRA, at),
        now=at,
    )


def put_forward(scene: Scene, prepared: RecommendationList) -> None:
    """The chair hands the list to the approver."""
    at = scene.times.after_closing(25)
    panels.put_forward(
        list_id=prepared.pk, version=prepared.version, actor=scene.of(cast.CHARLES, at), now=at
    )


def approve(scene: Scene, prepared: RecommendationList) -> None:
    """Grace approves what others wrote."""
    at = scene.times.after_closing(28)
    decisions.approve(list_id=prepared.pk, actor=scene.of(cast.GRACE, at), now=at)


def release(scene: Scene) -> int:
    """Grace releases the letters; how many were promised."""
    at = scene.times.after_closing(30, hours=16)
    released = awards.release(call_id=scene.call.pk, actor=scene.of(cast.GRACE, at), now=at)
    scene.call.refresh_from_db()
    return released


def _entries(scene: Scene, most_awards: int) -> list[Entry]:
    feedback = _feedback(scene)
    left = scene.call.envelope
    awarded: list[Entry] = []
    others: list[Entry] = []
    for row in ranking(scene.call):
        passes = row.score is not None and row.score >= scene.call.pass_mark
        award = _award(row, len(awarded))
        if passes and not others and len(awarded) < most_awards and award.amount <= left:
            left -= award.amount
            awarded.append(award)
        else:
            is_reserve = passes and len(others) < RESERVES
            outcome = Outcome.RESERVE if is_reserve else Outcome.NOT_RECOMMENDED
            told = feedback[row.application.pk]
            others.append(Entry(row.application.pk, outcome, feedback=told))
    return [*awarded, *others]


def _award(row: Ranked, place: int) -> Entry:
    """The application as it is recommended if the money reaches so far."""
    pool = words("reviewing")["panel"]
    amount, reason = row.application.requested, ""
    if place % SMALLER_EVERY == SMALLER_EVERY - 1:
        amount = whole_dollars(amount * SMALLER_SHARE)
        reason = pool["smaller"].format(amount=hkd(amount))
    return Entry(
        row.application.pk,
        Outcome.RECOMMENDED,
        amount=amount,
        reason=reason,
        conditions=pool["conditions"][place % len(pool["conditions"])],
    )


def _feedback(scene: Scene) -> dict[int, str]:
    """For each application what was best, and what to do better, by the marks it got.

    In English, as the whole letter can be read in it; to a Chinese application in Chinese too.
    """
    criteria = {one.code: one for one in scene.call.criteria.all()}
    told = {}
    for application_id, by_code in _shares(scene).items():
        in_order = sorted(by_code, key=lambda code: (by_code[code], code))
        worst, best = in_order[0], criteria[in_order[-1]]
        languages = dict.fromkeys(["en", scene.inventions[application_id].language])
        told[application_id] = "\n".join(_advice(language, best, worst) for language in languages)
    return told


def _advice(language: str, best: Criterion, worst: str) -> str:
    pool = words("reviewing")["feedback"][language]
    name = best.name.in_language(LANGUAGES[language])
    told: str = pool["opening"].format(best=name, worst=pool[worst])
    return told


def _shares(scene: Scene) -> dict[int, dict[str, float]]:
    """The mean mark of each criterion as a share of its highest, by application."""
    marks = Mark.objects.filter(
        review__submitted_at__isnull=False,
        review__assignment__state=SUBMITTED,
        review__assignment__application__call=scene.call,
    )
    grouped = marks.values_list("review__assignment__application", "criterion__code")
    shares: dict[int, dict[str, float]] = defaultdict(dict)
    for application_id, code, mean, highest in grouped.annotate(
        mean=Avg("mark"), highest=Max("criterion__highest_mark")
    ).order_by():
        shares[application_id][code] = float(mean) / highest
    return shares
