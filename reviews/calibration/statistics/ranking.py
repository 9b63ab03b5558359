"""The calibrated ranking of a bundle: plain rounded data, the same bytes for the same bundle.

Rounding: points, probabilities and spreads to four decimals, expected ranks to three; half to even,
after everything is reckoned. Over 2,000 applications expected ranks are means over the draws.
Interval ends and probabilities depend on seed and number of draws, which stand in the bundle;
expected ranks and levels do not. One thread does the linear algebra, so that sums are always made
in the same order.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits

from reviews.calibration.statistics import agreement
from reviews.calibration.statistics.bundle import MIDDLE_LEVEL, WIDE_LEVEL, Bundle, Marks
from reviews.calibration.statistics.model import Model
from reviews.calibration.statistics.ranks import Summary, Tally, orders, summary
from reviews.calibration.statistics.spreads import Weighted, grid

VERSION = "calibration 1"
RECOMMEND, CLOSE, NOT = "recommend", "close", "not"

Progress = Callable[[float, str], None]


def silent(_share: float, _stage: str) -> None:
    """Tells nobody."""


def canonical(value: Any) -> bytes:
    """``value`` as JSON with sorted keys and no spaces, in UTF-8."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode()


def calibrate(bundle: Bundle, *, progress: Progress = silent) -> dict[str, Any]:
    """Rank the applications of ``bundle``.

    Gives ``rows`` by expected rank (then by raw mean, then by name), the ``line``, the
    ``assessors``, the ``agreement`` and the ``spreads``. Applications without a sheet stand in
    ``unmarked``; with no sheet at all there are no rows. ``progress`` is told the share done (0–1)
    and the name of the stage.
    """
    unmarked = sorted(
        {one.proposal for one in bundle.candidates} - {one.proposal for one in bundle.sheets}
    )
    if not bundle.sheets:
        return {**_frame(bundle), "unmarked": unmarked, **_nothing()}
    with threadpool_limits(limits=1):
        return {**_frame(bundle), "unmarked": unmarked, **_calibrated(bundle, progress)}


def _calibrated(bundle: Bundle, progress: Progress) -> dict[str, Any]:
    marks = Marks(bundle)
    model = Model(marks)
    progress(0.05, "spreads")
    points = grid(model)
    progress(0.15, "ranks")
    found = summary(model, points)
    progress(0.5, "draws")
    tally = _tally(bundle, marks, model, points)
    progress(0.95, "rows")
    rows, line = _rows(bundle, marks, found, tally)
    left = agreement.residuals(marks, found.level, found.severity)
    return {
        "rows": rows,
        "line": line,
        "assessors": _assessors(marks, found),
        "agreement": _rounded(agreement.alpha(marks)),
        "spreads": _spreads(points),
        "far": _far(marks, left),
    }


def _frame(bundle: Bundle) -> dict[str, Any]:
    return {"version": VERSION, "seed": bundle.seed, "draws": bundle.draws}


def _nothing() -> dict[str, Any]:
    return {
        "rows": [],
        "line": None,
        "assessors": [],
        "agreement": None,
        "spreads": None,
        "far": [],
    }


def _rounded(value: float | None, places: int = 4) -> float | None:
    return None if value is None else round(float(value), places) + 0.0


def _tally(bundle: Bundle, marks: Marks, model: Model, points: list[Weighted]) -> Tally:
    by_name = {one.proposal: one for one in bundle.candidates}
    ordered = [by_name[name] for name in marks.proposals]
    requested = np.array([one.requested for one in ordered], dtype=np.int64)
    fundable = np.array([one.is_fundable for one in ordered], dtype=bool)
    tally = Tally(requested, fundable, bundle.envelope)
    for order in orders(model, points, draws=bundle.draws, seed=bundle.seed):
        tally.add(order)
    return tally


