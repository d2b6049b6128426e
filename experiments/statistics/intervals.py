"""Intervals of means, each for itself."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


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
