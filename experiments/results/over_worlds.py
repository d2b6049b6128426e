"""What a comparison came to over worlds, where assumptions were varied too: data, counted in futures and in worlds.

A *world* is one draw of the assumptions, in which the organisation keeps its quits, inclusion and ideas. In each of W
worlds there are R futures with luck of their own, the same for all designs: future w R + r is in world w.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Robustness = Literal["toss-up", "depends on assumptions", "luck decides", "robust"]
"""In this order: the mean's interval covers 0; under 90 % of worlds lie on one side; under 75 % of futures do; else."""


@dataclass(frozen=True)
class InWorlds:
    """One outcome of one scenario against what it is compared with, over all worlds. Good is what the outcome says."""

    mean: float
    low: float | None
    """Student's 95 % interval of the mean over the worlds' means; None with fewer than two worlds."""
    high: float | None
    better: int
    """Futures in which it is better, the same and worse, of `futures`."""
    same: int
    worse: int
    futures: int
    worlds_better: int
    """Worlds whose mean, shrunk to the grand mean, is good; and bad, of `worlds`."""
    worlds_worse: int
    worlds: int
    better_low: float | None
    """Interval of the share of futures in which it is better, from the worlds' shares."""
    better_high: float | None
    worst_tenth: float
    """The mean over the worst tenth of worlds (shrunk)."""
    robustness: Robustness


@dataclass(frozen=True)
class OverWorlds:
    """A comparison over worlds. Outer keys are scenarios, inner ones outcomes or objectives."""

    worlds: int
    each: int
    """Futures in each world."""
    outcomes: Mapping[str, Mapping[str, InWorlds]]
    keeps: Mapping[str, Mapping[str, int]]
    """In how many worlds a design keeps enough (`keeps`) of the gain of the best design of the world, by objective."""
    regret: Mapping[str, Mapping[str, float]]
    """How much of an objective is lost, at least, by taking this design in every world and not the best of each."""
    best_in: Mapping[str, int]
    """In how many worlds a design has the most objectives kept, cheapest first: what the answer hangs on."""
