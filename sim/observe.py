"""What is written down of a week."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..agents.compiled import kernel
from .follow import Followed
from .ideas import Week
from .network import LEADER, age_band
from .programme import Programme
from .state import State
from .turnover import QUITS, RETIRES, SEPARATED

BANDS = ("under_29", "29_to_44", "45_to_60", "61_and_over")

WEEKLY = (
    "week", "headcount", "quits", "separations", "retirements", "hires",
    *(f"headcount.{band}" for band in BANDS), *(f"quits.{band}" for band in BANDS),
    "inclusion", "inclusion_present", "motivation", "fatigue", "confidence", "openness",
    "ideas_voiced", "ideas_implemented", "idea_value", "new_ties", "practices", "leaders",
    "pairs", "rapport", "enrolled", "sessions_due", "sessions_held", "check_ins", "repairs", "rematches", "parted",
    "rejected", "places_unfilled", "trained", "hours", "hours_cost", "seniors", "senior_hours", "cash",
)  # fmt: skip
"""The weekly values, in order. Shares and means are 0..1; `inclusion` is over those present at launch."""

BOOKED = (
    "sessions_due", "sessions_held", "check_ins", "repairs", "rematches", "parted", "rejected", "places_unfilled",
    "trained", "hours", "hours_cost", "seniors", "senior_hours", "cash",
)  # fmt: skip


def observe(
    state: State,
    followed: Followed,
    programme: Programme,
    came: Week,
    fate: NDArray[np.int64],
    hires: int,
    met: int,
    practices: int,
) -> dict[str, float]:
    """Return the weekly values."""
    people, pairs = state.workforce, programme.pairs
    heads, quits, left, means, leaders, enrolled = tally(
        people.present, people.age, people.level, people.enrolled, fate,
        people.inclusion, people.motivation, people.fatigue, people.confidence, people.openness,
    )  # fmt: skip
    running = pairs.running()
    booked = programme.booked
    values = (
        state.week, sum(heads), sum(quits), *left, hires,
        *heads, *quits, followed.carried.mean(), *means,
        came.voiced, came.implemented, came.value, met + booked["new_ties"], practices, leaders,
        len(running), pairs.rapport[running].mean() if len(running) else np.nan, enrolled,
        *(booked[name] for name in BOOKED),
    )  # fmt: skip
    return dict(zip(WEEKLY, map(float, values), strict=True))


@kernel
def tally(
    present: NDArray[np.bool_],
    age: NDArray[np.float64],
    level: NDArray[np.int64],
    enrolled: NDArray[np.bool_],
    fate: NDArray[np.int64],
    inclusion: NDArray[np.float64],
    motivation: NDArray[np.float64],
    fatigue: NDArray[np.float64],
    confidence: NDArray[np.float64],
    openness: NDArray[np.float64],
) -> tuple[list[float], list[float], tuple[float, float], list[float], float, float]:
    """Count heads and quits by age band and other exits, average what is felt, count leaders and participants."""
    heads, quits, sums = [0.0] * 4, [0.0] * 4, [0.0] * 5
    separated = retired = leaders = taking_part = 0.0
    for i in range(len(present)):
        if fate[i] == QUITS:
            quits[age_band(age[i])] += 1.0
        elif fate[i] == SEPARATED:
            separated += 1.0
        elif fate[i] == RETIRES:
            retired += 1.0
        if not present[i]:
            continue
        heads[age_band(age[i])] += 1.0
        sums[0] += inclusion[i]
        sums[1] += motivation[i]
        sums[2] += fatigue[i]
        sums[3] += confidence[i]
        sums[4] += openness[i]
        if level[i] >= LEADER:
            leaders += 1.0
        if enrolled[i]:
            taking_part += 1.0
    headcount = heads[0] + heads[1] + heads[2] + heads[3]
    means = [total / headcount if headcount > 0.0 else np.nan for total in sums]
    return heads, quits, (separated, retired), means, leaders, taking_part
