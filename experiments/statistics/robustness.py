"""How much a result depends on luck and how much on assumptions: futures nested in worlds.

A *world* is one draw of the assumptions, in which the organisation keeps its quits, inclusion and ideas. In each of W
worlds there are R futures with luck of their own, the same for all designs: future w R + r is in world w. Futures of
one world are alike, so intervals rest on the W values of worlds, never on W R futures.

With few futures in each, the means of worlds scatter by luck as well. Before worlds are counted their means are
therefore moved towards the grand mean, by the square root of the share of their variance that is not luck: so they
scatter as much as the worlds themselves do.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from ...agents.base.arrays import Floats
from .verdicts import is_constant

Robustness = Literal["toss-up", "depends on assumptions", "luck decides", "robust"]
"""In this order: the mean's interval covers 0; under 90 % of worlds lie on one side; under 75 % of futures do; else."""

WORLDS_ON_ONE_SIDE = 0.9
FUTURES_ON_ONE_SIDE = 0.75
WORST = 0.1
"""The share of worlds that is looked at as the worst."""


@dataclass(frozen=True)
class InWorlds:
    """One outcome of one design against no programme, over all worlds, in the outcome's unit."""

    mean: float
    low: float | None
    """Student's 95 % interval of the mean over the worlds' means; None with fewer than two worlds."""
    high: float | None
    better: int
    """Futures in which it is better, the same and worse, of `futures`."""
    same: int
    worse: int
    futures: int
    worlds_better: int
    """Worlds whose mean, shrunk to the grand mean, is good; and bad, of `worlds`."""
    worlds_worse: int
    worlds: int
    better_low: float | None
    """Interval of the share of futures in which it is better, from the worlds' shares."""
    better_high: float | None
    worst_tenth: float
    """The mean over the worst tenth of worlds (shrunk)."""
    robustness: Robustness


@dataclass(frozen=True)
class OverWorlds:
    """A comparison over worlds. Outer keys are designs, inner ones outcomes or objectives."""

    worlds: int
    each: int
    """Futures in each world."""
    outcomes: Mapping[str, Mapping[str, InWorlds]]
    keeps: Mapping[str, Mapping[str, int]]
    """In how many worlds a design keeps enough (`keeps`) of the gain of the best design of the world, by objective."""
    regret: Mapping[str, Mapping[str, float]]
    """How much of an objective is lost, at least, by taking this design in every world and not the best of each."""
    best_in: Mapping[str, int]
    """In how many worlds a design keeps enough on the most objectives, and none that does is cheaper; several may."""
    means: Mapping[str, Mapping[str, tuple[float, ...]]] = field(default_factory=dict)
    """By design and outcome the means of the worlds, shrunk to the grand mean."""


def shrunk(values: Floats) -> Floats:
    """Return the means of worlds, (W,), moved to the grand mean as far as their scatter is luck; `values` is (W, R).

    >>> shrunk(np.array([[1.0, 3.0], [3.0, 1.0]])).tolist()
    [2.0, 2.0]
    """
    means = world_means(values)
    present = ~np.isnan(values)
    several = present.sum(axis=1) > 1
    if not several.any() or np.isnan(means).all():
        return means
    grand = float(np.nanmean(means))
    spread = float(np.nanvar(means, ddof=1)) if (~np.isnan(means)).sum() > 1 else 0.0
    futures = present[several].sum(axis=1)
    within = np.average([np.nanvar(row, ddof=1) for row in values[several]], weights=futures - 1)
    luck = float(within) / float(futures.mean())
    share = max(0.0, 1.0 - luck / spread) if spread > 0 else 0.0
    moved: Floats = grand + math.sqrt(share) * (means - grand)
    return moved


def world_means(values: Floats) -> Floats:
    """Return the mean of each world, nan where none of its futures has a value."""
    present = ~np.isnan(values)
    counts = present.sum(axis=1)
    sums = np.where(present, values, 0.0).sum(axis=1)
    means: Floats = np.where(counts > 0, sums / np.maximum(counts, 1), np.nan)
    return means


