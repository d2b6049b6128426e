"""Several figures, each met by moving a constant of its own: secant steps on all of them at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

STEPS = 12
SLOPES = 3.0
"""A slope may be this many times steeper or flatter than expected: more is the others' doing, or noise."""

LEAST = 1e-3
"""What is read in logarithms is never smaller than this."""


class Response(NamedTuple):
    """What is expected of a figure and its constant."""

    target: float
    start: float
    low: float
    high: float
    """Limits of the constant."""
    tolerance: float
    slope: float = 1.0
    """Of the value per unit of the constant, each in logarithms if so told."""
    log_constant: bool = True
    log_value: bool = True

    def roughly(self, times: float) -> Response:
        """Return the same with a tolerance some times larger."""
        return self._replace(tolerance=times * self.tolerance)


class Met(NamedTuple):
    """The constants tried that come closest, and their values."""

    constants: NDArray[np.float64]
    values: NDArray[np.float64]


def meet(responses: Sequence[Response], evaluate: Callable[[NDArray[np.float64]], Sequence[float]]) -> Met:
    """Move each constant until its figure is met, within limits; return the closest of at most 12 tries.

    >>> pair = [Response(8.0, 1.0, 0.1, 10.0, 0.01), Response(3.0, 0.0, -5.0, 5.0, 0.01, 1.0, False, False)]
    >>> found = meet(pair, lambda c: [2 * c[0], c[1] + 0.1 * c[0]])
    >>> found.constants.round(1).tolist(), found.values.round(1).tolist()
    ([4.0, 2.6], [8.0, 3.0])
    """
    ask = np.array([(one.target, one.low, one.high, one.tolerance, one.slope) for one in responses], np.float64)
    target, low, high, tolerance, expected = ask.T
    log_constant = np.array([one.log_constant for one in responses])
    log_value = np.array([one.log_value for one in responses])

    def told(numbers: NDArray[np.float64], logs: NDArray[np.bool_]) -> NDArray[np.float64]:
        return np.where(logs, np.log(np.maximum(numbers, LEAST)), numbers)

    constants = np.clip(np.array([one.start for one in responses]), low, high)
    slope, best, tried = expected.copy(), None, []
    for _ in range(STEPS):
        values = np.asarray(evaluate(constants), np.float64)
        away = np.abs(values - target) / tolerance
        if best is None or away.max() < best[0]:
            best = (float(away.max()), Met(constants, values))
        wrong = told(values, log_value) - told(target, log_value)
        stuck = ((constants <= low) & (wrong / expected > 0)) | ((constants >= high) & (wrong / expected < 0))
        if ((away <= 1) | stuck).all():
            return Met(constants, values)
        place = told(constants, log_constant)
        if tried:
            last_place, last_wrong = tried[-1]
            far = np.abs(place - last_place) > 1e-4
            seen = np.divide(wrong - last_wrong, place - last_place, out=slope.copy(), where=far)
            slope = np.clip(seen / expected, 1 / SLOPES, SLOPES) * expected
        tried.append((place, wrong))
        step = np.where(away <= 0.5, 0.0, wrong / slope)  # what is met well stays where it is
        moved = place - step
        constants = np.clip(np.where(log_constant, np.exp(moved), moved), low, high)
    assert best is not None
    return best[1]
