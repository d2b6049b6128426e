"""Patterns P12, P13 and P16: what randomised trials and surveys found of mentoring and of networks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...agents.base.arrays import Floats
from ...sim.measures.counterfactual import quit_rate
from ...sim.measures.outcomes import same_people
from ...sim.processes.cohort import SENIOR
from .targets import PAIRED_BY_LOT
from .testbed import Check, Finished, Testbed, ratio

INFINITY = float("inf")
MANY_BY_LOT = PAIRED_BY_LOT | {"share": 0.4, "targeting": "lottery", "renew": False}
SUPPORT_AND_EXITS = "Alan, Corekcioglu & Sutter 2023"
MANAGER = 2
"""The level from which somebody leads others."""
ONE_ROUND = PAIRED_BY_LOT | {"renew": False}
"""In a second round volunteers who come again would have a second dose."""
GAIN = "participants.senior_technology_gain"


class Gained(NamedTuple):
    """What people in some pairs have of a programme, against the same people without one."""

    inclusion: NDArray[np.float64]
    """Points of 100 over the first year, the mean of the two of each pair."""
    hazard_ratio: float
    """Of quitting in the first year."""


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
        ("inclusion gained by that quarter of pairs, as a share of what the best quarter gains", -INFINITY, 0.2, share),
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
        change = 100 * (one["year_inclusion"] - other["year_inclusion"])
        inclusion.append(0.5 * (change[pairs["junior"][some]] + change[pairs["senior"][some]]))
        quits += [people["year_expected_quits"][rows].sum() for people in (one, other)]
        weeks += [people["year_at_risk"][rows].sum() for people in (one, other)]
    taking_part, without_it = quits / weeks
    return Gained(np.concatenate(inclusion), ratio(float(taking_part), float(without_it)))


def who_would_gain_most_opts_out(testbed: Testbed) -> Iterator[Check]:
    """P13: one round, paired by lot, of seniors by lottery and of seniors who volunteered; who says no."""
    replicates = 4 * testbed.replicates
    gained = {}
    for targeting in ("lottery", "volunteer"):
        runs = testbed.runs(ONE_ROUND | {"targeting": targeting}, replicates=replicates)
        pairs = zip(runs, testbed.runs(replicates=replicates), strict=True)
        gained[targeting] = float(
            np.mean([run.outcomes[GAIN] - same_people(none.record, run.record)[GAIN] for run, none in pairs])
        )
    source = "Sandvik et al. 2025"
    yield Check("P13", "technology gained by seniors, of a lottery over volunteers", "fitted", 1.5, INFINITY,
                ratio(gained["lottery"], gained["volunteer"]), source)  # fmt: skip
    digital: list[float] = []
    confidence: list[float] = []
    for run in testbed.runs({"arm": "reverse", "share": 1.0}, weeks=1):  # a place for every senior who says yes
        asked = run.record.people["eligible_as"] == SENIOR
        says_yes = run.record.people["role"] == SENIOR
        for found, held in ((digital, run.launch.skills[:, :3].mean(axis=1)), (confidence, run.launch.confidence)):
            found.append((held[says_yes].mean() - held[asked & ~says_yes].mean()) / held[asked].std())
    yield Check("P13", "digital skill of seniors who say yes, above those who say no, SD", "imposed", 0.2, 2.0,
                float(np.mean(digital)), source)  # fmt: skip
    yield Check("P13", "confidence of seniors who say yes, above those who say no, SD", "imposed", 0.1, 2.0,
                float(np.mean(confidence)), source)  # fmt: skip


def support_and_exits(testbed: Testbed) -> Iterator[Check]:
    """P16: firms with a programme, against the same firms without: their networks after two years, and who quits.

    Each line is the mean difference over the firms, two of its standard errors nearer to 0 or beyond: it passes where
    the sign is that of the trial.
    """
    employees, firms = testbed.employees // 10, 20 * testbed.replicates
    without = testbed.runs(employees=employees, replicates=firms)
    with_it = testbed.runs({"arm": "reverse", "share": 0.4}, employees=employees, replicates=firms)

    def apart(value: Callable[[Finished], float]) -> Floats:
        return np.array([value(one) - value(other) for one, other in zip(with_it, without, strict=True)])

    def outcome(name: str) -> Callable[[Finished], float]:
        return lambda run: run.outcomes[name]

    for name, about, sign in (
        ("network.isolates", "isolates, points", -1),
        ("network.density", "density, points", 1),
        ("network.ei_age", "E-I index by age", 1),
        ("network.ei_department", "E-I index by department", 1),
    ):
        yield in_sign("P16", about, sign, apart(outcome(name)))

    def quits(run: Finished, leading: bool) -> float:
        return float(np.log(quit_rate(run.record, (run.record.people["level"] >= MANAGER) == leading)))

    yield in_sign("P16", "log hazard of quitting, managers and above", -1, apart(lambda run: quits(run, True)))
    yield in_sign("P16", "log hazard of quitting, managers and above less everybody below", -1,
                  apart(lambda run: quits(run, True) - quits(run, False)))  # fmt: skip


def in_sign(name: str, about: str, sign: int, differences: Floats) -> Check:
    """Return the line that a mean difference has a sign: two standard errors nearer to 0, it still has it."""
    nearer = differences.mean() - sign * 2 * differences.std(ddof=1) / np.sqrt(len(differences))
    low, high = (0.0, INFINITY) if sign > 0 else (-INFINITY, 0.0)
    return Check(
        name, f"{about}, two standard errors nearer to 0", "emergent", low, high, float(nearer), SUPPORT_AND_EXITS
    )
