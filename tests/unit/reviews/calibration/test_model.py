"""The exact posterior against a dense computation and a sampler written for the purpose."""

from __future__ import annotations

from dataclasses import astuple
from itertools import product
from typing import Any

import numpy as np
import pytest

from reviews.calibration.statistics.bundle import Marks
from reviews.calibration.statistics.model import LEAST_SPREAD, MOST_SPREAD, Model, Spreads
from reviews.calibration.statistics.ranks import MOST_IN_CLOSED_FORM, summary
from reviews.calibration.statistics.spreads import Weighted, grid
from tests.unit.reviews.calibration.marks import made_up

SPREADS = Spreads(proposal=9.0, assessor=5.0, noise=7.0)


def dense(marks: Marks, spreads: Spreads) -> tuple[Any, Any]:
    """Mean and covariance of (mean, applications, severities) by inverting the whole precision."""
    proposals, assessors = len(marks.proposals), len(marks.assessors)
    rows = np.arange(len(marks.scores))
    design = np.zeros((len(rows), 1 + proposals + assessors))
    design[:, 0] = 1
    design[rows, 1 + marks.of_proposal] = 1
    design[rows, 1 + proposals + marks.of_assessor] = 1
    prior = np.diag([0.0] + [spreads.proposal**-2] * proposals + [spreads.assessor**-2] * assessors)
    covariance = np.linalg.inv(design.T @ design / spreads.noise**2 + prior)
    centred = marks.scores - marks.scores.mean()
    return covariance @ design.T @ centred / spreads.noise**2, covariance


def test_the_eliminated_posterior_is_the_dense_one() -> None:
    marks = Marks(made_up(12, 5, draws=1))
    mean, covariance = dense(marks, SPREADS)

    found = Model(marks).posterior(SPREADS)

    assert found.effects == pytest.approx(mean[1:13], abs=1e-8)
    assert found.others == pytest.approx(mean[[0, *range(13, 18)]], abs=1e-8)
    loading = found.loading()
    own = np.diag(1 / found.precision) + loading @ loading.T
    assert own == pytest.approx(covariance[1:13, 1:13], abs=1e-8)


def test_differences_of_the_density_are_those_of_the_marginal_normal() -> None:
    marks = Marks(made_up(9, 4, draws=1))
    model = Model(marks)

    def restricted(spreads: Spreads) -> float:
        """The log density with the flat mean integrated out, from the dense covariance."""
        size = len(marks.scores)
        same_proposal = marks.of_proposal[:, None] == marks.of_proposal[None, :]
        same_assessor = marks.of_assessor[:, None] == marks.of_assessor[None, :]
        whole = (
            spreads.proposal**2 * same_proposal
            + spreads.assessor**2 * same_assessor
            + spreads.noise**2 * np.eye(size)
        )
        inverse, one = np.linalg.inv(whole), np.ones(size)
        centred = marks.scores - marks.scores.mean()
        weight = one @ inverse @ one
        projected = inverse - np.outer(inverse @ one, one @ inverse) / weight
        return float(
            -0.5 * (np.linalg.slogdet(whole)[1] + np.log(weight) + centred @ projected @ centred)
        )

    other = Spreads(proposal=4.0, assessor=8.0, noise=10.0)

    assert model.log_density(SPREADS) - model.log_density(other) == pytest.approx(
        restricted(SPREADS) - restricted(other), abs=1e-8
    )


