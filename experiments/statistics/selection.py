"""Settle which of several scenarios is best on one outcome, with no more runs than that takes.

The procedure is KN of Kim & Nelson (2001, ACM TOMACS 11(3), 251-273): after a first stage of n0 replicates the duel of
two scenarios is a walk, the sum of their paired differences, that may move within a triangle; who leaves it on the bad
side is out. With k scenarios, confidence 1 - alpha, indifference delta and a variance S^2 of the *difference*,

    out after r where the sum lies below -max(0, h^2 S^2 / delta - delta r) / 2,
    h^2 = 2 c eta (n0 - 1),   eta = ((2 alpha / (k - 1))^(-2 / (n0 - 1)) - 1) / 2,   c = 1.

eta solves the paper's g(eta) = (1 + 2 eta)^(-(n0 - 1) / 2) / 2 = alpha / (k - 1): each duel of the best may be lost
with that probability, so by Bonferroni all of them together with alpha, however the scenarios depend on each other.
That is why luck may be shared, and what shared luck is for: it makes S^2 small. c = 1 closes the triangle at
h^2 S^2 / delta^2, so every duel ends, and is the paper's advice where nothing is known of the means.

If the best is better than the second by delta or more it is the one chosen with probability 1 - alpha: proved of the
paper's own rule for differences that are normal, and no more. Simulated differences are often skewed or mostly 0, and
there the plain procedure fell short: with a first stage of 20, ten scenarios and exponential tails it found the best in
.86 of studies where .95 was promised. What is done here is measured by `benchmarks/enough.py`, and more cautious in
four ways:

- S^2 is the larger of that of the first stage and that of all differences so far (Kim & Nelson 2006, Operations
  Research 54(3), update it too, for what it gives in the limit): a first stage may have missed rare large differences.
- A duel is decided from the first `floor` replicates on only where its triangle is closed, or by more than the
  triangle's whole height. Any other has a first stage of 50 replicates, of 80 among more than five scenarios: after 20,
  the wins seen so far decide too much.
- A first stage lasts until 5 differences depart from the commonest one, as in `verdicts`, and 40 where the triangle is
  open.
- Duels may make a quarter of the error alpha; the rest is for differences that are not normal. As the triangle grows
  with the logarithm of alpha, this costs an open duel a quarter (among twenty) to six tenths (two) more replicates.

Hong (2006, Naval Research Logistics 53(5)) gives each scenario a number of runs by its variance; that needs runs
without common luck, which here costs more than it saves. Scenarios that never differ are a tie: neither ends the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...agents.base.arrays import Floats
from .verdicts import FEW

ALIKE = 60
"""Replicates after which two scenarios that never differed are a tie: had they differed in 1 of 20, 95 % would show."""

RESERVE = 0.25
"""The share of the error that duels may make as far as differences are normal; the rest is for those that are not."""

MANY = 40
"""Differences that depart from the commonest one in the first stage of a duel that is not clear at once."""

ROUNDING = 1e-9
"""What is smaller than that share of what it was made from is 0."""


@dataclass(frozen=True)
class Selection:
    """The result of choosing among scenarios on one outcome.

    `chosen` is None where it is not settled; the first of those that never differed where they are ahead together.
    `within_delta` are the scenarios still in at the end, `eliminated` says after how many replicates the others were
    out, `used` how many replicates of each were run, `saved` the runs that running all to the end would have added.
    """

    outcome: str
    chosen: str | None
    within_delta: tuple[str, ...]
    eliminated: dict[str, int]
    used: dict[str, int]
    confidence: float
    indifference: float
    settled: bool
    saved: int
    without_value: tuple[str, ...] = field(default=())
    """Scenarios that had no value of the outcome in the first stage and took no part."""

    @property
    def asked(self) -> dict[str, Any]:
        """The selection as JSON has it."""
        return asdict(self) | {"within_delta": list(self.within_delta), "without_value": list(self.without_value)}


class Race(NamedTuple):
    """How far a choice has come: who is out after how many replicates (0: still in), and after how many it was settled.

    `closes` is about how many replicates may be needed, as far as the differences so far can tell; None if they cannot.
    """

    out: NDArray[np.int64]
    takes_part: NDArray[np.bool_]
    settled: int | None
    closes: int | None


def late_stage(scenarios: int) -> int:
    """Return how many replicates make the first stage of a duel that is not clear at once.

    >>> late_stage(2), late_stage(10)
    (50, 80)
    """
    return 50 if scenarios <= 5 else 80


def h_squared(n0: NDArray[np.int64], scenarios: int, confidence: float) -> Floats:
    """Return the constant of Kim & Nelson for first stages of n0 replicates, with c = 1.

    >>> h_squared(np.array([20]), 2, 0.95).round(3).tolist()
    [5.211]
    """
    eta = ((2 * (1 - confidence) / (scenarios - 1)) ** (-2 / (n0 - 1)) - 1) / 2
    return np.asarray(2 * eta * (n0 - 1), dtype=np.float64)


class Duels(NamedTuple):
    """Every pair of scenarios, replicate by replicate: (pairs, n), rows in the order of `first` and `second`."""

    first: NDArray[np.intp]
    second: NDArray[np.intp]
    lead: Floats
    """The sum of the differences first less second so far."""
    bound: Floats
    """By how much the sum must be on one side to decide the duel, infinite in the first stage."""
    alike: NDArray[np.bool_]
    """Whether the two have not differed so far, for long enough to call it a tie."""
    closes: Floats
    """(pairs,): the replicate at which the triangle would close, nan in the first stage."""


def duels_of(values: Floats, scenarios: int, *, indifference: float, confidence: float, floor: int) -> Duels:
    """Follow each pair over its replicates; one without a value of either is no step of it, and is not counted."""
    first, second = np.triu_indices(len(values), 1)
    rows, n = np.arange(len(first)), values.shape[1]
    size = np.maximum(np.abs(values[first]), np.abs(values[second]))
    difference = values[first] - values[second]
    present = ~np.isnan(difference)
    difference = np.where(present & (np.abs(difference) > ROUNDING * size), difference, 0.0)
    count = present.cumsum(axis=1)

    early = present & (count <= floor)
    middle = np.maximum(early.sum(axis=1) - 1, 0) // 2
    common = np.sort(np.where(early, difference, np.inf), axis=1)[rows, middle][:, None]
    common = np.where(np.isfinite(common), common, 0.0)
    tolerance = ROUNDING * np.where(present, size, 0.0)
    most = 2 * (early & (np.abs(difference - common) <= tolerance)).sum(axis=1) > early.sum(axis=1)
    common = np.where(most[:, None], common, 0.0)  # the median is the commonest difference if more than half are it
    departs = (present & (np.abs(difference - common) > tolerance)).cumsum(axis=1)
    ready = (count >= floor) & ((departs >= FEW) | ((departs == 0) & (common != 0)))
    begins = np.where(ready.any(axis=1), ready.argmax(axis=1), n)
    late = np.maximum(begins, first_true((count >= late_stage(scenarios)) & (departs >= MANY)) - 1)
    number = np.arange(n)

    off = np.where(present, difference - common, 0.0)
    spread = (off**2).cumsum(axis=1) - off.cumsum(axis=1) ** 2 / np.maximum(count, 1)
    variance = np.maximum(spread, 0.0) / np.maximum(count - 1, 1)

    def reach_of(last: NDArray[np.intp]) -> Floats:
        """Return h^2 S^2 / delta for first stages that end with some replicates: (pairs, n)."""
        at = np.minimum(last, n - 1)
        n0 = np.maximum(count[rows, at], 2)
        constant = h_squared(n0, scenarios, 1 - RESERVE * (1 - confidence))
        return constant[:, None] * np.maximum(variance[rows, at][:, None], variance) / indifference

    lead = difference.cumsum(axis=1)
    lead[np.abs(lead) <= ROUNDING * np.abs(difference).cumsum(axis=1)] = 0.0
    walked = indifference * count
    reach, early_reach = reach_of(late), reach_of(begins)
    bound = np.where(early_reach <= walked, 0.0, early_reach)
    bound[number < begins[:, None]] = np.inf
    bound = np.where(number >= late[:, None], np.maximum(0.0, reach - walked) / 2, bound)
    never = ~(difference != 0).cumsum(axis=1).astype(np.bool_)
    missed = n - count[:, -1]
    closes = np.where(late < n, reach[:, -1] / indifference + 1 + missed, np.nan)
    return Duels(first, second, lead, bound, never & (count >= max(floor, ALIKE)), closes)


def race(values: Floats, *, indifference: float, confidence: float, floor: int) -> Race:
    """Put scenarios out, replicate by replicate in the order of their numbers.

    `values` is (scenarios, n), more is good. A scenario takes part if it has any value in the first `floor`
    replicates. What a scenario did after it was out changes nothing, and neither does any replicate after the choice
    was settled.
    """
    k, n = values.shape
    takes_part = np.asarray((~np.isnan(values[:, :floor])).any(axis=1))
    out = np.zeros(k, dtype=np.int64)
    if n < floor or takes_part.sum() < 2:
        return Race(out, takes_part, None, None)
    duels = duels_of(values, int(takes_part.sum()), indifference=indifference, confidence=confidence, floor=floor)
    beaten = np.full((k, k), n + 1)  # after how many replicates the row's scenario loses to the column's
    beaten[duels.first, duels.second] = first_true(duels.lead < -duels.bound)
    beaten[duels.second, duels.first] = first_true(duels.lead > duels.bound)
    tied, untied = np.full((k, k), n + 1), np.full((k, k), n + 1)
    tied[duels.first, duels.second] = since = first_true(duels.alike)
    apart = (np.arange(1, n + 1) > since[:, None]) & ~duels.alike
    untied[duels.first, duels.second] = first_true(apart)

    left = takes_part.copy()
    now = floor
    while True:
        still = left[:, None] & left
        soonest = int(np.where(still, beaten, n + 1).min())
        inside = np.triu(still, 1)
        end = max(now, int(tied[inside].max(initial=0)))
        if end < min(soonest, int(untied[inside].min(initial=n + 1))):
            return Race(out, takes_part, end, end)
        if soonest > n:
            open_ones = duels.closes[inside[duels.first, duels.second]]
            known = len(open_ones) > 0 and not np.isnan(open_ones).any()
            return Race(out, takes_part, None, int(np.ceil(open_ones.max())) if known else None)
        losers = left & (np.where(still, beaten, n + 1) == soonest).any(axis=1)
        if (losers == left).all():  # each lost to another: only where values are missing can three go round in a circle
            beaten[beaten == soonest] = n + 1
            continue
        out[losers], now = soonest, soonest
        left &= ~losers


def first_true(flags: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return after how many replicates each row is first true, n + 1 where it never is.

    >>> first_true(np.array([[False, True, True], [False, False, False]])).tolist()
    [2, 4]
    """
    return np.where(flags.any(axis=1), flags.argmax(axis=1) + 1, flags.shape[1] + 1)


def selection_of(
    found: Race, names: Sequence[str], used: Sequence[int], *, outcome: str, indifference: float, confidence: float
) -> Selection:
    """Return what a race says of scenarios by their names, each run for `used` replicates."""
    left = tuple(name for name, part, out in zip(names, found.takes_part, found.out, strict=True) if part and not out)
    settled = found.settled is not None
    taking = [number for number, part in zip(used, found.takes_part, strict=True) if part]
    return Selection(
        outcome=outcome,
        chosen=left[0] if settled else None,
        within_delta=left,
        eliminated={name: int(out) for name, out in zip(names, found.out, strict=True) if out},
        used=dict(zip(names, map(int, used), strict=True)),
        confidence=confidence,
        indifference=indifference,
        settled=settled,
        saved=sum(max(taking, default=0) - number for number in taking),
        without_value=tuple(name for name, part in zip(names, found.takes_part, strict=True) if not part),
    )
