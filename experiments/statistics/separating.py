"""Which of many differences may be named although nobody asked for them: Benjamini & Yekutieli (2001) over all of them.

A comparison has hundreds of lines. Named one by one for being large, some would be luck. The rule bounds the expected
share of wrong names among those named, however the lines depend on each other.
"""

from __future__ import annotations

import math

import numpy as np

from ...agents.base.arrays import Flags, Floats
from .verdicts import ENOUGH, FEW, departing, is_constant

FALSE_NAMES = 0.05
"""The expected share of wrong names among those that are named."""


def p_value(differences: Floats) -> float:
    """Return the two-sided p value of a mean paired difference (n,), by Student's t; nan is left out.

    1 where nothing can be said: fewer than 20 values, or fewer than 5 that depart from the commonest one. A difference
    that never varies and is not 0 has 0.

    >>> p_value(np.zeros(30)), p_value(np.ones(30)), p_value(np.ones(19))
    (1.0, 0.0, 1.0)
    """
    from scipy.special import stdtr

    present = differences[~np.isnan(differences)]
    n = len(present)
    if n < ENOUGH:
        return 1.0
    if is_constant(present):
        return 0.0 if present.any() else 1.0
    if departing(present) < FEW:
        return 1.0
    t = abs(float(present.mean())) / (float(present.std(ddof=1)) / math.sqrt(n))
    return float(2.0 * stdtr(n - 1, -t))


def may_be_named(p_values: Floats) -> Flags:
    """Return which of all differences asked about pass together, whatever the shape of the array.

    >>> may_be_named(np.array([[1e-6, 0.04], [0.2, 1.0]])).tolist()
    [[True, False], [False, False]]
    """
    from scipy.stats import false_discovery_control

    if not p_values.size:
        return np.zeros(p_values.shape, dtype=np.bool_)
    adjusted = false_discovery_control(p_values.ravel(), method="by").reshape(p_values.shape)
    passed: Flags = adjusted <= FALSE_NAMES
    return passed
