"""A linear program put together block by block and handed to HiGHS."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

import highspy
import numpy as np

from reviews.assignment.solver.instance import Floats, Ints
from reviews.assignment.solver.watch import SEARCHING, watch

HIGHS_SEED = 20_250
NODES = 20_000
"""Where a search in whole numbers gives up: a count, never a time, so that every machine agrees."""

MANY_COLUMNS = 3_000
"""From so many columns on, interior point is faster than simplex."""

_SOLVED = highspy.HighsModelStatus.kOptimal
_STOPPED = highspy.HighsModelStatus.kTimeLimit
_REFUTED = (
    highspy.HighsModelStatus.kInfeasible,
    highspy.HighsModelStatus.kUnboundedOrInfeasible,
)
_FEASIBLE = 2


class OutOfNodes(Exception):
    """The search reached its limit and neither found an answer nor proved that there is none."""


class OutOfTime(OutOfNodes):
    """Nobody waits any longer."""


def check_time(share: float = 1.0) -> float:
    """Seconds left of this share of the time; without any, ``OutOfTime`` is raised."""
    left = watch().left(share)
    if not left:
        raise OutOfTime
    return left


@dataclass(frozen=True)
class Answer:
    """What HiGHS said: column values, row duals (of a relaxation), objective and its bound."""

    values: Floats
    duals: Floats
    objective: float
    bound: float


class Table:
    """Columns and rows of a minimisation, kept as blocks until it is solved.

    Each row and column may have an owner: the proposal it is about, -1 for what proposals share.
    """

    def __init__(self) -> None:
        self._cells: list[tuple[Ints, Ints, Floats]] = []
        self._columns: list[tuple[Floats, Floats, Floats]] = []
        self._whole: list[bool] = []
        self._rows: list[tuple[Floats, Floats]] = []
        self._owners: tuple[list[Ints], list[Ints]] = ([], [])
        self.width = 0
        self.height = 0
        self.offset = 0.0

    def columns(
        self,
        cost: Floats,
        upper: Floats,
        *,
        lower: Floats | None = None,
        owner: Ints | None = None,
        whole: bool = False,
    ) -> Ints:
        """New columns from ``lower`` (0) on; ``whole`` ones take integers only. Their indices."""
        count = len(cost)
        self._columns.append((cost, np.zeros(count) if lower is None else lower, upper))
        self._whole.append(whole)
        self._owners[1].append(np.full(count, -1) if owner is None else owner)
        self.width += count
        return np.arange(self.width - count, self.width)

    def rows(self, lower: Floats, upper: Floats, *, owner: Ints | None = None) -> Ints:
        """New rows, still empty. Their indices."""
        count = len(lower)
        self._rows.append((lower, upper))
        self._owners[0].append(np.full(count, -1) if owner is None else owner)
        self.height += count
        return np.arange(self.height - count, self.height)

    def put(self, rows: Ints, columns: Ints, values: Floats) -> None:
        """Coefficients, each place at most once."""
        self._cells.append((rows, columns, values))

    def budget(self, columns: Ints, limit: float) -> int:
        """A row: these columns add up to ``limit`` at most."""
        row = self.rows(np.array([-np.inf]), np.array([float(limit)]))
        self.put(np.repeat(row, len(columns)), columns, np.ones(len(columns)))
        return int(row[0])

    def limits(self, row: int) -> tuple[float, float]:
        """Between what a row must lie."""
        lower, upper = (np.concatenate(part) for part in zip(*self._rows, strict=True))
        return float(lower[row]), float(upper[row])

    def relax(self) -> Answer | None:
        """The optimum when every column may be a fraction; None when there is none."""
        highs = _engine()
        highs.setOptionValue("time_limit", check_time(SEARCHING))
        highs.setOptionValue("solver", "ipm" if self.width > MANY_COLUMNS else "simplex")
        highs.passModel(self._model(whole=False))
        highs.run()
        watch().step()
        if highs.getModelStatus() == _STOPPED:
            raise OutOfTime
        if highs.getModelStatus() != _SOLVED:
            return None
        found = highs.getSolution()
        objective = float(highs.getInfo().objective_function_value)
        duals = self._sound(np.array(found.row_dual))
        return Answer(np.array(found.col_value), duals, objective, objective)

    def settle(self, slack: float, start: tuple[Ints, Floats] | None = None) -> Answer | None:
        """The optimum in whole numbers, at most ``slack`` worse than its bound; None without one.

        Raises ``OutOfNodes`` where a limit leaves it open whether there is an answer.
        """
        highs = _engine()
        highs.setOptionValue("time_limit", check_time())
        highs.setOptionValue("mip_rel_gap", 0.0)
        highs.setOptionValue("mip_abs_gap", max(slack, 1e-6))
        highs.setOptionValue("mip_max_nodes", NODES)
        highs.passModel(self._model(whole=True))
        if start is not None:
            highs.setSolution(len(start[0]), start[0].astype(np.int32), start[1])
        highs.run()
        watch().step()
        watch().ran_out |= highs.getModelStatus() == _STOPPED
        info = highs.getInfo()
        if info.primal_solution_status != _FEASIBLE:
            if highs.getModelStatus() in _REFUTED:
                return None
            raise OutOfNodes
        values = np.array(highs.getSolution().col_value)
        objective = float(info.objective_function_value)
        return Answer(values, np.zeros(0), objective, min(objective, float(info.mip_dual_bound)))

    def split_bound(self, duals: Floats, proposals: int, apart: Ints) -> tuple[Floats, float]:
        """What the duals prove: a share for each proposal, and one for what they have in common.

        The columns ``apart`` and the offset are left out, for the caller to add.
        """
        lower, upper = (np.concatenate(part) for part in zip(*self._rows, strict=True))
        sound = self._sound(duals)
        rows = sound * np.where(sound > 0, lower, np.where(sound < 0, upper, 0.0))
        cost, least, most = (np.concatenate(part) for part in zip(*self._columns, strict=True))
        spent = cost - self._priced(sound)
        most[apart] = least[apart] = 0.0
        columns = np.minimum(spent * least, spent * most)
        total = np.zeros(proposals + 1)
        np.add.at(total, np.concatenate(self._owners[0]), rows)
        np.add.at(total, np.concatenate(self._owners[1]), columns)
        return total[:-1], float(total[-1])

    def _priced(self, duals: Floats) -> Floats:
        """What each column's coefficients are worth at these duals."""
        rows, columns, values = (np.concatenate(part) for part in zip(*self._cells, strict=True))
        paid = np.bincount(columns, weights=duals[rows] * values, minlength=self.width)
        return np.asarray(paid, np.float64)

    def _sound(self, duals: Floats) -> Floats:
        """The duals without those that lean on a bound that is not there."""
        lower, upper = (np.concatenate(part) for part in zip(*self._rows, strict=True))
        leaning = ((duals > 0) & np.isinf(lower)) | ((duals < 0) & np.isinf(upper))
        return np.where(leaning, 0.0, duals)

    def _model(self, *, whole: bool) -> Any:
        rows, columns, values = (np.concatenate(part) for part in zip(*self._cells, strict=True))
        order = np.lexsort((rows, columns))
        counts = np.bincount(columns, minlength=self.width)
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = self.width, self.height
        model.offset_ = self.offset
        cost, lower, upper = (np.concatenate(part) for part in zip(*self._columns, strict=True))
        model.col_cost_, model.col_lower_, model.col_upper_ = cost, lower, upper
        lower, upper = (np.concatenate(part) for part in zip(*self._rows, strict=True))
        model.row_lower_, model.row_upper_ = lower, upper
        model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        model.a_matrix_.start_ = np.concatenate(([0], np.cumsum(counts))).astype(np.int32)
        model.a_matrix_.index_ = rows[order].astype(np.int32)
        model.a_matrix_.value_ = values[order].astype(np.float64)
        if whole:
            kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
            model.integrality_ = [
                kinds[flag]
                for flag, block in zip(self._whole, self._columns, strict=True)
                for _ in range(len(block[0]))
            ]
        return model


def _engine() -> Any:
    """HiGHS on one thread, silent, always with the same seed."""
    highs = cast("Any", highspy).Highs()
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("threads", 1)
    highs.setOptionValue("parallel", "off")
    highs.setOptionValue("random_seed", HIGHS_SEED)
    return highs
