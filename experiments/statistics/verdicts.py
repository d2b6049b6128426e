"""Say what a comparison can and cannot tell: paired differences, joint intervals, verdicts and ranks.

A *member* is one outcome of one scenario (or of one pair of scenarios); the members judged together are a *family*,
and its intervals hold all at once. Replicate r of every scenario shares its luck, so a difference is taken inside a
replicate. A value may be nan (the scenario has no participants, or the outcome no value in that replicate): such a
replicate is left out of that member alone, and a member without any value is an empty `Finding`.

The same input gives the same bits, and the order of scenarios and outcomes does not matter. That of replicates
decides which of them a resample holds: another order moves the quantile by the Monte Carlo error of 2,000 resamples
(about 1 %), so give them in the order of their numbers. Open corners are read cautiously: see `judge`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...agents.base.arrays import Flags, Floats

Verdict = Literal["equivalent", "better", "worse", "undecided"]
Reason = Literal["identical", "few replicates", "rare", "nearly constant", "interval"]

ENOUGH = 20  # replicates below which nothing but bit-equality is decided
FEW = 5  # replicates that must differ: a member that differs in 2 of 20 makes the family's quantile infinite
RESAMPLES = 2000


@dataclass(frozen=True)
class Comparand:
    """What a difference in one outcome means: its unit, the good direction and the smallest effect that matters."""

    name: str
    unit: str
    direction: int
    smallest: float

    def __post_init__(self) -> None:
        if self.direction not in (1, -1):
            raise ValueError(f"{self.name}: direction is {self.direction!r}; write 1 (more is good) or -1 (less is).")
        if not (math.isfinite(self.smallest) and self.smallest > 0):
            raise ValueError(f"{self.name}: smallest effect is {self.smallest!r}; write a number above 0.")


@dataclass(frozen=True)
class Finding:
    """One outcome of one scenario against its reference; None wherever there is nothing honest to say.

    `replicates` is the number used; `mean` the scenario's own; `low` and `high` hold the true mean difference together
    with those of the whole family. "rare": differs in j of n, too few; "nearly constant": all but a few replicates
    differ by the same amount, not 0. `more_replicates` is a number however large; words stop at 20 x `replicates`.
    """

    replicates: int | None = None
    mean: float | None = None
    difference: float | None = None
    low: float | None = None
    high: float | None = None
    better_in: int | None = None
    equal_in: int | None = None
    verdict: Verdict | None = None
    reason: Reason | None = None
    more_replicates: int | None = None
    correlation: float | None = None
    variance_reduction: float | None = None


class Count(NamedTuple):
    """In how many of so many replicates a difference was good, and exactly nothing."""

    better: int
    equal: int
    of: int


def count_of(differences: Floats, direction: int) -> Count:
    """Count the replicates in which a difference is good and in which it is exactly zero; nan is not counted.

    >>> count_of(np.array([2.0, 0.0, -1.0, np.nan]), direction=1)
    Count(better=1, equal=1, of=3)
    """
    present = differences[~np.isnan(differences)]
    return Count(int((present * direction > 0).sum()), int((present == 0).sum()), len(present))


def is_constant(numbers: Floats) -> bool:
    """Tell whether numbers are alike to 1e-9 of the largest: less than that is rounding."""
    return bool(np.ptp(numbers) <= 1e-9 * np.abs(numbers).max())


def departing(differences: Floats) -> int:
    """Count the replicates that depart from the commonest difference.

    >>> departing(np.array([0.0, 0.0, 0.0, 1.5, np.nan]))
    1
    """
    present = differences[~np.isnan(differences)]
    if not len(present) or is_constant(present):
        return 0
    _, shares = np.unique(np.round(present / np.abs(present).max(), 9), return_counts=True)
    return int(len(present) - shares.max())


def resampled_rows(n: int, *, key: int, resamples: int = RESAMPLES) -> NDArray[np.int64]:
    """Draw whole replicates with replacement: one row of n replicate numbers for each resample."""
    return np.random.Generator(np.random.Philox(key=key)).integers(0, n, (resamples, n))


@lru_cache(maxsize=2)
def resampled_counts(n: int, *, key: int, resamples: int = RESAMPLES) -> Floats:
    """Return how often each resample holds each replicate, (resamples, n): kept, as families share their resamples."""
    rows = resampled_rows(n, key=key, resamples=resamples) + n * np.arange(resamples)[:, None]
    counts = np.bincount(rows.ravel(), minlength=resamples * n).reshape(resamples, n).astype(np.float64)
    counts.flags.writeable = False
    return counts


def studentised(counts: Floats, differences: Floats) -> Floats:
    """Return |t| of one member in each resample: its mean's distance from the observed mean, in standard errors.

    `counts` is (resamples, n): how often each resample holds each replicate. 0/0 is 0; x/0 is infinite, and so is a
    resample of fewer than two values. Sums go by einsum: the last bits of `@` were seen to change with the BLAS.
    """
    present = ~np.isnan(differences)
    values, weights = differences[present], counts if present.all() else np.ascontiguousarray(counts[:, present])
    z = (values - values.mean()) / values.std()
    size = weights.sum(axis=1)
    mean = np.einsum("rn,n->r", weights, z) / np.maximum(size, 1)
    variance = np.einsum("rn,n->r", weights, z * z) / np.maximum(size, 1) - mean**2
    t = np.full(len(counts), np.inf)
    varies = (variance > 1e-12) & (size > 1)  # z has variance 1: below this it is rounding
    t[varies] = np.abs(mean[varies]) * np.sqrt((size[varies] - 1) / variance[varies])
    t[(np.abs(mean) < 1e-6) & (size > 1)] = 0.0
    return t


def family_quantile(
    differences: Floats, *, key: int, resamples: int = RESAMPLES, level: float = 0.95
) -> tuple[float | None, Flags]:
    """Return how many standard errors wide a family's intervals are, and the members it was taken from.

    `differences` is (n, members). The quantile is that of the largest |t| of any member when whole replicates are
    resampled (the studentised bootstrap with maxima of Romano & Wolf 2005), so the members' dependence is kept.

    A member in which fewer than 5 replicates depart from its commonest difference (nearly always 0) has no part: too
    many resamples would not vary and the quantile be infinite. Many members with 5 or 6 departing do the same
    together: the bar is raised until the quantile is finite; those below it are rare too. None if none is left.

    >>> luck = np.random.Generator(np.random.Philox(key=1)).normal(size=(30, 3))
    >>> quantile, members = family_quantile(luck, key=2)
    >>> round(quantile, 1), members.tolist()
    (2.6, [True, True, True])
    """
    departures = np.array([departing(member) for member in differences.T], dtype=np.int64)
    counts = resampled_counts(len(differences), key=key, resamples=resamples)
    for bar in np.unique(departures[departures >= FEW]):
        members = departures >= bar
        largest = np.zeros(resamples)
        for member in differences.T[members]:
            largest = np.maximum(largest, studentised(counts, member))
        quantile = float(np.quantile(largest, level, method="higher"))
        if math.isfinite(quantile):
            return quantile, members
    return None, np.zeros(len(departures), dtype=np.bool_)


def decide(difference: float, half_width: float, n: int, comparand: Comparand) -> tuple[Verdict, int | None]:
    """Return the verdict of an interval and, if undecided, about how many more replicates would decide it.

    Equivalent comes first: a certain difference too small to matter does not matter. The half-width shrinks as
    1/sqrt(n) and decides at the larger of |d| and smallest - |d|; at least 1 more.
    """
    low, high = difference - half_width, difference + half_width
    if -comparand.smallest < low and high < comparand.smallest:
        return "equivalent", None
    if low > 0 or high < 0:
        return ("better" if (low > 0) == (comparand.direction > 0) else "worse"), None
    enough = max(abs(difference), comparand.smallest - abs(difference))
    return "undecided", max(1, math.ceil(n * (half_width / enough) ** 2 - n))


def correlation_of(values: Floats, references: Floats) -> float | None:
    """Return how a scenario and its reference move together; None if either is constant."""
    if is_constant(values) or is_constant(references):
        return None
    a, b = values - values.mean(), references - references.mean()
    a, b = a / np.abs(a).max(), b / np.abs(b).max()  # squares of the smallest numbers would vanish
    return float(np.clip((a * b).sum() / math.sqrt((a * a).sum() * (b * b).sum()), -1.0, 1.0))


def variance_reduction_of(values: Floats, references: Floats) -> float | None:
    """Return how many times as many unpaired replicates would be as exact; None if the difference is constant."""
    differences = values - references
    if is_constant(differences) or differences.var() == 0:
        return None
    return float((values.var() + references.var()) / differences.var())


def finding_of(
    values: Floats, references: Floats, comparand: Comparand, *, identical: bool, quantile: float | None
) -> Finding:
    """Judge one member from its values (n,), its references (n,) and its family's quantile, None if it has no part."""
    present = ~np.isnan(values - references)
    values, references = values[present], references[present]
    if not len(values):
        return Finding()
    differences = values - references
    better, equal, n = count_of(differences, comparand.direction)
    difference = float(differences.mean())

    half_width = None
    if n >= FEW and equal == 0 and is_constant(differences):
        half_width = 0.0
    elif quantile is not None:
        half_width = quantile * float(differences.std(ddof=1)) / math.sqrt(n)

    verdict: Verdict
    reason: Reason
    more = None
    if identical and equal == n:
        half_width, verdict, reason = 0.0, "equivalent", "identical"
    elif n < ENOUGH:
        verdict, reason, more = "undecided", "few replicates", ENOUGH - n
    elif half_width is None:
        verdict, reason = "undecided", "rare" if equal >= n - departing(differences) else "nearly constant"
    else:
        (verdict, more), reason = decide(difference, half_width, n, comparand), "interval"
    return Finding(
        replicates=n,
        mean=float(values.mean()),
        difference=difference,
        low=None if half_width is None else difference - half_width,
        high=None if half_width is None else difference + half_width,
        better_in=better,
        equal_in=equal,
        verdict=verdict,
        reason=reason,
        more_replicates=more,
        correlation=correlation_of(values, references),
        variance_reduction=variance_reduction_of(values, references),
    )