def sampled_ranks(marks: Marks, *, sweeps: int, seed: int) -> tuple[Any, Any]:
    """Expected ranks and severities by Gibbs sampling, spreads by griddy steps: slow and simple."""
    dice = np.random.default_rng(seed)
    proposals, assessors = len(marks.proposals), len(marks.assessors)
    effect, severity, mean = np.zeros(proposals), np.zeros(assessors), marks.scores.mean()
    noise, between, among = 8.0, 8.0, 6.0
    nodes = np.exp(np.linspace(np.log(LEAST_SPREAD), np.log(MOST_SPREAD), 300))

    def spread_given(sum_of_squares: float, number: int) -> float:
        logs = -number * np.log(nodes) - sum_of_squares / (2 * nodes**2) + np.log(nodes)
        steps = np.exp(logs - logs.max()).cumsum()
        return float(nodes[np.searchsorted(steps, dice.random() * steps[-1])])

    ranks, severities, kept = np.zeros(proposals), np.zeros(assessors), 0
    for sweep in range(sweeps):
        left = marks.scores - mean - severity[marks.of_assessor]
        precision = marks.sheets_of_proposal / noise**2 + between**-2
        sums = np.bincount(marks.of_proposal, left, minlength=proposals) / noise**2
        effect = sums / precision + dice.standard_normal(proposals) / np.sqrt(precision)
        left = marks.scores - mean - effect[marks.of_proposal]
        precision = marks.sheets_of_assessor / noise**2 + among**-2
        sums = np.bincount(marks.of_assessor, left, minlength=assessors) / noise**2
        severity = sums / precision + dice.standard_normal(assessors) / np.sqrt(precision)
        left = marks.scores - effect[marks.of_proposal] - severity[marks.of_assessor]
        mean = left.mean() + dice.standard_normal() * noise / np.sqrt(len(left))
        noise = spread_given(float(((left - mean) ** 2).sum()), len(left))
        between = spread_given(float((effect**2).sum()), proposals)
        among = spread_given(float((severity**2).sum()), assessors)
        if sweep >= sweeps // 10:
            order = np.argsort(np.argsort(-effect))
            ranks += order + 1
            severities += severity
            kept += 1
    return ranks / kept, severities / kept


def test_expected_ranks_are_those_of_a_sampler() -> None:
    marks = Marks(made_up(15, 6, draws=1, seed=3))
    model = Model(marks)

    found = summary(model, grid(model))
    ranks, severities = sampled_ranks(marks, sweeps=5_000, seed=5)

    assert found.expected_rank == pytest.approx(ranks, abs=0.3)
    assert found.severity == pytest.approx(severities, abs=0.8)


def test_expected_ranks_of_one_point_are_those_of_its_draws() -> None:
    marks = Marks(made_up(10, 4, draws=1))
    model = Model(marks)
    mean, covariance = dense(marks, SPREADS)
    dice = np.random.default_rng(1)
    drawn = dice.multivariate_normal(mean[1:11], covariance[1:11, 1:11], size=60_000)

    found = summary(model, [Weighted(SPREADS, 1.0)])

    simulated = (np.argsort(np.argsort(-drawn, axis=1), axis=1) + 1).mean(axis=0)
    assert found.expected_rank == pytest.approx(simulated, abs=0.05)
    level = drawn + dice.normal(0, 0, size=(1, 1)) + mean[0] + marks.scores.mean()
    assert found.level == pytest.approx(level.mean(axis=0), abs=0.1)


def test_the_ranks_of_a_round_sum_to_what_ranks_sum_to() -> None:
    model = Model(Marks(made_up(70, 12, draws=1)))

    found = summary(model, grid(model))

    assert found.expected_rank.sum() == pytest.approx(70 * 71 / 2, abs=1e-6)


def test_beyond_the_closed_form_the_ranks_are_left_to_the_draws() -> None:
    size = MOST_IN_CLOSED_FORM + 1
    model = Model(Marks(made_up(size, 40, sheets=1, draws=1)))

    found = summary(model, [Weighted(SPREADS, 1.0)])

    assert found.expected_rank is None
    assert found.level.shape == (size,)


def test_the_grid_is_a_distribution_within_the_bounds() -> None:
    points = grid(Model(Marks(made_up(40, 8, draws=1))))

    assert sum(point.weight for point in points) == pytest.approx(1.0)
    for point in points:
        for spread in (point.spreads.proposal, point.spreads.assessor, point.spreads.noise):
            assert LEAST_SPREAD <= spread <= MOST_SPREAD + 1e-9


def test_a_brute_grid_over_all_spreads_changes_no_expected_rank_by_much() -> None:
    model = Model(Marks(made_up(15, 6, draws=1, seed=3)))
    axes = [
        np.geomspace(low, high, number)
        for low, high, number in ((0.3, 60, 14),) * 2 + ((4, 20, 9),)
    ]
    spreads = [Spreads(*(float(one) for one in at)) for at in product(*axes)]
    logs = np.array([model.log_density(one) + np.log(astuple(one)).sum() for one in spreads])
    shares = np.exp(logs - logs.max())
    brute = [
        Weighted(one, float(share / shares.sum()))
        for one, share in zip(spreads, shares, strict=True)
        if share > 1e-4
    ]

    found = summary(model, grid(model))

    expected = summary(model, brute)
    assert found.expected_rank == pytest.approx(expected.expected_rank, abs=0.1)
    assert found.severity == pytest.approx(expected.severity, abs=0.3)
