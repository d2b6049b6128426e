"""Which of several designs: how each stands to the others, which is best, and the staircase of cost against gain.

A *gain* is a design's paired difference from no programme, good being positive. Design b does as well as design a on an
objective if it keeps a stated share of a's gain, as in non-inferiority trials: the mean of d_b - keeps x d_a is above
0. This needs no margin, and holds at any size of programme.

All is read from simultaneous one-sided bounds, lower and upper each at `level`, of one family: the gains, these
contrasts of all ordered pairs, and the differences d_b - d_a. The bounds are those of the studentised bootstrap of
`verdicts`, with the sign of t kept. All members are sums of gains, so the moments of a resample are taken once for each
objective and not for each member.

A value may be nan; then that future is left out for this objective. A design without any value has no part in it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...agents.base.arrays import Flags, Floats
from .verdicts import ENOUGH, FEW, RESAMPLES, departing, is_constant, resampled_counts

KEEPS = 0.8
"""The share of another design's gain that a design has to keep to do as well: four fifths."""

CHEAPER = 0.02
"""A design is cheaper if the interval of the difference lies beyond this share of the dearer one's cost."""

LEVEL = 0.05
"""The chance that any lower bound of a comparison is too high; and that any upper bound is too low."""

ROUNDING = 1e-7
"""A contrast that varies less than this share of its parts is the same in all futures: the rest is rounding."""

WIDEST = 8.0
"""Standard errors: wider bounds come of members that hardly vary in many resamples."""

COST_CONFIDENCE = 0.95
"""How sure the interval of a difference in cost is."""


class Bounds(NamedTuple):
    """Means of a family's members with simultaneous one-sided bounds; nan without."""

    mean: Floats
    low: Floats
    high: Floats


class Judged(NamedTuple):
    """All that the gains of designs say about them."""

    futures: int
    gains: Bounds
    """(designs, objectives)."""
    kept: Bounds
    """(designs, designs, objectives): d_b - keeps x d_a of each design b and each other a."""
    ahead: Bounds
    """(designs, designs, objectives): d_b - d_a."""

    @property
    def enough(self) -> Flags:
        """(designs, designs, objectives): whether b is shown to keep enough of a's gain: always of none."""
        no_gain = np.isnan(self.gains.mean)
        shown: Flags = (self.kept.low > 0) | (no_gain[None, :] & ~no_gain[:, None])
        shown[np.arange(len(shown)), np.arange(len(shown))] = True
        return shown

    @property
    def short(self) -> Flags:
        """(designs, designs, objectives): whether b is shown to keep too little of a's gain, which is one."""
        shown: Flags = (self.kept.high < 0) & (self.gains.low > 0)[None]
        return shown


def judge_gains(gains: Floats, *, keeps: float, level: float, key: int, resamples: int = RESAMPLES) -> Judged:
    """Return the bounds of all gains and contrasts; `gains` is (futures, designs, objectives), good being positive.

    Fewer than 20 futures have no bounds. Nor has a member that departs from its commonest value in fewer than 5 of
    them, unless it is the same in all and not 0: then it is its own bound.
    """
    futures, designs, objectives = gains.shape
    first, second = np.nonzero(~np.eye(designs, dtype=np.bool_))
    one, pairs = np.eye(designs), len(first)
    members = np.concatenate([one, one[first] - keeps * one[second], one[first] - one[second]])
    mean, error = (np.full((len(members), objectives), np.nan) for _ in range(2))
    own = np.zeros((len(members), objectives), dtype=np.bool_)  # its own bound
    departures = np.zeros((len(members), objectives), dtype=np.int64)
    t = np.zeros((resamples, len(members), objectives))
    for at in range(objectives):
        known = ~np.isnan(gains[:, :, at]).all(axis=0)
        has_part = (members[:, ~known] == 0).all(axis=1)
        complete = ~np.isnan(gains[:, known, at]).any(axis=1)
        values = gains[complete][:, known, at]
        if not len(values) or not known.any():
            continue
        weights = members[has_part][:, known]
        sums = np.einsum("nd,md->nm", values, weights)
        mean[has_part, at] = sums.mean(axis=0)
        if len(values) < ENOUGH:
            continue
        error[has_part, at] = sums.std(axis=0, ddof=1) / math.sqrt(len(values))
        rounding = ROUNDING * np.einsum("nd,md->nm", values.std(axis=0)[None], np.abs(weights))[0]
        own[has_part, at] = [
            abs(float(member.mean())) > least and (is_constant(member) or float(member.std()) <= least)
            for member, least in zip(sums.T, rounding, strict=True)
        ]
        departures[has_part, at] = [
            departing(member) if float(member.std()) > least else 0
            for member, least in zip(sums.T, rounding, strict=True)
        ]
        counts = resampled_counts(futures, key=key, resamples=resamples)[:, complete]
        t[:, has_part, at] = signed_t(counts, values, weights)
    low, high = bounds_of(mean, error, own, departures, t, level)

    def of_pairs(numbers: Floats, begin: int) -> Floats:
        square = np.full((designs, designs, objectives), np.nan)
        square[first, second] = numbers[begin : begin + pairs]
        return square

    every = (mean, low, high)
    return Judged(
        futures,
        Bounds(*(numbers[:designs] for numbers in every)),
        Bounds(*(of_pairs(numbers, designs) for numbers in every)),
        Bounds(*(of_pairs(numbers, designs + pairs) for numbers in every)),
    )


