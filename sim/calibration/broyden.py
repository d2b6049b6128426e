"""Several figures, each met by moving a constant of its own: Broyden's method (1965) moves all of them at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from ...agents.base.arrays import Flags, Floats

STEPS = 12
LONGEST = 1.5
"""How far a figure is moved in one step by default. In logarithms, that is a factor of 4.5."""

LEAST = 1e-3
"""What is read in logarithms is never smaller than this."""

WORST = 30.0
"""Condition number at which what was learnt of the slopes is noise."""


class Response(NamedTuple):
    """What is expected of a figure and its constant."""

    target: float
    start: float
    low: float
    high: float
    """Limits of the constant."""
    tolerance: float
    slope: float = 1.0
    """Of the value per unit of the constant, each in logarithms where `log_constant` and `log_value` say so."""
    log_constant: bool = True
    log_value: bool = True
    longest: float = LONGEST
    """How far it is moved in one step, on the scale of its value."""

    def roughly(self, times: float) -> Response:
        """Return the same with a tolerance some times larger."""
        return self._replace(tolerance=times * self.tolerance)


class Met(NamedTuple):
    """The constants tried that come closest, their values, and the slopes as learnt so far."""

    constants: Floats
    values: Floats
    slopes: Floats


def slopes_of(responses: Sequence[Response], evaluate: Callable[[Floats], Sequence[float]]) -> Floats:
    """Return the slopes where the constants start, each found by moving one constant by a tenth of the longest step."""
    starts = np.array([one.start for one in responses])

    def on_scale(values: Floats) -> Floats:
        logs = np.array([one.log_value for one in responses])
        return np.where(logs, np.log(np.maximum(values, LEAST)), values)

    here = on_scale(np.asarray(evaluate(starts), np.float64))
    columns = []
    for at, one in enumerate(responses):
        moved, step = starts.copy(), one.longest / 10
        moved[at] = moved[at] * np.exp(step / one.slope) if one.log_constant else moved[at] + step / one.slope
        columns.append((on_scale(np.asarray(evaluate(moved), np.float64)) - here) / step)
    return np.column_stack(columns)


def meet(
    responses: Sequence[Response],
    evaluate: Callable[[Floats], Sequence[float]],
    slopes: Floats | None = None,
    steps: int = STEPS,
) -> Met:
    """Move the constants until all figures are met, within limits; return the closest of so many tries.

    The slopes begin as expected, each figure moved by its own constant alone, or as learnt before, and are mended by
    what each step did (Broyden 1965). Numbers are held in logarithms where a response says so, and constants are
    multiplied by the slope expected.

    >>> pair = [Response(8.0, 1.0, 0.1, 10.0, 0.01), Response(3.0, 0.0, -5.0, 5.0, 0.01, 1.0, False, False)]
    >>> found = meet(pair, lambda c: [2 * c[0], c[1] + 0.1 * c[0]])
    >>> found.constants.round(1).tolist(), found.values.round(1).tolist()
    ([4.0, 2.6], [8.0, 3.0])
    """
    ask = np.array([(one.target, one.low, one.high, one.tolerance, one.slope) for one in responses], np.float64)
    target, low, high, tolerance, expected = ask.T
    log_constant = np.array([one.log_constant for one in responses])
    log_value = np.array([one.log_value for one in responses])
    longest = np.array([one.longest for one in responses])
    alone = np.eye(len(responses))

    def on_scale(numbers: Floats, logs: Flags) -> Floats:
        return np.where(logs, np.log(np.maximum(numbers, LEAST)), numbers)

    constants = np.clip(np.array([one.start for one in responses]), low, high)
    slopes = alone if slopes is None else slopes
    closest, best = np.inf, Met(constants, constants, slopes)
    before: tuple[Floats, Floats] | None = None
    for _ in range(steps):
        values = np.asarray(evaluate(constants), np.float64)
        away = np.abs(values - target) / tolerance
        wrong = on_scale(values, log_value) - on_scale(target, log_value)
        place = on_scale(constants, log_constant) * expected
        if before is not None:
            moved, did = place - before[0], wrong - before[1]
            slopes = slopes + np.outer(did - slopes @ moved, moved) / max(float(moved @ moved), 1e-12)
            slopes = slopes if np.linalg.cond(slopes) < WORST else alone
        stuck = (np.isclose(constants, low) & (wrong > 0)) | (np.isclose(constants, high) & (wrong < 0))
        worst = float(away[~stuck].max(initial=0.0))
        if worst < closest:
            closest, best = worst, Met(constants, values, slopes)
        if worst <= 1:
            return Met(constants, values, slopes)
        before = place, wrong
        free, step = np.flatnonzero(~stuck), np.zeros(len(place))
        step[free] = np.clip(np.linalg.solve(slopes[np.ix_(free, free)], wrong[free]), -longest[free], longest[free])
        goal = (place - step) / expected
        constants = np.clip(np.where(log_constant, np.exp(goal), goal), low, high)
    return best
