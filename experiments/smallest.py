"""How large a difference must be to matter: in the outcome's unit, or as a share of what the baseline has of it.

Nothing but the baseline counts, so that a scenario that is added to a comparison moves no size.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..scenarios.outcomes import HEADLINES, Outcome
from ..scenarios.scenario_record import share_of_baseline

if TYPE_CHECKING:
    from .comparison import Comparison

EVERYBODY = {f"participants.{name}": name for name in (*HEADLINES, "motivation")}
"""Participants' outcomes that are measured of everybody too, in the same unit."""


def size_of(comparison: Comparison, outcome: Outcome) -> float | None:
    """Return what a relative smallest effect is a share of: the size of the baseline's mean.

    For a participants' outcome that is how the baseline's participants fare without a programme or, where it has
    none, what everybody in it does (`EVERYBODY`). None where that is 0 or has no value.
    """
    row, places = comparison.baseline_row, comparison.places
    everybody = places.get(EVERYBODY.get(outcome.name, outcome.name), places[outcome.name])
    candidates = [comparison.values[row, :, everybody]]
    if outcome.of_participants:
        candidates.insert(0, comparison.same_people[row, :, places[outcome.name]])
    for numbers in candidates:
        if not np.isnan(numbers).all() and (mean := abs(float(np.nanmean(numbers)))) > 0:
            return mean
    return None


def smallest_effect(outcome: Outcome, asked: float | str | None, size: float | None) -> float:
    """Return the smallest effect that matters in the outcome's unit: the one asked for, or the outcome's own.

    A percentage is a share of the size. Where there is none, the outcome's own in its unit holds, or one unit.

    >>> ideas = Outcome("ideas", "ideas", "a year", 1, 0.05, "idea system", relative=True)
    >>> [smallest_effect(ideas, asked, size=40.0) for asked in (None, "10 %", 1.5)]
    [2.0, 4.0, 1.5]
    >>> smallest_effect(ideas, "10 %", size=None), smallest_effect(ideas._replace(relative=False), "10 %", size=None)
    (1.0, 0.05)
    """
    share = (outcome.smallest if outcome.relative else None) if asked is None else share_of_baseline(asked)
    if share is None:
        return outcome.smallest if asked is None else float(asked)
    if size is None:
        return 1.0 if outcome.relative else outcome.smallest
    return share * size
