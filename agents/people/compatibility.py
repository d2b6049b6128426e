"""What two people are to each other, as a matchmaker sees it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ..base.arrays import Flags, Floats, Integers
from ..base.compiled import kernel
from ..base.skills import WISHES


class Comparison(NamedTuple):
    """What juniors and seniors are to each other, an entry for each pair."""

    gap: Floats
    """Skill gaps weighted by attention and by who teaches: what there is to learn."""
    distance: Floats
    """Root mean square difference of skills."""
    learnable: Floats
    """The share of a gap that can be bridged at this cognitive distance."""
    learning: Floats
    """Gap times learnable."""
    similarity: Floats
    """Of communication and working style."""
    goal_fit: Floats
    """0, .5 or 1: how many of the two can learn what they want from the other."""
    closeness: Floats
    """Of the two in the network; 0 beyond two steps."""


def mean_and_spread(values: Floats) -> tuple[float, float]:
    """Return the mean and the standard deviation, infinite where values do not vary but for rounding."""
    if not len(values):
        return 0.0, np.inf
    mean, spread = float(values.mean()), float(values.std())
    return mean, spread if spread > 1e-12 * max(1.0, abs(mean)) else np.inf


def standard(values: Floats | Integers) -> Floats:
    """Return values in their standard deviations from their mean, 0 where they do not vary."""
    numbers = np.asarray(values, np.float64)
    mean, spread = mean_and_spread(numbers)
    return (numbers - mean) / spread


@kernel
def compare_sides(
    teaching: float,
    reach: float,
    focus: Floats,
    rows: Integers,
    columns: Integers,
    junior_skills: Floats,
    junior_wants: Flags,
    junior_teaches: Flags,
    junior_style: Floats,
    senior_skills: Floats,
    senior_wants: Flags,
    senior_teaches: Flags,
    senior_style: Floats,
    gap: Floats,
    distance: Floats,
    learnable: Floats,
    similarity: Floats,
    goal_fit: Floats,
) -> None:
    """Fill in G = sum a (theta d+ + (1 - theta)(-d)+), D = rms d, U = exp(-(D / delta)^2), similarity, goal fit."""
    focus_total = 0.0
    for m in range(8):
        focus_total += focus[m]
    for p in range(len(rows)):
        r, c = rows[p], columns[p]
        up = down = square = 0.0
        wish_up = wish_down = 0.0
        for m in range(8):
            wish_up += senior_wants[c, m] + junior_teaches[r, m]
            wish_down += junior_wants[r, m] + senior_teaches[c, m]
        fit_up = fit_down = False
        for m in range(8):
            d = junior_skills[r, m] - senior_skills[c, m]
            square += d * d
            common = (1.0 - WISHES) * 8.0 * focus[m] / focus_total
            if d > 0.0:
                wish = 8.0 * (senior_wants[c, m] + junior_teaches[r, m]) / wish_up if wish_up > 0.0 else 1.0
                up += (common + WISHES * wish) * d
            else:
                wish = 8.0 * (junior_wants[r, m] + senior_teaches[c, m]) / wish_down if wish_down > 0.0 else 1.0
                down -= (common + WISHES * wish) * d
            fit_up = fit_up or (senior_wants[c, m] and junior_teaches[r, m])
            fit_down = fit_down or (junior_wants[r, m] and senior_teaches[c, m])
        gap[p] = teaching * up + (1.0 - teaching) * down
        distance[p] = np.sqrt(square / 8.0)
        learnable[p] = np.exp(-square / 8.0 / (reach * reach))
        similarity[p] = 1.0 - 0.5 * (
            abs(junior_style[r, 0] - senior_style[c, 0]) + abs(junior_style[r, 1] - senior_style[c, 1])
        )
        goal_fit[p] = 0.5 * fit_up + 0.5 * fit_down