def signed_t(counts: Floats, values: Floats, weights: Floats) -> Floats:
    """Return t of each member in each resample, (resamples, members): as `verdicts.studentised`, with its sign.

    `counts` is (resamples, n), `values` (n, designs), and members are `weights` (members, designs) of them. A resample
    in which a member does not vary has an infinite t, unless its mean is the observed one. Sums go by einsum, whose
    last bits do not change with the machine's library.
    """
    spread = values.std(axis=0)
    spread[spread == 0] = 1.0
    z = (values - values.mean(axis=0)) / spread  # so that squares neither vanish nor lose digits
    scaled = weights * spread
    i, j = np.triu_indices(z.shape[1])
    size = counts.sum(axis=1)
    sums = np.einsum("rn,nf->rf", counts, np.column_stack([z, z[:, i] * z[:, j]]), optimize=False)
    sums /= np.maximum(size, 1)[:, None]
    designs = z.shape[1]
    mean = np.einsum("rd,md->rm", sums[:, :designs], scaled)
    product = scaled[:, i] * scaled[:, j] * np.where(i == j, 1.0, 2.0)
    variance = np.einsum("rf,mf->rm", sums[:, designs:], product) - mean**2
    whole = np.maximum(np.einsum("nd,md->nm", z, scaled).var(axis=0), np.finfo(np.float64).tiny)
    t = np.where(mean == 0, 0.0, np.copysign(np.inf, mean))
    varies = (variance > 1e-9 * whole) & (size > 1)[:, None]
    share = np.sqrt(np.maximum(size - 1, 0)[:, None] / np.where(varies, variance, 1.0))
    t[varies] = (mean * share)[varies]
    t[(np.abs(mean) < 1e-6 * np.sqrt(whole)) & (size > 1)[:, None]] = 0.0
    return t


def bounds_of(
    mean: Floats, error: Floats, own: Flags, departures: NDArray[np.int64], t: Floats, level: float
) -> tuple[Floats, Floats]:
    """Return lower and upper bounds of all members; the bar of departures is raised until they are not too wide.

    One member that departs in a handful of futures would make all bounds many times as wide; it has none instead.
    """
    low, high = np.full(mean.shape, np.nan), np.full(mean.shape, np.nan)
    low[own], high[own] = mean[own], mean[own]
    bars = np.unique(departures[(departures >= FEW) & ~own])
    for bar in bars:
        used = (departures >= bar) & ~own
        quantiles = [
            float(np.quantile(extreme, 1 - level, method="higher"))
            for extreme in (t[:, used].max(axis=1), (-t[:, used]).max(axis=1))
        ]
        if max(quantiles) <= WIDEST or (bar == bars[-1] and math.isfinite(max(quantiles))):
            low[used] = mean[used] - max(0.0, quantiles[0]) * error[used]
            high[used] = mean[used] + max(0.0, quantiles[1]) * error[used]
            break
    return low, high


# The rule, from bounds --------------------------------------------------------------------------------------------


class Stands(NamedTuple):
    """How designs stand: (designs,) each, and the objectives that choose."""

    chooses: Flags
    """(objectives,): on which some design is shown to gain."""
    as_good: Flags
    beaten: Flags
    trades: Flags
    loses: Flags
    """Shown to do worse than no programme on some objective."""


