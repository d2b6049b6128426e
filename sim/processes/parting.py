"""Pairs that give up before their time."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from ...agents.base.arrays import Flags, Floats, Integers
from ...agents.base.compiled import kernel
from ...agents.base.luck import Key, uniform
from ...scenarios.assumptions.assumptions import Parting
from ..state.pairs import PARTED, Pairs
from ..state.state import State


def part(state: State, pairs: Pairs, running: Integers, pull: Floats) -> Integers:
    """Let pairs give up; both feel it. Return their rows."""
    people = state.workforce
    gave_up = np.zeros(len(running), np.bool_)
    give_up(
        state.rules.parting, state.luck["parting"], state.tick, running, pairs.number, pairs.junior, pairs.senior,
        pairs.rapport, pairs.missed, people.motivation, pull, people.fatigue, people.training, gave_up,
    )  # fmt: skip
    rows = running[gave_up]
    if len(rows) == 0:
        return rows
    pairs.end(rows, state.week, PARTED)
    for side in (pairs.junior, pairs.senior):
        np.subtract.at(people.inclusion, side[rows], state.rules.parting.hurt)
    np.maximum(people.inclusion, 0.0, out=people.inclusion)
    return rows


@kernel
def give_up(
    rule: Parting,
    key: Key,
    tick: int,
    running: Integers,
    number: NDArray[np.uint64],
    junior: Integers,
    senior: Integers,
    rapport: Floats,
    missed: Integers,
    motivation: Floats,
    pull: Floats,
    fatigue: Floats,
    training: Floats,
    gave_up: Flags,
) -> None:
    """Part with hazard .011 exp(5 (.5 - R) + 2 (.5 - min M) + 1.5 (max f - .4) - (T - .3) + .15 missed)."""
    for r in range(len(running)):
        p = running[r]
        j, s = junior[p], senior[p]
        hazard = rule.hazard * math.exp(
            rule.rapport * (0.5 - rapport[p])
            + rule.motivation * (0.5 - min(motivation[j] + pull[j], motivation[s] + pull[s]))
            + rule.fatigue * (max(fatigue[j], fatigue[s]) - 0.4)
            - rule.training * (0.5 * (training[j] + training[s]) - 0.3)
            + rule.missed * missed[p]
        )
        gave_up[r] = uniform(key, number[p], tick, 0) < 1.0 - math.exp(-hazard)
