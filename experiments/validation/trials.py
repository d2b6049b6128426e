"""Patterns P12-P16: what randomised trials, surveys and other models found, and nothing here was fitted to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...agents.base.parameters import YEAR
from ...sim.processes.turnover import QUITS
from .targets import PAIRED_BY_LOT
from .testbed import Check, Finished, Testbed, ratio

INFINITY = float("inf")
QUARTER = YEAR // 4
MANY_BY_LOT = PAIRED_BY_LOT | {"share": 0.4, "targeting": "lottery", "renew": False}


class Gained(NamedTuple):
    """What some people have of a programme, against the same people without one."""

    inclusion: NDArray[np.float64]
    """Points of 100 over the first year, one for each."""
    hazard_ratio: float
    """Of quitting in the year after the first quarter."""


def poor_pairs_do_no_good(testbed: Testbed) -> Iterator[Check]:
    """P12: a marginal mentor is like none, a poor one is worse: pairs by their rapport at the end of the first quarter.

    Sorted by what it is then, so that what comes of the pair has no part in the sorting.
    """
    replicates = 2 * testbed.replicates
    both = list(zip(testbed.runs(MANY_BY_LOT, replicates=replicates), testbed.runs(replicates=replicates), strict=True))
    worst, poor, best = (gained(both, low, high) for low, high in ((0.0, 0.1), (0.0, 0.25), (0.75, 1.0)))
    source = "Ragins, Cotton & Miller 2000"
    share = ratio(float(poor.inclusion.mean()), float(best.inclusion.mean()))
    errors = float(worst.inclusion.mean() / (worst.inclusion.std() / np.sqrt(len(worst.inclusion))))
    for about, low, high, value in (
        ("hazard ratio of quitting in the quarter of pairs with the least rapport", 0.97, INFINITY, poor.hazard_ratio),
        ("what that quarter gains in inclusion, over what the best quarter gains", -INFINITY, 0.2, share),
        ("what the worst tenth gains in inclusion, in standard errors", -INFINITY, -2.0, errors),
    ):
        yield Check("P12", about, "emergent", low, high, value, source)


def gained(both: list[tuple[Finished, Finished]], low: float, high: float) -> Gained:
    """Return what people in pairs between two quantiles of rapport have of it."""
    inclusion, quits, weeks = [], np.zeros(2), np.zeros(2)
    for run, without in both:
        pairs = run.record.pairs
        rapport = pairs["quarter_rapport"]
        first = (pairs["cohort"] == 0) & (pairs["began"] == 0) & np.isfinite(rapport)
        least, most = np.quantile(rapport[first], (low, high))
        some = first & (rapport >= least) & (rapport <= most)
        rows = np.concatenate([pairs["junior"][some], pairs["senior"][some]])
        one, other = (each.record.people for each in (run, without))
        inclusion.append(100 * (one["year_inclusion"] - other["year_inclusion"])[rows])
        for place, people in enumerate((one, other)):
            left, kind = people["exit_week"][rows], people["exit_kind"][rows]
            there = np.clip(np.where(np.isnan(left), np.inf, left), QUARTER, QUARTER + YEAR)
            quits[place] += np.count_nonzero((kind == QUITS) & (left >= QUARTER) & (left < QUARTER + YEAR))
            weeks[place] += (there - QUARTER).sum()
    taking_part, without_it = quits / weeks
    return Gained(np.concatenate(inclusion), ratio(float(taking_part), float(without_it)))


CHECKS: tuple[Callable[[Testbed], Iterator[Check]], ...] = (poor_pairs_do_no_good,)
