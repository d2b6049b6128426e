"""Patterns P12-P16: what randomised trials, surveys and other models found, and nothing here was fitted to."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from ...agents.base.arrays import Floats
from ...sim.measures.counterfactual import quit_rate
from .testbed import Check, Finished, Testbed

INFINITY = float("inf")
SUPPORT_AND_EXITS = "Alan, Corekcioglu & Sutter 2023"
MANAGER = 2
"""The level from which somebody leads others."""


def support_and_exits(testbed: Testbed) -> Iterator[Check]:
    """P16: firms with a programme, against the same firms without: their networks after two years, and who quits.

    Each line is the mean difference over the firms, two of its standard errors nearer to 0 or beyond: it passes where
    the sign is that of the trial.
    """
    employees, firms = testbed.employees // 10, 10 * testbed.replicates
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
    yield in_sign("P16", "the same, less that of everybody below", -1,
                  apart(lambda run: quits(run, True) - quits(run, False)))  # fmt: skip


def in_sign(name: str, about: str, sign: int, differences: Floats) -> Check:
    """Return the line that a mean difference has a sign: two standard errors nearer to 0, it still has it."""
    nearer = differences.mean() - sign * 2 * differences.std(ddof=1) / np.sqrt(len(differences))
    low, high = (0.0, INFINITY) if sign > 0 else (-INFINITY, 0.0)
    return Check(name, f"{about}: two errors within", "emergent", low, high, float(nearer), SUPPORT_AND_EXITS)


CHECKS: tuple[Callable[[Testbed], Iterator[Check]], ...] = (support_and_exits,)