def _rows(
    bundle: Bundle, marks: Marks, found: Summary, tally: Tally
) -> tuple[list[dict[str, Any]], float | None]:
    raw, additive = marks.raw_means, agreement.least_squares(marks)
    expected = tally.mean_ranks if found.expected_rank is None else found.expected_rank
    middle, wide = tally.interval(MIDDLE_LEVEL), tally.interval(WIDE_LEVEL)
    rows: list[dict[str, Any]] = []
    for at, name in enumerate(marks.proposals):
        rows.append(
            {
                "proposal": name,
                "sheets": int(marks.sheets_of_proposal[at]),
                "raw": _rounded(raw[at]),
                "level": _rounded(found.level[at]),
                "level_spread": _rounded(found.level_spread[at]),
                "expected_rank": _rounded(expected[at], 3),
                "middle": [int(middle[0][at]), int(middle[1][at])],
                "wide": [int(wide[0][at]), int(wide[1][at])],
                "within": _rounded(tally.funded[at] / tally.draws),
                "additive": _rounded(additive[at]),
            }
        )
    rows.sort(key=lambda row: (row["expected_rank"], -row["raw"], row["proposal"]))
    line = _line(bundle, rows)
    for row in rows:
        row["standing"] = _standing(row, line)
    _mark_disagreement(bundle, rows)
    return rows, line


def _fundable(bundle: Bundle, rows: list[dict[str, Any]]) -> list[str]:
    """From the best downward while the envelope lasts, the first that does not fit ends it."""
    by_name = {one.proposal: one for one in bundle.candidates}
    left, funded = bundle.envelope, []
    for row in rows:
        candidate = by_name[row["proposal"]]
        if not candidate.is_fundable:
            continue
        if candidate.requested > left:
            break
        left -= candidate.requested
        funded.append(candidate.proposal)
    return funded


def _line(bundle: Bundle, rows: list[dict[str, Any]]) -> float | None:
    """The expected rank of the last fundable application; None when none can be funded."""
    funded = set(_fundable(bundle, rows))
    inside = [row["expected_rank"] for row in rows if row["proposal"] in funded]
    return max(inside) if inside else None


def _standing(row: dict[str, Any], line: float | None) -> str:
    """On which side of the line the middle interval of the rank lies; crossing is too close."""
    low, high = row["middle"]
    if line is None or low > line:
        return NOT
    return RECOMMEND if high <= line else CLOSE


def _mark_disagreement(bundle: Bundle, rows: list[dict[str, Any]]) -> None:
    """Tell where the fit without shrinking would put an application across the line."""
    by_model = set(_fundable(bundle, rows))
    again = sorted(rows, key=lambda row: (-row["additive"], row["proposal"]))
    by_fit = set(_fundable(bundle, again))
    for row in rows:
        row["fits_differ"] = (row["proposal"] in by_model) != (row["proposal"] in by_fit)


def _assessors(marks: Marks, found: Summary) -> list[dict[str, Any]]:
    spreads = agreement.spread_of_assessors(marks)
    return [
        {
            "assessor": name,
            "sheets": int(marks.sheets_of_assessor[at]),
            "severity": _rounded(found.severity[at]),
            "severity_spread": _rounded(found.severity_spread[at]),
            "own_spread": _rounded(spreads[at]),
        }
        for at, name in enumerate(marks.assessors)
    ]


def _spreads(points: list[Weighted]) -> dict[str, Any]:
    """The posterior means of the three spreads, in points."""
    names = ("proposal", "assessor", "noise")
    return {
        name: _rounded(sum(point.weight * getattr(point.spreads, name) for point in points))
        for name in names
    }


def _far(marks: Marks, left: Any) -> list[dict[str, Any]]:
    return [
        {
            "proposal": marks.proposals[marks.of_proposal[at]],
            "assessor": marks.assessors[marks.of_assessor[at]],
            "residual": _rounded(left[at]),
        }
        for at in np.flatnonzero(agreement.far_ones(left))
    ]