def judge(
    values: Floats,
    references: Floats,
    comparands: Sequence[Comparand],
    *,
    identical: Flags,
    family: Flags | None = None,
    key: int,
    resamples: int = RESAMPLES,
    level: float = 0.95,
) -> list[list[Finding]]:
    """Judge every scenario's outcomes against their references as one family, whose intervals all hold at `level`.

    `values` and `references` are (scenarios, n, outcomes); `identical` (scenarios,) says that all outcomes and weekly
    values are bit-equal; `family` (scenarios, outcomes) says who belongs, all if not given. Who does not (the
    baseline itself) has a mean and a difference and no more. Returns findings by scenario and outcome.

    Corners: identical runs whose differences are not all 0 (participants have another reference) are judged like
    others. A difference that departs from its commonest value, 0 or not, in fewer than 5 replicates has no interval;
    one that never varies and is not 0 is its own. Fewer than 5 replicates give none.
    """
    if np.isinf(values).any() or np.isinf(references).any():
        raise ValueError("an outcome is infinite; give nan where it has no value")
    differences = values - references
    members = np.ones((len(values), len(comparands)), dtype=np.bool_) if family is None else family
    quantile, used = family_quantile(
        differences.transpose(1, 0, 2)[:, members], key=key, resamples=resamples, level=level
    )
    has_part = np.zeros_like(members)
    has_part[members] = used

    def finding(scenario: int, outcome: int) -> Finding:
        own, other = values[scenario, :, outcome], references[scenario, :, outcome]
        in_part = quantile if has_part[scenario, outcome] else None
        whole = finding_of(own, other, comparands[outcome], identical=bool(identical[scenario]), quantile=in_part)
        if members[scenario, outcome]:
            return whole
        return Finding(replicates=whole.replicates, mean=whole.mean, difference=whole.difference)

    return [[finding(s, o) for o in range(len(comparands))] for s in range(len(values))]


