"""Intervals of means, and limits: what a cell costs against what may be spent, as surely as the futures tell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Status = Literal["within", "about at the limit", "over", "not told"]


def interval_of_mean(values: NDArray[np.float64]) -> tuple[float, float, float, int]:
    """Return a mean, its 95 % Student interval, and of how many values; nan where there are too few.

    >>> interval_of_mean(np.array([1.0, 2.0, 3.0, np.nan]))[0]
    2.0
    """
    from scipy.stats import t

    values = values[~np.isnan(values)]
    n = len(values)
    if n < 2:
        return float(values[0]) if n else np.nan, np.nan, np.nan, n
    mean, half = float(values.mean()), float(t.ppf(0.975, n - 1) * values.std(ddof=1) / np.sqrt(n))
    return mean, mean - half, mean + half, n


@dataclass(frozen=True)
class Cost:
    """The mean of what a cell costs with its own 95 % interval, and how that lies to the limit."""

    mean: float | None
    low: float | None
    high: float | None
    limit: float
    status: Status


def cost_of(values: NDArray[np.float64], limit: float) -> Cost:
    """Compare what a cell costs in each future with a limit, by the 95 % Student interval of its mean.

    It is within or over where the whole interval is; one future alone decides nothing.

    >>> cost_of(np.array([90.0, 95.0, 93.0]), limit=100.0).status, cost_of(np.array([99.0, 101.0]), limit=100.0).status
    ('within', 'about at the limit')
    """
    mean, low, high, count = interval_of_mean(values)
    if count < 2:
        return Cost(mean if count else None, None, None, limit, "not told")
    status: Status = "within" if high <= limit else "over" if low > limit else "about at the limit"
    return Cost(mean + 0.0, low + 0.0, high + 0.0, limit, status)  # no negative zero