def interval(numbers: Floats) -> tuple[float | None, float | None]:
    """Return Student's 95 % interval of a mean, None with fewer than two numbers."""
    from scipy.special import stdtrit

    present = numbers[~np.isnan(numbers)]
    n = len(present)
    if n < 2:
        return None, None
    mean, half = float(present.mean()), float(stdtrit(n - 1, 0.975)) * float(present.std(ddof=1)) / math.sqrt(n)
    return mean - half, mean + half


def interval_of_share(shares: Floats) -> tuple[float | None, float | None]:
    """Return the 95 % interval of a share of futures from the shares of worlds, inside 0 to 1.

    Where all worlds agree it is that of Clopper and Pearson for as many futures as there are worlds.

    >>> [round(end, 3) for end in interval_of_share(np.ones(32))]
    [0.891, 1.0]
    """
    from scipy.special import betaincinv

    present = shares[~np.isnan(shares)]
    n = len(present)
    if n < 2:
        return None, None
    if is_constant(present):
        hits = round(float(present[0]) * n)
        low = float(betaincinv(hits, n - hits + 1, 0.025)) if hits else 0.0
        return low, float(betaincinv(hits + 1, n - hits, 0.975)) if hits < n else 1.0
    low_end, high_end = interval(present)
    assert low_end is not None
    assert high_end is not None
    return max(0.0, low_end), min(1.0, high_end)


def in_worlds(values: Floats, direction: int) -> InWorlds | None:
    """Return what an outcome came to, from its differences in each world and future (W, R); None without a value."""
    good = values * direction
    means, moved = world_means(good), shrunk(good)
    known = ~np.isnan(means)
    if not known.any():
        return None
    means, moved, good = means[known], moved[known], good[known]
    low, high = interval(means)
    present = ~np.isnan(good)
    better, same, worse = (int((present & side).sum()) for side in (good > 0, good == 0, good < 0))
    futures, worlds = int(present.sum()), len(means)
    worlds_better, worlds_worse = int((moved > 0).sum()), int((moved < 0).sum())
    share = interval_of_share(np.where(present, good > 0, False).sum(axis=1) / present.sum(axis=1))
    worst = np.sort(moved)[: max(1, math.ceil(WORST * worlds))]
    ends = (None, None) if low is None or high is None else tuple(sorted((direction * low, direction * high)))
    if low is None or high is None or low <= 0 <= high:
        robustness: Robustness = "toss-up"
    elif max(worlds_better, worlds_worse) < WORLDS_ON_ONE_SIDE * worlds:
        robustness = "depends on assumptions"
    else:
        robustness = "luck decides" if max(better, worse) < FUTURES_ON_ONE_SIDE * futures else "robust"
    return InWorlds(
        direction * float(means.mean()), ends[0], ends[1], better, same, worse, futures, worlds_better, worlds_worse,
        worlds, share[0], share[1], direction * float(worst.mean()), robustness,
    )  # fmt: skip


def regrets(gains: Floats) -> Floats:
    """Return by design what is lost, at least, by taking it in every world; `gains` is (designs, W, R), good positive.

    The best design of a world is picked on half of its futures and read on the other half, then the other way round:
    picked and read on the same ones it would be the luckiest, not the best.
    """
    half = gains.shape[2] // 2
    lost = np.zeros((2, len(gains)))
    for turn, (pick, read) in enumerate(
        ((gains[:, :, :half], gains[:, :, half:]), (gains[:, :, half:], gains[:, :, :half]))
    ):
        picked = np.array([world_means(design) for design in pick])
        seen = np.array([world_means(design) for design in read])
        known = ~np.isnan(picked).any(axis=0) & ~np.isnan(seen).any(axis=0)
        if not known.any():
            return np.full(len(gains), np.nan)
        best = picked[:, known].argmax(axis=0)
        lost[turn] = (seen[best, np.flatnonzero(known)] - seen[:, known]).mean(axis=1)
    mean: Floats = lost.mean(axis=0)
    return mean
