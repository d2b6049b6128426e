"""Which cells are best: those that no other cell is better than, by the machinery of verdicts.

The family is every pair of the cells that may be chosen, in the one outcome that is judged, so that all that is said
of pairs holds at once. Up to `RESAMPLED` pairs its bar is that of `verdicts.family_quantile`. Beyond, resampling would
take minutes, and the bar is Student's quantile shared evenly among the pairs (Bonferroni): exact for normal
differences, and near the other (4,950 pairs of normal ones, in standard errors: 4.7 against 4.5 with 100 futures, 5.3
against 5.6 with 30).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from math import sqrt
from typing import Literal

import numpy as np

from ...agents.base.arrays import Flags, Floats
from .verdicts import ENOUGH, FEW, Comparand, Finding, departing, family_quantile, finding_of

Standing = Literal["best", "equivalent", "close", "beaten", "left out", "undecided", "none", "not judged"]
"""Of a cell: the only one that none is better than; one of several, which differ from the one ahead by too little to
matter, or are too close to call; beaten by another; over a limit; undecided with so few futures; without a value; not
judged, because the baseline does not share its assumptions."""

RESAMPLED = 4950
"""Pairs, those of 100 cells, up to which the family's bar is found by resampling: about 2 s at 100 futures."""


@dataclass(frozen=True)
class Ranking:
    """How cells stand to each other in one outcome."""

    standing: tuple[Standing, ...]
    leader: int | None
    """The cell with the best mean of those that are not beaten."""
    beaten_by: tuple[int | None, ...]
    """Of each cell one that is better, the one of the best mean; None where there is none."""
    against_leader: tuple[Finding | None, ...]
    """The difference of each cell that may be chosen from the leader."""
    pairs: int
    resampled: bool
    order: tuple[int, ...] = ()
    """The cells that may be chosen, from the best mean on."""

    @property
    def best(self) -> tuple[int, ...]:
        """The cells that no other is better than, from the best mean on."""
        return tuple(row for row in self.order if self.standing[row] in ("best", "equivalent", "close"))


def not_ranked(cells: int) -> Ranking:
    """Return the ranking of cells that are not judged.

    >>> not_ranked(2).standing, not_ranked(2).best
    (('not judged', 'not judged'), ())
    """
    standing: Standing = "not judged"
    nobody: tuple[None, ...] = (None,) * cells
    return Ranking((standing,) * cells, None, nobody, nobody, 0, True)


def rank(values: Floats, comparand: Comparand, *, may: Flags, identical: Flags, key: int) -> Ranking:
    """Rank cells by (cells, n) values of one outcome; `may` says which may be chosen, `identical` which are the same.

    A cell without a single value stands for nothing. With fewer than 20 futures nothing is decided.
    """
    cells = len(values)
    has_value: Flags = np.array([not np.isnan(row).all() for row in values])
    rows = np.flatnonzero(may & has_value)
    none: tuple[Standing, ...] = tuple(
        "none" if not has_value[row] else "left out" if not may[row] else "undecided" for row in range(cells)
    )
    if not len(rows):
        return Ranking(none, None, (None,) * cells, (None,) * cells, 0, True)
    means = np.array([np.nanmean(values[row]) for row in rows]) * comparand.direction
    order = [int(row) for row in rows[np.argsort(-means, kind="stable")]]
    pairs = list(combinations(order, 2))  # the one of the better mean first
    quantiles, resampled = bars(values, pairs, key)

    def finding(row: int, reference: int) -> Finding:
        quantile = quantiles.get((reference, row), quantiles.get((row, reference)))
        if not resampled and departing(values[row] - values[reference]) < FEW:
            quantile = None  # as resampling would have it
        return finding_of(
            values[row], values[reference], comparand, identical=bool(identical[row, reference]), quantile=quantile
        )

    beaten: list[int | None] = [None] * cells
    for at, row in enumerate(order):
        ahead = (one for one in order[:at] if may_be_better(values[one] - values[row], comparand, quantiles[one, row]))
        beaten[row] = next((one for one in ahead if finding(one, row).verdict == "better"), None)
    leader = order[0]  # nothing has a better mean, so nothing is better
    standing, against = list(none), list[Finding | None]([None] * cells)
    for row in order:
        against[row] = found = finding(row, leader) if row != leader else None
        if beaten[row] is not None:
            standing[row] = "beaten"
        elif values.shape[1] >= ENOUGH:
            standing[row] = "equivalent" if found is not None and found.verdict == "equivalent" else "close"
    standing[leader] = (
        ahead_of([standing[row] for row in order[1:]]) if standing[leader] == "close" else standing[leader]
    )
    return Ranking(tuple(standing), leader, tuple(beaten), tuple(against), len(pairs), resampled, tuple(order))


def ahead_of(others: Sequence[Standing]) -> Standing:
    """Return how the leader stands: the best only where all others are beaten."""
    return "close" if "close" in others else "equivalent" if "equivalent" in others else "best"


def bars(
    values: Floats, pairs: Sequence[tuple[int, int]], key: int
) -> tuple[dict[tuple[int, int], float | None], bool]:
    """Return how many standard errors wide the interval of each pair is, None without part in the family."""
    if not pairs:
        return {}, True
    if len(pairs) <= RESAMPLED:
        differences = np.array([values[one] - values[other] for one, other in pairs]).T
        quantile, used = family_quantile(differences, key=key)
        return {pair: quantile if has_part else None for pair, has_part in zip(pairs, used, strict=True)}, True
    from scipy.stats import t

    least = max(int((~np.isnan(values)).sum(axis=1).min()), 2)
    shared = float(t.ppf(1 - 0.05 / (2 * len(pairs)), least - 1))
    return dict.fromkeys(pairs, shared), False


def may_be_better(differences: Floats, comparand: Comparand, quantile: float | None) -> bool:
    """Tell, quickly, whether it is worth while to judge a difference: never no where it is better."""
    present = differences[~np.isnan(differences)]
    if len(present) < ENOUGH or quantile is None:
        return len(present) >= ENOUGH and bool(np.ptp(present) <= 1e-6 * np.abs(present).max())
    towards = float(present.mean()) * comparand.direction
    return towards >= 0.999 * quantile * float(present.std(ddof=1)) / sqrt(len(present)) and towards > 0
