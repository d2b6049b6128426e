"""What is recorded of a week."""

from __future__ import annotations

import numpy as np

from ...agents.base.arrays import Flags, Floats, Integers
from ...agents.base.compiled import kernel
from ..processes.cohort import PeopleAtLaunch
from ..processes.ideas import Week
from ..processes.network import LEADER, age_band
from ..processes.turnover import QUITS, RETIRES, SEPARATED
from ..state.state import State
from .programme import Programme

BANDS = ("under_29", "29_to_44", "45_to_60", "61_and_over")

WEEKLY = (
    "week", "headcount", "quits", "separations", "retirements", "hires",
    *(f"headcount.{band}" for band in BANDS), *(f"quits.{band}" for band in BANDS),
    "inclusion", "inclusion_present", "motivation", "fatigue", "confidence", "openness",
    "ideas_voiced", "ideas_implemented", "idea_value", "new_ties", "practices", "leaders",
    "pairs", "rapport", "enrolled", "sessions_due", "sessions_held", "check_ins", "repairs", "rematches", "parted",
    "rejected", "places_unfilled", "trained", "hours", "hours_cost", "seniors", "senior_hours", "cash",
    "replacement_cost",
)  # fmt: skip
"""The weekly values, in order. Shares and means are 0..1; `inclusion` is over those present at launch."""

BOOKED = (
    "sessions_due", "sessions_held", "check_ins", "repairs", "rematches", "parted", "rejected", "places_unfilled",
    "trained", "hours", "hours_cost", "seniors", "senior_hours", "cash",
)  # fmt: skip


def observe(
    state: State,
    at_launch: PeopleAtLaunch,
    programme: Programme,
    came: Week,
    fate: Integers,
    age_then: Floats,
    hires: int,
    met: int,
    practices: int,
) -> dict[str, float]:
    """Return the weekly values; `age_then` is from before the hires, whose ages are not those of the leavers."""
    people, pairs = state.workforce, programme.pairs
    heads, quits, left, means, leaders, enrolled = tally(
        people.present, people.age, people.level, people.enrolled, fate, age_then,
        people.inclusion, people.motivation, people.fatigue, people.confidence, people.openness,
    )  # fmt: skip
    running = pairs.running()
    booked = programme.booked
    values = (
        state.week, sum(heads.tolist()), sum(quits.tolist()), *left, hires,
        *heads, *quits, at_launch.carried.mean(), *means,
        came.voiced, came.implemented, came.value, met + booked["new_ties"], practices, leaders,
        len(running), pairs.rapport[running].mean() if len(running) else np.nan, enrolled,
        *(booked[name] for name in BOOKED), replacement_cost(state, fate),
    )  # fmt: skip
    return dict(zip(WEEKLY, map(float, values), strict=True))


def replacement_cost(state: State, fate: Integers) -> float:
    """Return what it costs to replace this week's quitters: a share of a year of their pay."""
    money, levels = state.rules.money, state.workforce.level[fate == QUITS]
    rates = (money.rate_0, money.rate_1, money.rate_2, money.rate_3, money.rate_4)
    return money.replacement * money.year_of_pay * sum(rates[level] for level in levels)


@kernel
def tally(
    present: Flags,
    age: Floats,
    level: Integers,
    enrolled: Flags,
    fate: Integers,
    age_then: Floats,
    inclusion: Floats,
    motivation: Floats,
    fatigue: Floats,
    confidence: Floats,
    openness: Floats,
) -> tuple[Floats, Floats, tuple[float, float], Floats, float, float]:
    """Count heads and quits by age band and other exits, average what is felt, count leaders and participants."""
    heads, quits, means = np.zeros(4), np.zeros(4), np.zeros(5)
    separated = retired = leaders = taking_part = 0.0
    for i in range(len(present)):
        if fate[i] == QUITS:
            quits[age_band(age_then[i])] += 1.0
        elif fate[i] == SEPARATED:
            separated += 1.0
        elif fate[i] == RETIRES:
            retired += 1.0
        if not present[i]:
            continue
        heads[age_band(age[i])] += 1.0
        means[0] += inclusion[i]
        means[1] += motivation[i]
        means[2] += fatigue[i]
        means[3] += confidence[i]
        means[4] += openness[i]
        if level[i] >= LEADER:
            leaders += 1.0
        if enrolled[i]:
            taking_part += 1.0
    headcount = heads[0] + heads[1] + heads[2] + heads[3]
    for m in range(5):
        means[m] = means[m] / headcount if headcount > 0.0 else np.nan
    return heads, quits, (separated, retired), means, leaders, taking_part