def stand(judged: Judged, among: Sequence[int] | None = None, *, last_look: bool = True) -> Stands:
    """Return how the designs stand, or some of them among themselves.

    Without an objective that chooses nobody is as good as the best. Before the last look an objective on which none of
    them is shown to gain leaves all of them possible.
    """
    designs = len(judged.gains.mean)
    others = np.zeros(designs, dtype=np.bool_)
    others[list(range(designs) if among is None else among)] = True
    chooses = np.asarray((judged.gains.low[others] > 0).any(axis=0))
    settled = bool(chooses.any()) and (last_look or bool(chooses.all()))
    enough = judged.enough[:, :, chooses] | ~others[None, :, None]
    as_good = others & enough.all(axis=(1, 2)) & settled
    falls = judged.short[:, :, chooses].any(axis=2) & others[:, None] & others[None, :] & settled
    beaten = ~as_good & (falls & ~falls.T).any(axis=1)
    trades = ~as_good & ~beaten & (falls & falls.T).any(axis=1)
    return Stands(chooses, as_good, beaten, trades, np.asarray((judged.gains.high < 0).any(axis=1)))


End = Literal["none cheaper", "none is the best"]
"""Why a staircase ends: no design is cheaper than its last step, or of those that are none is best by the rule."""

Cheaper = Callable[[int, int], bool]
"""Tells whether the first design is cheaper than the second."""


def cheaper_by(costs: Sequence[Floats]) -> Cheaper:
    """Return what tells whether a design is cheaper; each of `costs` is (designs, futures), such as cash and hours.

    By none of them dearer and by one cheaper: the 95 % Student interval of the paired difference lies beyond 2 % of the
    dearer one's mean.
    """
    less = [np.array([[less_than(one, other) for other in cost] for one in cost]) for cost in costs]

    def cheaper(one: int, other: int) -> bool:
        return any(by[one, other] for by in less) and not any(by[other, one] for by in less)

    return cheaper


def less_than(one: Floats, other: Floats) -> bool:
    """Tell whether a cost is shown to be less than another, future by future.

    >>> less_than(np.full(30, 97.0), np.full(30, 100.0)), less_than(np.full(30, 99.0), np.full(30, 100.0))
    (True, False)
    """
    from scipy.special import stdtrit

    differences = one - other
    differences = differences[~np.isnan(differences)]
    n = len(differences)
    if n < 2:
        return False
    half = float(stdtrit(n - 1, (1 + COST_CONFIDENCE) / 2)) * float(differences.std(ddof=1)) / math.sqrt(n)
    return bool(float(differences.mean()) + half < -CHEAPER * abs(float(np.nanmean(other))))


def best_of(
    judged: Judged, cheaper: Cheaper, among: Sequence[int] | None = None, *, last_look: bool = True
) -> tuple[int, ...]:
    """Return the best designs: of those as good as the best the ones that none of them undercuts or is ahead of.

    One that is shown to lose against no programme on some objective is never best.
    """
    stands = stand(judged, among, last_look=last_look)
    able = [int(design) for design in np.flatnonzero(stands.as_good & ~stands.loses)]
    low = [one for one in able if not any(cheaper(other, one) for other in able)]
    ahead: Flags = np.asarray((judged.ahead.low[:, :, stands.chooses] > 0).any(axis=2))
    first = tuple(one for one in low if not any(ahead[other, one] and not ahead[one, other] for other in low))
    return first or tuple(low)  # where each has another ahead of it they share


def staircase(
    judged: Judged, cheaper: Cheaper, *, last_look: bool = True
) -> tuple[tuple[tuple[int, ...], ...], End | None]:
    """Return the steps from the best down, and why they end: among designs cheaper than the last, again the best."""
    steps: list[tuple[int, ...]] = []
    step = best_of(judged, cheaper, last_look=last_look)
    while step:
        steps.append(step)
        left = [
            one
            for one in range(len(judged.gains.mean))
            if all(one not in step for step in steps) and all(cheaper(one, other) for other in steps[-1])
        ]
        if not left:
            return tuple(steps), "none cheaper"
        step = best_of(judged, cheaper, left, last_look=last_look)
    return tuple(steps), "none is the best" if steps else None


def futures_to_settle(judged: Judged, design: int, chooses: Flags) -> int | None:
    """Return about how many more futures settle whether a design is as good as the best; None without a number.

    Half-widths shrink as 1/sqrt(n). If it now looks short of some design, the first of these to be shown; else the last
    of its contrasts to be shown.
    """
    if judged.futures < ENOUGH:
        return ENOUGH - judged.futures
    kept = judged.kept
    mean, low, high = (numbers[design][:, chooses] for numbers in (kept.mean, kept.low, kept.high))
    if (np.isnan(low) & ~np.isnan(mean)).any():
        return None
    open_ones = (low <= 0) & (high >= 0)
    behind, before = open_ones & (mean < 0), open_ones & (mean > 0)
    if behind.any():
        needed = float((((high - mean)[behind] / -mean[behind]) ** 2).min())
    elif before.any():
        needed = float((((mean - low)[before] / mean[before]) ** 2).max())
    else:
        return None
    return max(1, math.ceil(judged.futures * (needed - 1)))
