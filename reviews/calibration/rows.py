"""The ranking as one reader sees it: each row with its words, without what is hidden from them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence, Sized
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from grants.applications.models import Application
from portal.ui.charts import RankInterval
from reviews.calibration.models import Ranking

NOTICEABLE = 0.5
"""Points below which a movement is not worth a sentence."""

STRICT = 2.0
"""Points of severity from which an assessor is called strict or mild in a sentence."""

UNMOVED = gettext_lazy("Hardly any difference.")

STANDINGS = {
    "recommend": (gettext_lazy("Above the line"), "green"),
    "close": (gettext_lazy("Too close to call"), "amber"),
    "not": (gettext_lazy("Below the line"), "grey"),
}


@dataclass(frozen=True)
class Row:
    """One application: plain and calibrated side by side, and why they differ.

    ``interval`` is None for a reader from whom something is hidden: a gap between the ranks would
    tell where it stands.
    """

    place: int
    application: Application
    sheets: int
    raw: Decimal
    level: Decimal
    level_spread: Decimal
    within: int
    standing: Any
    tone: str
    interval: RankInterval | None
    moved: str
    fits_differ: bool
    far: int
    abstained: int

    @property
    def is_close(self) -> bool:
        """Whether it lies in the band that is too close to call."""
        return self.tone == STANDINGS["close"][1]


def rows_for(
    ranking: Ranking,
    applications: Mapping[str, Application],
    hidden: Collection[str],
    abstained: Mapping[int, Sized],
) -> list[Row]:
    """The rows by expected rank, their places as the reader sees them; ``abstained`` is of now."""
    result: Mapping[str, Any] = ranking.result or {}
    severities = _severities(ranking)
    far = Counter(one["proposal"] for one in result.get("far", ()))
    shown = [
        row
        for row in result.get("rows", ())
        if row["proposal"] not in hidden and row["proposal"] in applications
    ]
    size, line = len(result.get("rows", ())), result.get("line")
    found = []
    for place, row in enumerate(shown, start=1):
        words, tone = STANDINGS[row["standing"]]
        found.append(
            Row(
                place=place,
                application=applications[row["proposal"]],
                sheets=row["sheets"],
                raw=_points(row["raw"]),
                level=_points(row["level"]),
                level_spread=_points(row["level_spread"]),
                within=round(100 * row["within"]),
                standing=words,
                tone=tone,
                interval=None if hidden else _interval(row, size, line),
                moved=moved(row, severities[row["proposal"]]) or str(UNMOVED),
                fits_differ=row["fits_differ"],
                far=far[row["proposal"]],
                abstained=len(abstained.get(applications[row["proposal"]].pk, ())),
            )
        )
    return found


def _points(value: float) -> Decimal:
    return Decimal(str(value)).quantize(Decimal("0.1"))


def _interval(row: Mapping[str, Any], size: int, line: float | None) -> RankInterval:
    return RankInterval(
        expected=row["expected_rank"],
        middle=tuple(row["middle"]),
        wide=tuple(row["wide"]),
        size=size,
        line=line,
    )


def intervals(ranking: Ranking) -> dict[str, RankInterval]:
    """The interval of each application by reference, for a list that ranks by something else."""
    result: Mapping[str, Any] = ranking.result or {}
    rows, line = result.get("rows", ()), result.get("line")
    return {row["proposal"]: _interval(row, len(rows), line) for row in rows}


def _severities(ranking: Ranking) -> dict[str, list[float]]:
    """By application the severities of those who marked it."""
    result: Mapping[str, Any] = ranking.result or {}
    by_assessor = {one["assessor"]: one["severity"] for one in result.get("assessors", ())}
    found: dict[str, list[float]] = defaultdict(list)
    for proposal, assessor, _score in (ranking.bundle or {}).get("sheets", ()):
        found[proposal].append(by_assessor[assessor])
    return found


def moved(row: Mapping[str, Any], severities: Sequence[float]) -> str:
    """A sentence or two on why the calibrated mean differs from the plain one; may be empty.

    What the severities add is the mean of them with the other sign; the rest of the difference is
    the pull towards the mean of all, stronger where the marks are few.
    """
    change = row["level"] - row["raw"]
    by_severity = -sum(severities) / len(severities) if severities else 0.0
    pull = change - by_severity
    words = []
    if abs(by_severity) >= NOTICEABLE:
        words.append(_by_severity(severities, by_severity))
    if abs(pull) >= NOTICEABLE:
        words.append(
            _("Few marks say little by themselves: %(points)s towards the mean of all.")
            % {"points": _signed(pull)}
        )
    return " ".join(words)


def _by_severity(severities: Sequence[float], change: float) -> str:
    strict = sum(one <= -STRICT for one in severities)
    mild = sum(one >= STRICT for one in severities)
    values = {"all": len(severities), "points": _signed(change)}
    if change > 0 and strict:
        return ngettext(
            "%(number)d of %(all)d assessors marks strictly: %(points)s.",
            "%(number)d of %(all)d assessors mark strictly: %(points)s.",
            strict,
        ) % {**values, "number": strict}
    if change < 0 and mild:
        return ngettext(
            "%(number)d of %(all)d assessors marks mildly: %(points)s.",
            "%(number)d of %(all)d assessors mark mildly: %(points)s.",
            mild,
        ) % {**values, "number": mild}
    return _("Its assessors differ a little from the others: %(points)s.") % values


def _signed(points: float) -> str:
    return f"{points:+.1f}".replace("-", "−")


@dataclass(frozen=True)
class AssessorRow:
    """How one assessor marks beside the others; for those who watch over the assessment."""

    person: Any
    sheets: int
    severity: Decimal
    severity_spread: Decimal
    own_spread: Decimal | None
    far: int

    @property
    def says_little(self) -> bool:
        """Whether one sheet alone stands behind the severity."""
        return self.sheets == 1


def assessors_of(ranking: Ranking, people: Mapping[str, Any]) -> list[AssessorRow]:
    """Every assessor of the ranking, the strictest first."""
    result: Mapping[str, Any] = ranking.result or {}
    far: dict[str, int] = defaultdict(int)
    for one in result.get("far", ()):
        far[one["assessor"]] += 1
    rows = [
        AssessorRow(
            person=people[one["assessor"]],
            sheets=one["sheets"],
            severity=_points(one["severity"]),
            severity_spread=_points(one["severity_spread"]),
            own_spread=None if one["own_spread"] is None else _points(one["own_spread"]),
            far=far[one["assessor"]],
        )
        for one in result.get("assessors", ())
        if one["assessor"] in people
    ]
    return sorted(rows, key=lambda row: (row.severity, str(row.person)))
