"""Costs: what the programme costs in a week, in hours and in cash."""

from __future__ import annotations

from collections.abc import MutableMapping

import numpy as np

from ...agents.base.arrays import Flags, Floats, Integers
from ...agents.base.compiled import kernel
from ...agents.base.parameters import YEAR
from ...scenarios.assumptions.assumptions import Money
from ...scenarios.policy.rewards import Reward
from ...scenarios.policy.training import Training
from ..state.pairs import Pairs
from ..state.state import State


def pay(
    state: State, pairs: Pairs, reward: Reward, training: Training, in_circles: bool, booked: MutableMapping[str, float]
) -> None:
    """Count the week's hours at loaded rates, and its cash: coordinators, rewards, training, repairs."""
    people, money, running = state.workforce, state.rules.money, pairs.running()
    hours, cost, taking_part, seniors, senior_hours = count_hours(
        money, reward.protected_hours, people.hours, people.level, people.enrolled, pairs.senior[running]
    )
    booked["hours"], booked["hours_cost"] = hours, cost
    booked["seniors"], booked["senior_hours"] = seniors, senior_hours
    looked_after = len(np.unique(pairs.senior[running])) if in_circles else len(running)
    booked["cash"] = (
        looked_after * money.coordinator / money.pairs_a_coordinator / YEAR
        + taking_part * reward.cost / YEAR
        + booked["trained"] * training.cost
        + booked["repairs"] * money.repair
    )


@kernel
def count_hours(
    rule: Money, covered: float, hours: Floats, level: Integers, enrolled: Flags, senior: Integers
) -> tuple[float, float, float, float, float]:
    """Return programme hours, their cost, participants, seniors in a pair, and the hours of those.

    `covered` are the paid hours of a participant per week in which colleagues stand in: they cost as much again.
    """
    rates = (rule.rate_0, rule.rate_1, rule.rate_2, rule.rate_3, rule.rate_4)
    is_senior = np.zeros(len(hours), np.bool_)
    for i in senior:
        is_senior[i] = True
    total = cost = taking_part = seniors = of_seniors = 0.0
    for i in range(len(hours)):
        spent = hours[i]
        if enrolled[i]:
            taking_part += 1.0
            spent += covered
        total += spent
        cost += spent * rates[level[i]]
        if is_senior[i]:
            seniors += 1.0
            of_seniors += hours[i]
    return total, cost, taking_part, seniors, of_seniors