def ranks(
    values: Floats,
    comparands: Sequence[Comparand],
    *,
    identical: Flags,
    key: int,
    resamples: int = RESAMPLES,
    level: float = 0.95,
) -> list[list[int | None]]:
    """Rank scenarios on each outcome: 1 + the number of scenarios better than it; equal ranks are shared.

    Better is a verdict, in the family of all pairs of scenarios x outcomes. `values` is (scenarios, n, outcomes),
    `identical` (scenarios, scenarios). A scenario without any value of an outcome has no rank in it.
    """
    pairs = list(combinations(range(len(values)), 2))
    i, j = [first for first, _ in pairs], [second for _, second in pairs]
    judged = judge(
        values[i], values[j], comparands, identical=identical[i, j], key=key, resamples=resamples, level=level
    )
    better_ones = np.zeros((len(values), len(comparands)), dtype=np.int64)
    for (first, second), findings in zip(pairs, judged, strict=True):
        for outcome, finding in enumerate(findings):
            better_ones[second, outcome] += finding.verdict == "better"
            better_ones[first, outcome] += finding.verdict == "worse"
    return [
        [None if np.isnan(values[s, :, o]).all() else 1 + int(better_ones[s, o]) for o in range(len(comparands))]
        for s in range(len(values))
    ]
